//! Running an awk program.

use std::collections::BTreeMap;

use paperboat_core::calendar::{civil, since_1970};
use paperboat_core::time::Timestamp;

use super::super::super::job::BYTES;
use super::super::regex::Pattern;
use super::format::{Argument, printf};
use super::parse::{Expr, Rule, Statement, When};
use super::value::{Value, calculate, compare};

/// Where a statement leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flow {
    On,
    Next,
    Break,
    Continue,
    Exit,
}

/// As many steps as a program may take.
const STEPS: u32 = 2_000_000;

/// What came of a program.
pub(super) struct Ran {
    pub(super) out: String,
    pub(super) code: i32,
    /// Why it was ended early.
    pub(super) cut_off: Option<String>,
}

struct Machine {
    variables: BTreeMap<String, Value>,
    arrays: BTreeMap<String, BTreeMap<String, Value>>,
    line: String,
    fields: Vec<String>,
    out: String,
    code: i32,
    steps: u32,
    now: Timestamp,
}

/// Runs rules over texts.
pub(super) fn run(
    rules: &[Rule],
    variables: &[(String, String)],
    texts: &[(String, String)],
    environment: BTreeMap<String, String>,
    now: Timestamp,
) -> Ran {
    let usual = [
        ("FS", " "),
        ("OFS", " "),
        ("ORS", "\n"),
        ("RS", "\n"),
        ("SUBSEP", "\u{1c}"),
    ];
    let usual = usual
        .iter()
        .map(|(k, v)| ((*k).to_owned(), Value::Text((*v).to_owned())));
    let given = variables.iter().map(|(k, v)| (k.clone(), Value::read(v)));
    let environment = environment.iter().map(|(k, v)| (k.clone(), Value::read(v)));
    let mut machine = Machine {
        variables: usual.chain(given).collect(),
        arrays: BTreeMap::from([("ENVIRON".to_owned(), environment.collect())]),
        line: String::new(),
        fields: Vec::new(),
        out: String::new(),
        code: 0,
        steps: 0,
        now,
    };
    machine.all(rules, texts);
    let long = machine.steps > STEPS || machine.out.len() > BYTES;
    Ran {
        cut_off: long.then(|| "paperboat: cut off: the awk program took too long\n".to_owned()),
        out: machine.out,
        code: machine.code,
    }
}

impl Machine {
    fn all(&mut self, rules: &[Rule], texts: &[(String, String)]) {
        let mut flow = Flow::On;
        for (_, action) in rules.iter().filter(|(when, _)| *when == When::Begin) {
            flow = self.block(action);
            if flow == Flow::Exit {
                break;
            }
        }
        let further = rules.iter().any(|(when, _)| *when != When::Begin);
        if flow != Flow::Exit && further {
            self.lines(rules, texts);
        }
        for (_, action) in rules
            .iter()
            .filter(|(when, _)| *when == When::End && further)
        {
            if self.block(action) == Flow::Exit {
                break;
            }
        }
    }

    fn lines(&mut self, rules: &[Rule], texts: &[(String, String)]) {
        let mut within = vec![false; rules.len()];
        let mut total = 0.0;
        for (path, text) in texts {
            self.set("FILENAME", Value::Text(path.clone()));
            for (n, line) in text.lines().enumerate() {
                total += 1.0;
                self.set("NR", Value::Number(total));
                self.set("FNR", Value::Number(n as f64 + 1.0));
                self.take_line(line.to_owned());
                for ((when, action), within) in rules.iter().zip(&mut within) {
                    if !self.is_for(when, within) {
                        continue;
                    }
                    match self.block(action) {
                        Flow::Next => break,
                        Flow::Exit => return,
                        _ => {}
                    }
                }
                if self.steps > STEPS {
                    return;
                }
            }
        }
    }

    fn is_for(&mut self, when: &When, within: &mut bool) -> bool {
        match when {
            When::Begin | When::End => false,
            When::Always => true,
            When::If(condition) => self.eval(condition).truth(),
            When::Range(from, to) => {
                if !*within && !self.eval(from).truth() {
                    return false;
                }
                *within = !self.eval(to).truth();
                true
            }
        }
    }

    fn set(&mut self, name: &str, value: Value) {
        self.variables.insert(name.to_owned(), value);
    }

    fn get(&self, name: &str) -> Value {
        match name {
            "NF" => Value::Number(self.fields.len() as f64),
            name => self.variables.get(name).cloned().unwrap_or_default(),
        }
    }

    fn take_line(&mut self, line: String) {
        self.fields = self.parts(&line, &self.get("FS").text());
        self.line = line;
    }

    /// Splits as the field separator says: a blank stands for any white space, one sign for itself, more for an expression.
    fn parts(&self, text: &str, separator: &str) -> Vec<String> {
        if text.is_empty() {
            return Vec::new();
        }
        let parts: Vec<&str> = match separator {
            " " => text.split_whitespace().collect(),
            "" => return text.chars().map(String::from).collect(),
            one if one.chars().count() == 1 && one != "\\" => text.split(one).collect(),
            more => match Pattern::read(more, true, false) {
                Some(pattern) => pattern.split(text),
                None => text.split(more).collect(),
            },
        };
        parts.into_iter().map(str::to_owned).collect()
    }

    fn field(&self, n: usize) -> Value {
        match n {
            0 => Value::read(&self.line),
            n => self
                .fields
                .get(n - 1)
                .map_or(Value::Unset, |f| Value::read(f)),
        }
    }

    fn set_field(&mut self, n: usize, text: String) {
        // As many fields as no line has.
        const MOST: usize = 1 << 16;
        match n {
            0 => self.take_line(text),
            n if n > MOST => self.steps = STEPS + 1,
            n => {
                if self.fields.len() < n {
                    self.fields.resize(n, String::new());
                }
                self.fields[n - 1] = text;
                self.line = self.fields.join(&self.get("OFS").text());
            }
        }
    }

    fn block(&mut self, statements: &[Statement]) -> Flow {
        for statement in statements {
            self.steps += 1;
            if self.steps > STEPS || self.out.len() > BYTES {
                return Flow::Exit;
            }
            let flow = self.statement(statement);
            if flow != Flow::On {
                return flow;
            }
        }
        Flow::On
    }

    fn statement(&mut self, statement: &Statement) -> Flow {
        match statement {
            Statement::Expr(expr) => {
                self.eval(expr);
            }
            Statement::Print(list) => {
                let parts: Vec<String> = match &list[..] {
                    [] => vec![self.line.clone()],
                    list => list.iter().map(|e| self.eval(e).text()).collect(),
                };
                let (between, end) = (self.get("OFS").text(), self.get("ORS").text());
                self.out += &(parts.join(&between) + &end);
            }
            Statement::Printf(list) => {
                let text = self.formatted(list);
                self.out += &text;
            }
            Statement::If(condition, yes, no) => {
                let branch = if self.eval(condition).truth() {
                    yes
                } else {
                    no
                };
                return self.block(branch);
            }
            Statement::While(condition, body) => {
                return self.repeat(Some(condition), &[], body);
            }
            Statement::For(first, condition, step, body) => {
                self.block(first);
                return self.repeat(condition.as_ref(), step, body);
            }
            Statement::ForIn(name, array, body) => {
                let keys = self.arrays.get(array).into_iter().flat_map(BTreeMap::keys);
                let mut keys: Vec<String> = keys.cloned().collect();
                // awk's own order is nobody's promise: numbers by size come first here.
                keys.sort_by(|a, b| {
                    let number = |text: &String| text.parse::<i64>().map_err(|_| text.clone());
                    match (number(a), number(b)) {
                        (Ok(a), Ok(b)) => a.cmp(&b),
                        (Ok(_), Err(_)) => std::cmp::Ordering::Less,
                        (Err(_), Ok(_)) => std::cmp::Ordering::Greater,
                        (Err(a), Err(b)) => a.cmp(&b),
                    }
                });
                for key in keys {
                    self.set(name, Value::read(&key));
                    match self.block(body) {
                        Flow::Break => break,
                        Flow::On | Flow::Continue => {}
                        other => return other,
                    }
                }
            }
            Statement::Delete(array, index) => match index {
                None => {
                    self.arrays.remove(array);
                }
                Some(index) => {
                    let key = self.key(index);
                    if let Some(array) = self.arrays.get_mut(array) {
                        array.remove(&key);
                    }
                }
            },
            Statement::Next => return Flow::Next,
            Statement::Break => return Flow::Break,
            Statement::Continue => return Flow::Continue,
            Statement::Exit(code) => {
                if let Some(code) = code {
                    self.code = self.eval(code).number() as i32;
                }
                return Flow::Exit;
            }
        }
        Flow::On
    }

    fn repeat(&mut self, condition: Option<&Expr>, step: &[Statement], body: &[Statement]) -> Flow {
        while condition.is_none_or(|c| self.eval(c).truth()) {
            self.steps += 1;
            if self.steps > STEPS {
                return Flow::Exit;
            }
            match self.block(body) {
                Flow::Break => break,
                Flow::On | Flow::Continue => {}
                other => return other,
            }
            self.block(step);
        }
        Flow::On
    }

    fn key(&mut self, index: &[Expr]) -> String {
        let parts: Vec<String> = index.iter().map(|e| self.eval(e).text()).collect();
        parts.join(&self.get("SUBSEP").text())
    }

    fn formatted(&mut self, list: &[Expr]) -> String {
        let values: Vec<Value> = list.iter().map(|e| self.eval(e)).collect();
        let Some((format, arguments)) = values.split_first() else {
            return String::new();
        };
        let arguments: Vec<Argument> = arguments.iter().map(|v| (v.text(), v.number())).collect();
        printf(&format.text(), &arguments)
    }

    fn assign(&mut self, target: &Expr, value: Value) -> Value {
        match target {
            Expr::Variable(name) if name == "NF" => {
                let count = value.number().max(0.0) as usize;
                self.fields.resize(count.min(1 << 16), String::new());
                self.line = self.fields.join(&self.get("OFS").text());
            }
            Expr::Variable(name) => self.set(name, value.clone()),
            Expr::Field(n) => {
                let n = self.eval(n).number().max(0.0) as usize;
                self.set_field(n, value.text());
            }
            Expr::Element(array, index) => {
                let key = self.key(index);
                let array = self.arrays.entry(array.clone()).or_default();
                array.insert(key, value.clone());
            }
            _ => {}
        }
        value
    }

    /// The expression that stands on the right of a tilde: text is one too.
    fn pattern(&mut self, expr: &Expr) -> Option<Pattern> {
        match expr {
            Expr::Regex(pattern) => Some(pattern.clone()),
            other => Pattern::read(&self.eval(other).text(), true, false),
        }
    }

    fn eval(&mut self, expr: &Expr) -> Value {
        self.steps += 1;
        let truth = |yes: bool| Value::Number(f64::from(u8::from(yes)));
        match expr {
            Expr::Number(n) => Value::Number(*n),
            Expr::Text(text) => Value::Text(text.clone()),
            Expr::Regex(pattern) => truth(pattern.is_in(&self.line)),
            Expr::Variable(name) => self.get(name),
            Expr::Field(n) => {
                let n = self.eval(n).number().max(0.0) as usize;
                self.field(n)
            }
            Expr::Element(array, index) => {
                let key = self.key(index);
                // A look makes an element, as in every awk.
                let array = self.arrays.entry(array.clone()).or_default();
                array.entry(key).or_default().clone()
            }
            Expr::Assign(target, sign, value) => {
                let value = self.eval(value);
                let value = match *sign {
                    "" => value,
                    sign => {
                        let old = self.eval(target).number();
                        Value::Number(calculate(old, sign, value.number()))
                    }
                };
                self.assign(target, value)
            }
            Expr::Step(target, by, before) => {
                let old = self.eval(target).number();
                self.assign(target, Value::Number(old + by));
                Value::Number(if *before { old + by } else { old })
            }
            Expr::Binary(left, "&&", right) => {
                truth(self.eval(left).truth() && self.eval(right).truth())
            }
            Expr::Binary(left, "||", right) => {
                truth(self.eval(left).truth() || self.eval(right).truth())
            }
            Expr::Binary(left, " ", right) => {
                let left = self.eval(left).text();
                Value::Text(left + &self.eval(right).text())
            }
            Expr::Binary(left, sign @ ("+" | "-" | "*" | "/" | "%" | "^"), right) => {
                let left = self.eval(left).number();
                Value::Number(calculate(left, sign, self.eval(right).number()))
            }
            Expr::Binary(left, sign, right) => {
                let (left, right) = (self.eval(left), self.eval(right));
                truth(compare(&left, sign, &right))
            }
            Expr::Unary("!", inner) => truth(!self.eval(inner).truth()),
            Expr::Unary("-", inner) => Value::Number(-self.eval(inner).number()),
            Expr::Unary(_, inner) => Value::Number(self.eval(inner).number()),
            Expr::Choice(condition, yes, no) => {
                let branch = if self.eval(condition).truth() {
                    yes
                } else {
                    no
                };
                self.eval(branch)
            }
            Expr::Match(text, wanted, pattern) => {
                let text = self.eval(text).text();
                let found = self.pattern(pattern).is_some_and(|p| p.is_in(&text));
                truth(found == *wanted)
            }
            Expr::In(index, array) => {
                let key = self.key(index);
                truth(self.arrays.get(array).is_some_and(|a| a.contains_key(&key)))
            }
            Expr::Call(name, arguments) => self.call(name, arguments),
        }
    }

    fn call(&mut self, name: &str, arguments: &[Expr]) -> Value {
        let whole = |text: usize| Value::Number(text as f64);
        let first = match (name, arguments) {
            ("length", [Expr::Variable(array)]) if self.arrays.contains_key(array) => {
                return whole(self.arrays[array].len());
            }
            ("sub" | "gsub", _) => return self.substitute(name == "gsub", arguments),
            ("split", _) => return self.split(arguments),
            ("sprintf", _) => return Value::Text(self.formatted(arguments)),
            ("match", [text, pattern]) => {
                let text = self.eval(text).text();
                let found = self.pattern(pattern).and_then(|p| p.find(&text));
                let (start, length) = match found {
                    Some((a, b)) => (
                        text[..a].chars().count() as f64 + 1.0,
                        text[a..b].chars().count() as f64,
                    ),
                    None => (0.0, -1.0),
                };
                self.set("RSTART", Value::Number(start));
                self.set("RLENGTH", Value::Number(length));
                return Value::Number(start);
            }
            ("systime", _) => return Value::Number((since_1970(self.now) / 1_000_000) as f64),
            ("strftime", [format]) => {
                let format = self.eval(format).text();
                return Value::Text(civil(self.now, &format));
            }
            (_, [first, ..]) => self.eval(first),
            (_, []) => Value::Text(self.line.clone()),
        };
        match name {
            "length" => whole(first.text().chars().count()),
            "tolower" => Value::Text(first.text().to_lowercase()),
            "toupper" => Value::Text(first.text().to_uppercase()),
            "int" => Value::Number(first.number().trunc()),
            "sqrt" => Value::Number(libm::sqrt(first.number())),
            "index" => {
                let wanted = arguments
                    .get(1)
                    .map(|e| self.eval(e).text())
                    .unwrap_or_default();
                let text = first.text();
                let at = text
                    .find(&wanted)
                    .map_or(0, |at| text[..at].chars().count() + 1);
                whole(at)
            }
            "substr" => {
                let from = arguments.get(1).map_or(1.0, |e| self.eval(e).number());
                let length = arguments.get(2).map(|e| self.eval(e).number());
                let end = length.map_or(f64::INFINITY, |length| from + length);
                let kept = first
                    .text()
                    .chars()
                    .enumerate()
                    .filter(|(n, _)| {
                        let place = *n as f64 + 1.0;
                        place >= from.round() && place < end.round()
                    })
                    .map(|(_, c)| c)
                    .collect();
                Value::Text(kept)
            }
            _ => Value::Unset,
        }
    }

    fn substitute(&mut self, all: bool, arguments: &[Expr]) -> Value {
        let whole_line = Expr::Field(Box::new(Expr::Number(0.0)));
        let [pattern, replacement, rest @ ..] = arguments else {
            return Value::Number(0.0);
        };
        let target = rest.first().unwrap_or(&whole_line);
        let Some(pattern) = self.pattern(pattern) else {
            return Value::Number(0.0);
        };
        let replacement = self.eval(replacement).text();
        let text = self.eval(target).text();
        let (changed, count) = pattern.replaced(&text, &replacement, 1, all);
        if count > 0 {
            self.assign(target, Value::Text(changed));
        }
        Value::Number(count as f64)
    }

    fn split(&mut self, arguments: &[Expr]) -> Value {
        let [text, Expr::Variable(array), rest @ ..] = arguments else {
            return Value::Number(0.0);
        };
        let text = self.eval(text).text();
        let parts: Vec<String> = match rest.first() {
            Some(Expr::Regex(pattern)) if !text.is_empty() => pattern
                .split(&text)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            Some(separator) => {
                let separator = self.eval(separator).text();
                self.parts(&text, &separator)
            }
            None => self.parts(&text, &self.get("FS").text()),
        };
        let count = parts.len() as f64;
        let numbered = parts.into_iter().enumerate();
        let numbered = numbered.map(|(n, part)| ((n + 1).to_string(), Value::read(&part)));
        self.arrays.insert(array.clone(), numbered.collect());
        Value::Number(count)
    }
}
