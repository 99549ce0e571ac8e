//! The grammar of awk, as far as it is modelled: patterns, actions, expressions; no functions of one's own.

use super::super::regex::Pattern;
use super::token::{Token, tokens};

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr {
    Number(f64),
    Text(String),
    /// Alone it asks whether the line matches.
    Regex(Pattern),
    Variable(String),
    Field(Box<Expr>),
    Element(String, Vec<Expr>),
    Assign(Box<Expr>, &'static str, Box<Expr>),
    /// The operator, and whether it stands before its operand.
    Step(Box<Expr>, f64, bool),
    Binary(Box<Expr>, &'static str, Box<Expr>),
    Unary(&'static str, Box<Expr>),
    Choice(Box<Expr>, Box<Expr>, Box<Expr>),
    Match(Box<Expr>, bool, Box<Expr>),
    In(Vec<Expr>, String),
    Call(String, Vec<Expr>),
}

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Statement {
    Expr(Expr),
    Print(Vec<Expr>),
    Printf(Vec<Expr>),
    If(Expr, Vec<Statement>, Vec<Statement>),
    While(Expr, Vec<Statement>),
    /// Beginning, condition, step, body.
    For(Vec<Statement>, Option<Expr>, Vec<Statement>, Vec<Statement>),
    ForIn(String, String, Vec<Statement>),
    Delete(String, Option<Vec<Expr>>),
    Next,
    Break,
    Continue,
    Exit(Option<Expr>),
}

/// When an action is taken.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum When {
    Begin,
    End,
    Always,
    If(Expr),
    /// From a line on which the first holds to one on which the second does.
    Range(Expr, Expr),
}

/// A rule; without an action the line is printed.
pub(super) type Rule = (When, Vec<Statement>);

/// Why a program is not run.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wrong {
    Syntax(String),
    NotModelled(String),
}

type Read<T> = Result<T, Wrong>;

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    /// Within brackets of `print` a greater-than sign compares, outside it would redirect.
    compares: bool,
}

/// Reads a program.
///
/// # Errors
/// What is wrong with it, or not modelled.
pub(super) fn parse(text: &str) -> Read<Vec<Rule>> {
    let mut parser = Parser {
        tokens: tokens(text).map_err(Wrong::Syntax)?,
        at: 0,
        compares: true,
    };
    let mut rules = Vec::new();
    parser.ends();
    while parser.at < parser.tokens.len() {
        rules.push(parser.rule()?);
        parser.ends();
    }
    Ok(rules)
}

fn line() -> Vec<Statement> {
    vec![Statement::Print(Vec::new())]
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn is(&self, sign: &str) -> bool {
        matches!(self.peek(), Some(Token::Sign(s)) if *s == sign)
    }

    fn is_name(&self, name: &str) -> bool {
        matches!(self.peek(), Some(Token::Name(n)) if n == name)
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = self.is(sign);
        self.at += usize::from(found);
        found
    }

    fn take_name(&mut self, name: &str) -> bool {
        let found = self.is_name(name);
        self.at += usize::from(found);
        found
    }

    fn wrong<T>(&self) -> Read<T> {
        let near = match self.peek() {
            None => "end of program".to_owned(),
            Some(Token::End) => "newline".to_owned(),
            Some(Token::Sign(sign)) => (*sign).to_owned(),
            Some(Token::Name(name) | Token::Call(name) | Token::Text(name)) => name.clone(),
            Some(Token::Regex(text)) => format!("/{text}/"),
            Some(Token::Number(n)) => n.to_string(),
        };
        Err(Wrong::Syntax(near))
    }

    fn expect(&mut self, sign: &str) -> Read<()> {
        if self.take(sign) {
            Ok(())
        } else {
            self.wrong()
        }
    }

    fn ends(&mut self) {
        while self.peek() == Some(&Token::End) {
            self.at += 1;
        }
    }

    fn rule(&mut self) -> Read<Rule> {
        let when = if self.take_name("BEGIN") {
            When::Begin
        } else if self.take_name("END") {
            When::End
        } else if self.is("{") {
            When::Always
        } else if self.is_name("function") || self.is_name("func") {
            return Err(Wrong::NotModelled("functions of one's own".to_owned()));
        } else {
            let first = self.expr()?;
            match self.take(",") {
                true => {
                    self.ends();
                    When::Range(first, self.expr()?)
                }
                false => When::If(first),
            }
        };
        let action = match self.is("{") {
            true => self.block()?,
            false if matches!(when, When::Begin | When::End) => return self.wrong(),
            false => line(),
        };
        Ok((when, action))
    }

    fn block(&mut self) -> Read<Vec<Statement>> {
        self.expect("{")?;
        let mut all = Vec::new();
        self.ends();
        while !self.take("}") {
            all.extend(self.statement()?);
            self.ends();
        }
        Ok(all)
    }

    /// A statement, or those of a block.
    fn body(&mut self) -> Read<Vec<Statement>> {
        self.ends();
        if self.is("{") {
            self.block()
        } else {
            self.statement()
        }
    }

    fn statement(&mut self) -> Read<Vec<Statement>> {
        if self.is("{") {
            return self.block();
        }
        let Some(Token::Name(name)) = self.peek().cloned() else {
            return Ok(vec![Statement::Expr(self.expr()?)]);
        };
        let keyword = name.as_str();
        let known = [
            "if", "while", "for", "print", "printf", "delete", "next", "exit", "break", "continue",
        ];
        if matches!(keyword, "do" | "getline" | "return" | "nextfile") {
            return Err(Wrong::NotModelled(keyword.to_owned()));
        }
        if !known.contains(&keyword) {
            return Ok(vec![Statement::Expr(self.expr()?)]);
        }
        self.at += 1;
        Ok(vec![match keyword {
            "if" => {
                self.expect("(")?;
                let condition = self.expr()?;
                self.expect(")")?;
                let yes = self.body()?;
                let at = self.at;
                self.ends();
                let no = match self.take_name("else") {
                    true => self.body()?,
                    false => {
                        self.at = at;
                        Vec::new()
                    }
                };
                Statement::If(condition, yes, no)
            }
            "while" => {
                self.expect("(")?;
                let condition = self.expr()?;
                self.expect(")")?;
                Statement::While(condition, self.body()?)
            }
            "for" => self.for_loop()?,
            "delete" => {
                let Some(Token::Name(array)) = self.peek().cloned() else {
                    return self.wrong();
                };
                self.at += 1;
                let index = match self.take("[") {
                    true => Some(self.list("]")?),
                    false => None,
                };
                Statement::Delete(array, index)
            }
            "next" => Statement::Next,
            "break" => Statement::Break,
            "continue" => Statement::Continue,
            "exit" => Statement::Exit(match self.stands_end() {
                true => None,
                false => Some(self.expr()?),
            }),
            _ => {
                let printed = self.printed()?;
                match keyword {
                    "print" => Statement::Print(printed),
                    _ if printed.is_empty() => return self.wrong(),
                    _ => Statement::Printf(printed),
                }
            }
        }])
    }

    fn stands_end(&self) -> bool {
        matches!(self.peek(), None | Some(Token::End)) || self.is("}")
    }

    fn printed(&mut self) -> Read<Vec<Expr>> {
        let mut all = Vec::new();
        if !self.stands_end() {
            self.compares = false;
            all.push(self.expr()?);
            while self.take(",") {
                self.ends();
                all.push(self.expr()?);
            }
            self.compares = true;
        }
        // A list in brackets is the list.
        if let [Expr::Call(name, list)] = &all[..]
            && name == LIST
        {
            all = list.clone();
        }
        if self.is(">") || self.is(">>") || self.is("|") {
            return Err(Wrong::NotModelled(
                "print into a file or a command".to_owned(),
            ));
        }
        Ok(all)
    }

    fn for_loop(&mut self) -> Read<Statement> {
        self.expect("(")?;
        if let (Some(Token::Name(key)), Some(Token::Name(within)), Some(Token::Name(array))) = (
            self.peek().cloned(),
            self.tokens.get(self.at + 1).cloned(),
            self.tokens.get(self.at + 2).cloned(),
        ) && within == "in"
            && self.tokens.get(self.at + 3) == Some(&Token::Sign(")"))
        {
            self.at += 4;
            return Ok(Statement::ForIn(key, array, self.body()?));
        }
        let simple =
            |this: &mut Self| -> Read<Vec<Statement>> { Ok(vec![Statement::Expr(this.expr()?)]) };
        let first = match self.peek() {
            Some(Token::End) => Vec::new(),
            _ => simple(self)?,
        };
        self.end()?;
        let condition = match self.peek() {
            Some(Token::End) => None,
            _ => Some(self.expr()?),
        };
        self.end()?;
        let step = if self.is(")") {
            Vec::new()
        } else {
            simple(self)?
        };
        self.expect(")")?;
        Ok(Statement::For(first, condition, step, self.body()?))
    }

    fn end(&mut self) -> Read<()> {
        if self.peek() != Some(&Token::End) {
            return self.wrong();
        }
        self.at += 1;
        Ok(())
    }

    fn list(&mut self, close: &str) -> Read<Vec<Expr>> {
        let compares = std::mem::replace(&mut self.compares, true);
        let mut all = Vec::new();
        while !self.take(close) {
            if !all.is_empty() {
                self.expect(",")?;
                self.ends();
            }
            all.push(self.expr()?);
        }
        self.compares = compares;
        Ok(all)
    }

    fn expr(&mut self) -> Read<Expr> {
        let left = self.choice()?;
        for sign in ["=", "+=", "-=", "*=", "/=", "%=", "^=", "**="] {
            if self.is(sign) {
                if !matches!(left, Expr::Variable(_) | Expr::Field(_) | Expr::Element(..)) {
                    return self.wrong();
                }
                self.at += 1;
                let sign = match sign {
                    "=" => "",
                    "+=" => "+",
                    "-=" => "-",
                    "*=" => "*",
                    "/=" => "/",
                    "%=" => "%",
                    _ => "^",
                };
                return Ok(Expr::Assign(Box::new(left), sign, Box::new(self.expr()?)));
            }
        }
        Ok(left)
    }

    fn choice(&mut self) -> Read<Expr> {
        let condition = self.binary(0)?;
        if !self.take("?") {
            return Ok(condition);
        }
        let yes = self.expr()?;
        self.expect(":")?;
        let no = self.expr()?;
        Ok(Expr::Choice(
            Box::new(condition),
            Box::new(yes),
            Box::new(no),
        ))
    }

    /// Operators by their strength, the weakest first.
    fn binary(&mut self, level: usize) -> Read<Expr> {
        const LEVELS: [&[&str]; 7] = [
            &["||"],
            &["&&"],
            &["in"],
            &["~", "!~"],
            &["<", "<=", "==", "!=", ">", ">="],
            &[" "],
            &["+", "-"],
        ];
        let Some(signs) = LEVELS.get(level) else {
            return self.product();
        };
        let mut left = self.binary(level + 1)?;
        loop {
            match signs[0] {
                "in" if self.take_name("in") => {
                    let Some(Token::Name(array)) = self.peek().cloned() else {
                        return self.wrong();
                    };
                    self.at += 1;
                    let index = match left {
                        Expr::Call(name, list) if name == LIST => list,
                        one => vec![one],
                    };
                    left = Expr::In(index, array);
                }
                " " if self.value_stands() => {
                    let right = self.binary(level + 1)?;
                    left = Expr::Binary(Box::new(left), " ", Box::new(right));
                }
                "in" | " " => return Ok(left),
                _ => {
                    let found = signs
                        .iter()
                        .find(|s| self.is(s) && (self.compares || **s != ">"));
                    let Some(sign) = found.copied() else {
                        return Ok(left);
                    };
                    self.at += 1;
                    self.ends_after(sign);
                    let right = self.binary(level + 1)?;
                    left = match sign {
                        "~" | "!~" => Expr::Match(Box::new(left), sign == "~", Box::new(right)),
                        sign => Expr::Binary(Box::new(left), sign, Box::new(right)),
                    };
                }
            }
        }
    }

    /// A line may end behind the signs that join conditions.
    fn ends_after(&mut self, sign: &str) {
        if matches!(sign, "&&" | "||") {
            self.ends();
        }
    }

    /// Whether what follows is put behind what stood before.
    fn value_stands(&self) -> bool {
        match self.peek() {
            Some(Token::Number(_) | Token::Text(_) | Token::Call(_)) => true,
            Some(Token::Name(name)) => !matches!(name.as_str(), "in" | "else"),
            Some(Token::Sign(sign)) => matches!(*sign, "$" | "(" | "!" | "-" | "++" | "--"),
            Some(Token::Regex(_) | Token::End) | None => false,
        }
    }

    fn product(&mut self) -> Read<Expr> {
        let mut left = self.unary()?;
        while let Some(sign) = ["*", "/", "%"].into_iter().find(|s| self.is(s)) {
            self.at += 1;
            left = Expr::Binary(Box::new(left), sign, Box::new(self.unary()?));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Read<Expr> {
        for sign in ["!", "-", "+"] {
            if self.take(sign) {
                return Ok(Expr::Unary(sign, Box::new(self.unary()?)));
            }
        }
        self.power()
    }

    fn power(&mut self) -> Read<Expr> {
        let left = self.stepped()?;
        if self.take("^") || self.take("**") {
            return Ok(Expr::Binary(Box::new(left), "^", Box::new(self.unary()?)));
        }
        Ok(left)
    }

    fn stepped(&mut self) -> Read<Expr> {
        for (sign, by) in [("++", 1.0), ("--", -1.0)] {
            if self.take(sign) {
                return Ok(Expr::Step(Box::new(self.primary()?), by, true));
            }
        }
        let value = self.primary()?;
        let target = matches!(
            value,
            Expr::Variable(_) | Expr::Field(_) | Expr::Element(..)
        );
        for (sign, by) in [("++", 1.0), ("--", -1.0)] {
            if target && self.take(sign) {
                return Ok(Expr::Step(Box::new(value), by, false));
            }
        }
        Ok(value)
    }

    fn primary(&mut self) -> Read<Expr> {
        let Some(token) = self.peek().cloned() else {
            return self.wrong();
        };
        self.at += 1;
        Ok(match token {
            Token::Number(n) => Expr::Number(n),
            Token::Text(text) => Expr::Text(text),
            Token::Regex(text) => match Pattern::read(&text, true, false) {
                Some(pattern) => Expr::Regex(pattern),
                None => {
                    return Err(Wrong::NotModelled(format!(
                        "this regular expression: {text}"
                    )));
                }
            },
            Token::Sign("$") => {
                let of = match self.is("++") || self.is("--") || self.is("-") {
                    true => self.unary()?,
                    false => self.primary()?,
                };
                Expr::Field(Box::new(of))
            }
            Token::Sign("(") => {
                let mut list = self.list(")")?;
                match list.len() {
                    0 => return self.wrong(),
                    1 => list.remove(0),
                    _ => Expr::Call(LIST.to_owned(), list),
                }
            }
            Token::Name(name) if name == "length" => Expr::Call(name, Vec::new()),
            Token::Name(name) if name == "getline" => return Err(Wrong::NotModelled(name)),
            Token::Name(name) => match self.take("[") {
                true => Expr::Element(name, self.list("]")?),
                false => Expr::Variable(name),
            },
            Token::Call(name) => {
                self.at += 1;
                const KNOWN: [&str; 14] = [
                    "length", "substr", "index", "split", "sub", "gsub", "match", "sprintf",
                    "tolower", "toupper", "int", "sqrt", "systime", "strftime",
                ];
                if !KNOWN.contains(&name.as_str()) {
                    return Err(Wrong::NotModelled(format!("the function {name}")));
                }
                Expr::Call(name, self.list(")")?)
            }
            Token::Sign(_) | Token::End => {
                self.at -= 1;
                return self.wrong();
            }
        })
    }
}

/// The name under which a list in brackets is kept until it is known what it is for.
const LIST: &str = "(,)";
