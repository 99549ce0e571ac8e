//! Going through a template's parts with a value.

use serde_json::Value;

use super::function;
use super::lex::{Action, Kind, Token, Word};

/// As deep as blocks and parentheses may be nested: far beyond what a person types.
const DEEPEST: u32 = 32;
/// As long as what one template writes may be, in bytes.
const LONGEST: usize = 16 << 20;

/// A template that is being filled.
pub(super) struct Run<'t> {
    tokens: &'t [Token],
    root: Value,
    /// The variables that are set, the innermost last.
    variables: Vec<(String, Value)>,
    out: String,
    depth: u32,
}

impl<'t> Run<'t> {
    pub(super) fn new(tokens: &'t [Token], root: &Value) -> Self {
        Self {
            tokens,
            root: root.clone(),
            variables: Vec::new(),
            out: String::new(),
            depth: 0,
        }
    }

    /// Goes through the whole template.
    pub(super) fn whole(&mut self) -> Result<String, String> {
        let root = self.root.clone();
        let end = self.block(0, &root, true)?;
        if end < self.tokens.len() {
            return Err("template parsing error: template: :1: unexpected {{end}}".to_owned());
        }
        Ok(std::mem::take(&mut self.out))
    }

    /// Goes through a block until its `end` or `else`; gives the place of that.
    fn block(&mut self, from: usize, dot: &Value, live: bool) -> Result<usize, String> {
        self.deeper()?;
        let known = self.variables.len();
        let mut i = from;
        while let Some(token) = self.tokens.get(i) {
            match token {
                Token::Text(text) if live => self.out.push_str(text),
                Token::Text(_) => {}
                Token::Action(action) => match keyword(action) {
                    "end" | "else" => break,
                    "range" => {
                        i = self.range(i, &action.words[1..], dot, live)?;
                        continue;
                    }
                    "if" | "with" => {
                        i = self.branch(i, action, &action.words[1..], dot, live)?;
                        continue;
                    }
                    "template" | "define" | "block" | "break" | "continue" => {
                        return Err(format!(
                            "paperboat: not modelled: the template action {{{{{}}}}}",
                            action.text
                        ));
                    }
                    _ => self.action(action, dot, live)?,
                },
            }
            if self.out.len() > LONGEST {
                return Err("paperboat: not modelled: a template that writes so much".to_owned());
            }
            i += 1;
        }
        self.variables.truncate(known);
        self.depth -= 1;
        Ok(i)
    }

    fn deeper(&mut self) -> Result<(), String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("paperboat: not modelled: a template nested so deep".to_owned());
        }
        Ok(())
    }

    fn action(&mut self, action: &Action, dot: &Value, live: bool) -> Result<(), String> {
        let (names, words) = assigned(&action.words);
        if !live {
            return Ok(());
        }
        let value = self.pipeline(words, dot)?;
        match names.first() {
            Some(name) => self.variables.push((name.clone(), value)),
            None => self.out.push_str(&function::show(&value)),
        }
        Ok(())
    }

    fn branch(
        &mut self,
        at: usize,
        action: &Action,
        words: &[Word],
        dot: &Value,
        live: bool,
    ) -> Result<usize, String> {
        let (names, words) = assigned(words);
        let value = if live {
            self.pipeline(words, dot)?
        } else {
            Value::Null
        };
        let yes = live && function::truth(&value);
        let known = self.variables.len();
        if let Some(name) = names.first() {
            self.variables.push((name.clone(), value.clone()));
        }
        let inner = if keyword(action) == "with" {
            &value
        } else {
            dot
        };
        let end = self.block(at + 1, inner, yes)?;
        let end = self.otherwise(end, dot, live && !yes)?;
        self.variables.truncate(known);
        Ok(end)
    }

    /// Goes through what follows an `else`, if that is where the block ended; gives the place after the `end`.
    fn otherwise(&mut self, end: usize, dot: &Value, live: bool) -> Result<usize, String> {
        let Some(Token::Action(action)) = self.tokens.get(end) else {
            return Err("template parsing error: template: :1: unexpected EOF".to_owned());
        };
        if keyword(action) == "end" {
            return Ok(end + 1);
        }
        match &action.words[1..] {
            [] => {
                let end = self.block(end + 1, dot, live)?;
                match self.tokens.get(end) {
                    Some(Token::Action(action)) if keyword(action) == "end" => Ok(end + 1),
                    _ => Err("template parsing error: template: :1: unexpected EOF".to_owned()),
                }
            }
            [_, words @ ..] => self.branch(end, action, words, dot, live),
        }
    }

    fn range(
        &mut self,
        at: usize,
        words: &[Word],
        dot: &Value,
        live: bool,
    ) -> Result<usize, String> {
        let (names, words) = assigned(words);
        let of = if live {
            self.pipeline(words, dot)?
        } else {
            Value::Null
        };
        let items: Vec<(Value, Value)> = match of {
            Value::Array(items) => {
                let numbered = items.into_iter().enumerate();
                numbered.map(|(i, item)| (i.into(), item)).collect()
            }
            Value::Object(members) => members.into_iter().map(|(k, v)| (k.into(), v)).collect(),
            _ => Vec::new(),
        };
        let mut end = self.block(at + 1, dot, false)?;
        let known = self.variables.len();
        for (key, item) in &items {
            match &names[..] {
                [] => {}
                [one] => self.variables.push((one.clone(), item.clone())),
                [first, second, ..] => {
                    self.variables.push((first.clone(), key.clone()));
                    self.variables.push((second.clone(), item.clone()));
                }
            }
            end = self.block(at + 1, item, true)?;
            self.variables.truncate(known);
        }
        self.otherwise(end, dot, live && items.is_empty())
    }

    /// The value of commands that hand theirs on.
    fn pipeline(&mut self, words: &[Word], dot: &Value) -> Result<Value, String> {
        let mut value = None;
        for command in split(words) {
            value = Some(self.command(command, value, dot)?);
        }
        value.ok_or_else(|| {
            "template parsing error: template: :1: missing value for command".to_owned()
        })
    }

    fn command(
        &mut self,
        words: &[Word],
        piped: Option<Value>,
        dot: &Value,
    ) -> Result<Value, String> {
        let Some(first) = words.first() else {
            return Err(
                "template parsing error: template: :1: missing value for command".to_owned(),
            );
        };
        let name = match &first.kind {
            Kind::Plain(name) if function::is_name(name) => name.clone(),
            _ => {
                let (value, used) = self.operand(words, dot)?;
                return match words.len() == used && piped.is_none() {
                    true => Ok(value),
                    false => Err(format!(
                        "template: :1:{}: executing \"\" at <{}>: can't give argument to non-function {0}",
                        first.at,
                        text(first)
                    )),
                };
            }
        };
        if !function::is_known(&name) {
            return Err(format!(
                "template parsing error: template: :1: function \"{name}\" not defined"
            ));
        }
        let mut arguments = Vec::new();
        let mut rest = &words[1..];
        while !rest.is_empty() {
            let (value, used) = self.operand(rest, dot)?;
            arguments.push(value);
            rest = &rest[used..];
        }
        arguments.extend(piped);
        function::call(&name, &arguments).map_err(|why| {
            if why.starts_with("paperboat") {
                return why;
            }
            let shown: Vec<String> = words.iter().map(text).collect();
            format!(
                "template: :1:{}: executing \"\" at <{}>: error calling {name}: {why}",
                first.at,
                shown.join(" ")
            )
        })
    }

    /// The value that words begin with, and how many it takes.
    fn operand(&mut self, words: &[Word], dot: &Value) -> Result<(Value, usize), String> {
        let Some(first) = words.first() else {
            return Err(
                "template parsing error: template: :1: missing value for command".to_owned(),
            );
        };
        let (value, mut used) = match &first.kind {
            Kind::Quoted(text) => (Value::from(text.clone()), 1),
            Kind::Open => {
                self.deeper()?;
                let close = closing(words)?;
                let value = self.pipeline(&words[1..close], dot)?;
                self.depth -= 1;
                (value, close + 1)
            }
            Kind::Plain(name) => return Ok((self.plain(first, name, dot)?, 1)),
            _ => {
                return Err(format!(
                    "template parsing error: template: :1: unexpected {} in operand",
                    text(first)
                ));
            }
        };
        // `(index ..).Field`
        let mut value = value;
        if let Some(Word {
            at,
            kind: Kind::Plain(path),
        }) = words.get(used)
            && path.starts_with('.')
            && matches!(first.kind, Kind::Open)
        {
            value = field(path, *at, path, &value)?;
            used += 1;
        }
        Ok((value, used))
    }

    fn plain(&self, word: &Word, name: &str, dot: &Value) -> Result<Value, String> {
        if name == "." {
            return Ok(dot.clone());
        }
        if name.starts_with('.') {
            return field(name, word.at, name, dot);
        }
        if name.starts_with('$') {
            let (variable, path) = match name.find('.') {
                Some(i) => name.split_at(i),
                None => (name, ""),
            };
            let of = self.variables.iter().rev().find(|(n, _)| n == variable);
            let of = match (variable, of) {
                ("$", _) => &self.root,
                (_, Some((_, value))) => value,
                _ => {
                    return Err(format!(
                        "template parsing error: template: :1: undefined variable \"{variable}\""
                    ));
                }
            };
            return field(path, word.at + variable.len(), name, of);
        }
        match name {
            "true" => return Ok(true.into()),
            "false" => return Ok(false.into()),
            "nil" => return Ok(Value::Null),
            _ => {}
        }
        if let Ok(number) = name.parse::<i64>() {
            return Ok(number.into());
        }
        if function::is_known(name) {
            return function::call(name, &[]);
        }
        Err(format!(
            "template parsing error: template: :1: function \"{name}\" not defined"
        ))
    }
}

/// The first word of an action.
fn keyword(action: &Action) -> &str {
    match action.words.first().map(|w| &w.kind) {
        Some(Kind::Plain(name)) => name,
        _ => "",
    }
}

/// The variables that words set, and what they are set to.
fn assigned(words: &[Word]) -> (Vec<String>, &[Word]) {
    let Some(place) = words.iter().position(|w| w.kind == Kind::Assign) else {
        return (Vec::new(), words);
    };
    let names = words[..place].iter().filter_map(|w| match &w.kind {
        Kind::Plain(name) => Some(name.clone()),
        _ => None,
    });
    (names.collect(), &words[place + 1..])
}

/// Splits words at the pipes that stand in no parentheses.
fn split(words: &[Word]) -> Vec<&[Word]> {
    let mut open = 0_u32;
    let mut parts = Vec::new();
    let mut from = 0;
    for (i, word) in words.iter().enumerate() {
        match word.kind {
            Kind::Open => open += 1,
            Kind::Close => open = open.saturating_sub(1),
            Kind::Pipe if open == 0 => {
                parts.push(&words[from..i]);
                from = i + 1;
            }
            _ => {}
        }
    }
    parts.push(&words[from..]);
    parts
}

/// The place of the parenthesis that closes the first one.
fn closing(words: &[Word]) -> Result<usize, String> {
    let mut open = 0_u32;
    for (i, word) in words.iter().enumerate() {
        match word.kind {
            Kind::Open => open += 1,
            Kind::Close if open == 1 => return Ok(i),
            Kind::Close => open = open.saturating_sub(1),
            _ => {}
        }
    }
    Err("template parsing error: template: :1: unclosed left paren".to_owned())
}

fn text(word: &Word) -> String {
    match &word.kind {
        Kind::Plain(text) => text.clone(),
        Kind::Quoted(text) => format!("{text:?}"),
        Kind::Open => "(".to_owned(),
        Kind::Close => ")".to_owned(),
        Kind::Pipe => "|".to_owned(),
        Kind::Comma => ",".to_owned(),
        Kind::Assign => ":=".to_owned(),
    }
}

/// The member of a value at a path such as `.State.Status`. `at` is where the path stands in the template, `shown` how it
/// is shown in an error.
fn field(path: &str, at: usize, shown: &str, value: &Value) -> Result<Value, String> {
    let mut value = value;
    // Go names the place of the last field, whichever of them is missing.
    let column = at + path.rfind('.').unwrap_or(0);
    let mut last = "";
    for name in path.split('.').filter(|p| !p.is_empty()) {
        let error =
            |why: String| format!("template: :1:{column}: executing \"\" at <{shown}>: {why}");
        // What an engine leaves out where there is none is no nil to the client, which reads the answer as it came.
        if value.is_null() && super::LEFT_OUT.contains(&last) {
            return Err(error(format!("map has no entry for key \"{last}\"")));
        }
        if value.is_null() {
            return Err(error(format!(
                "nil pointer evaluating interface {{}}.{name}"
            )));
        }
        let inner = value.get(name);
        value = inner.ok_or_else(|| error(format!("map has no entry for key \"{name}\"")))?;
        last = name;
    }
    Ok(value.clone())
}
