//! Expressions over container instances: the cluster query language, as far as it speaks of attributes (ECS guide, "Create
//! expressions to define container instances for Amazon ECS tasks").
//!
//! Modelled are the subjects `attribute:NAME` and `ec2InstanceId`, the operators for equality, `in` and `exists` with what negates
//! them, and the boolean ones. Patterns, comparisons of size and other subjects are refused by name.

use paperboat_core::aws::ecs::Attribute;
use paperboat_core::error::CloudError;

use crate::ecs::invalid;

/// What is known of a container instance that an expression can ask for.
#[derive(Clone, Debug)]
pub(in crate::ecs) struct Known<'a> {
    pub(super) ec2_instance: &'a str,
    pub(super) attributes: Vec<Attribute>,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ecs) enum Subject {
    Attribute(String),
    Ec2Instance,
}

/// An expression that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ecs) enum Query {
    /// The subject has one of the values.
    OneOf(Box<[String]>, Subject),
    Exists(Subject),
    Not(Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
}

impl Query {
    /// Reads an expression.
    ///
    /// # Errors
    /// `InvalidParameterException` for what is none; what is not modelled by name.
    pub(in crate::ecs) fn read(operation: &str, text: &str) -> Result<Self, CloudError> {
        let tokens = tokens(text).ok_or_else(|| misread(operation, text))?;
        let mut reader = Reader {
            operation,
            text,
            tokens: &tokens,
        };
        let query = reader.any()?;
        if reader.tokens.is_empty() {
            Ok(query)
        } else {
            Err(misread(operation, text))
        }
    }

    /// Tells whether it holds of a container instance.
    pub(in crate::ecs) fn holds(&self, of: &Known<'_>) -> bool {
        match self {
            Self::OneOf(values, subject) => {
                let value = subject.value(of);
                value.is_some_and(|value| values.iter().any(|v| v == value))
            }
            Self::Exists(subject) => subject.value(of).is_some(),
            Self::Not(query) => !query.holds(of),
            Self::And(one, other) => one.holds(of) && other.holds(of),
            Self::Or(one, other) => one.holds(of) || other.holds(of),
        }
    }
}

impl Subject {
    fn value<'a>(&self, of: &'a Known<'_>) -> Option<&'a str> {
        match self {
            Self::Ec2Instance => Some(of.ec2_instance),
            Self::Attribute(name) => {
                let mut all = of.attributes.iter();
                all.find(|a| a.name == *name).map(|a| a.value.as_str())
            }
        }
    }
}

fn misread(operation: &str, text: &str) -> CloudError {
    invalid(operation, format!("Invalid expression: {text}"))
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    /// What stood between quotes, which is no operator.
    Quoted(String),
    Sign(&'static str),
}

/// Longer signs first, so that none is taken for the beginning of another.
const SIGNS: [&str; 15] = [
    "&&", "||", "==", "!=", "=~", "!~", ">=", "<=", ">", "<", "!", "(", ")", "[", "]",
];

/// Cuts an expression; none for a quote that does not end and for a character that nothing has.
fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut all = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            all.push(Token::Sign(sign));
            rest = &rest[sign.len()..];
        } else if first == ',' {
            all.push(Token::Sign(","));
            rest = &rest[1..];
        } else if first == '\'' || first == '"' {
            let (inside, after) = rest[1..].split_once(first)?;
            all.push(Token::Quoted(inside.to_owned()));
            rest = after;
        } else {
            let plain = |c: char| c.is_ascii_alphanumeric() || "-_./\\:@*?".contains(c);
            let length = rest.find(|c| !plain(c)).unwrap_or(rest.len());
            if length == 0 {
                return None;
            }
            all.push(Token::Word(rest[..length].to_owned()));
            rest = &rest[length..];
        }
        rest = rest.trim_start();
    }
    Some(all)
}

struct Reader<'a> {
    operation: &'a str,
    text: &'a str,
    tokens: &'a [Token],
}

impl Reader<'_> {
    fn next(&mut self) -> Option<Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first.clone())
    }

    /// Takes the next token when it is an operator by one of its names.
    fn takes(&mut self, names: &[&str]) -> bool {
        let is = match self.tokens.first() {
            Some(Token::Word(word)) => names.contains(&word.as_str()),
            Some(Token::Sign(sign)) => names.contains(sign),
            _ => false,
        };
        if is {
            self.tokens = &self.tokens[1..];
        }
        is
    }

    fn misread<T>(&self) -> Result<T, CloudError> {
        Err(misread(self.operation, self.text))
    }

    fn unsupported<T>(&self, what: &str) -> Result<T, CloudError> {
        let operation = format!("ecs:{}", self.operation);
        let what = format!("{what} in the expression {}", self.text);
        Err(CloudError::unsupported(&operation, what))
    }

    fn any(&mut self) -> Result<Query, CloudError> {
        let mut query = self.all()?;
        while self.takes(&["or", "||"]) {
            query = Query::Or(Box::new(query), Box::new(self.all()?));
        }
        Ok(query)
    }

    fn all(&mut self) -> Result<Query, CloudError> {
        let mut query = self.one()?;
        while self.takes(&["and", "&&"]) {
            query = Query::And(Box::new(query), Box::new(self.one()?));
        }
        Ok(query)
    }

    fn one(&mut self) -> Result<Query, CloudError> {
        if self.takes(&["not", "!"]) {
            return Ok(Query::Not(Box::new(self.one()?)));
        }
        if self.takes(&["("]) {
            let query = self.any()?;
            return if self.takes(&[")"]) {
                Ok(query)
            } else {
                self.misread()
            };
        }
        let subject = self.subject()?;
        if self.takes(&["exists"]) {
            return Ok(Query::Exists(subject));
        }
        if self.takes(&["not_exists", "!exists"]) {
            return Ok(Query::Not(Box::new(Query::Exists(subject))));
        }
        if self.takes(&["==", "equals"]) {
            return Ok(Query::OneOf([self.value()?].into(), subject));
        }
        if self.takes(&["!=", "not_equals"]) {
            let same = Query::OneOf([self.value()?].into(), subject);
            return Ok(Query::Not(Box::new(same)));
        }
        if self.takes(&["in"]) {
            return Ok(Query::OneOf(self.values()?, subject));
        }
        if self.takes(&["not_in"]) {
            return Ok(Query::Not(Box::new(Query::OneOf(self.values()?, subject))));
        }
        if self.takes(&["!"]) {
            if self.takes(&["in"]) {
                return Ok(Query::Not(Box::new(Query::OneOf(self.values()?, subject))));
            }
            if self.takes(&["exists"]) {
                return Ok(Query::Not(Box::new(Query::Exists(subject))));
            }
            return self.misread();
        }
        const OTHERS: [&str; 14] = [
            "=~",
            "matches",
            "!~",
            "not_matches",
            ">",
            "greater_than",
            ">=",
            "greater_than_equal",
            "<",
            "less_than",
            "<=",
            "less_than_equal",
            "!=~",
            "!matches",
        ];
        match OTHERS.into_iter().find(|name| self.takes(&[name])) {
            Some(name) => self.unsupported(&format!("the operator {name}")),
            None => self.misread(),
        }
    }

    fn subject(&mut self) -> Result<Subject, CloudError> {
        const OTHERS: [&str; 4] = [
            "agentConnected",
            "agentVersion",
            "registeredAt",
            "runningTasksCount",
        ];
        let Some(Token::Word(word)) = self.next() else {
            return self.misread();
        };
        if let Some(name) = word.strip_prefix("attribute:").filter(|n| !n.is_empty()) {
            return Ok(Subject::Attribute(name.to_owned()));
        }
        match word.as_str() {
            "ec2InstanceId" => Ok(Subject::Ec2Instance),
            other if OTHERS.contains(&other) || other.starts_with("task:") => {
                self.unsupported(&format!("the subject {other}"))
            }
            _ => self.misread(),
        }
    }

    fn value(&mut self) -> Result<String, CloudError> {
        match self.next() {
            Some(Token::Word(text) | Token::Quoted(text)) => Ok(text),
            _ => self.misread(),
        }
    }

    fn values(&mut self) -> Result<Box<[String]>, CloudError> {
        if !self.takes(&["["]) {
            return self.misread();
        }
        let mut values = vec![self.value()?];
        while self.takes(&[","]) {
            values.push(self.value()?);
        }
        if self.takes(&["]"]) {
            Ok(values.into())
        } else {
            self.misread()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of() -> Known<'static> {
        let attribute = |name: &str, value: &str| Attribute {
            name: name.into(),
            value: value.into(),
            ..Default::default()
        };
        Known {
            ec2_instance: "i-1",
            attributes: vec![
                attribute("stack", "production"),
                attribute("ecs.instance-type", "t3.small"),
                attribute("note", "two words"),
                attribute("empty", ""),
            ],
        }
    }

    fn answer(text: &str) -> String {
        match Query::read("RunTask", text) {
            Ok(query) => query.holds(&of()).to_string(),
            Err(error) => error.message,
        }
    }

    #[test]
    fn expressions_hold_or_do_not() {
        for (text, expected) in [
            ("attribute:stack == production", true),
            ("attribute:stack==production", true),
            ("attribute:stack equals test", false),
            ("attribute:stack != test", true),
            ("attribute:other == x", false),
            ("attribute:other != x", true),
            ("attribute:ecs.instance-type in [t3.micro, t3.small]", true),
            (
                "attribute:ecs.instance-type not_in [t3.micro,t3.small]",
                false,
            ),
            ("attribute:ecs.instance-type !in [t3.micro]", true),
            ("attribute:note == 'two words'", true),
            ("attribute:empty exists", true),
            ("attribute:other !exists", true),
            ("attribute:other not_exists", true),
            ("ec2InstanceId in ['i-1', 'i-2']", true),
            ("attribute:stack == test or attribute:empty exists", true),
            // `and` binds closer than `or`.
            (
                "attribute:empty exists or attribute:empty exists and attribute:other exists",
                true,
            ),
            (
                "(attribute:empty exists || attribute:empty exists) && attribute:other exists",
                false,
            ),
            ("not (attribute:stack == test)", true),
            ("!attribute:stack exists", false),
        ] {
            assert_eq!(answer(text), expected.to_string(), "{text}");
        }
    }

    #[test]
    fn what_is_no_expression_or_not_modelled_is_said() {
        for text in [
            "",
            "attribute:",
            "attribute:stack",
            "attribute:stack == ",
            "attribute:stack in production",
            "attribute:stack in [a",
            "(attribute:stack exists",
            "attribute:stack exists exists",
            "stack == production",
            "attribute:stack == 'a",
            "attribute:stack == a;",
        ] {
            assert_eq!(answer(text), format!("Invalid expression: {text}"));
        }
        for text in [
            "attribute:stack =~ prod*",
            "runningTasksCount > 1",
            "task:group == service:web",
            "attribute:size >= 1",
        ] {
            assert!(answer(text).contains("not modelled"), "{text}");
        }
    }
}
