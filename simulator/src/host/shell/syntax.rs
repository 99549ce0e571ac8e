//! The shell language as far as the machine speaks it.

use std::sync::Arc;

/// Commands one after the other.
pub(in crate::host) type Block = Arc<[Arc<Command>]>;

/// A command.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::host) enum Command {
    /// A program or builtin with its words, or only assignments.
    Simple(Simple),
    /// `a && b`.
    And(Arc<Command>, Arc<Command>),
    /// `a || b`.
    Or(Arc<Command>, Arc<Command>),
    /// `! a`.
    Not(Arc<Command>),
    /// `a | b | c`; true where errors go along (`|&`).
    Pipe(Vec<(Arc<Command>, bool)>),
    /// `{ a; b; }`.
    Group(Block),
    /// `( a; b )`.
    Subshell(Block),
    /// `if`, with each condition and its block, and `else`.
    If(Vec<(Block, Block)>, Option<Block>),
    /// `for NAME in WORDS`; without `in` it walks over the arguments.
    For(String, Option<Vec<Word>>, Block),
    /// `while`, or `until` when true.
    While(Block, Block, bool),
    /// `case WORD in PATTERNS) BLOCK`.
    Case(Word, Vec<(Vec<Word>, Block)>),
    /// `[[ ]]`.
    Condition(Condition),
    /// A compound command with redirects.
    Redirected(Arc<Command>, Vec<Redirect>),
}

/// A simple command.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::host) struct Simple {
    /// The line of the script on which it begins, from 1 on.
    pub(in crate::host) line: usize,
    /// Variables that it sets, for itself when it has words; true when the value is added.
    pub(in crate::host) assignments: Vec<(String, Word, bool)>,
    /// Its name and arguments.
    pub(in crate::host) words: Vec<Word>,
    /// Where its streams go.
    pub(in crate::host) redirects: Vec<Redirect>,
}

/// What `[[ ]]` asks.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::host) enum Condition {
    /// One operator of `test` before a word.
    Unary(&'static str, Word),
    /// One operator of `test` between two words; `=~` is none of them.
    Binary(Word, &'static str, Word),
    /// `!`.
    Not(Box<Condition>),
    /// `&&`.
    And(Box<Condition>, Box<Condition>),
    /// `||`.
    Or(Box<Condition>, Box<Condition>),
}

/// Where a stream goes.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::host) enum Redirect {
    /// `>`, or `>>` when true, of stream 1 or 2.
    Output(u8, Word, bool),
    /// `&>`.
    Both(Word),
    /// `2>&1`: the first goes where the second goes.
    Duplicate(u8, u8),
    /// `<`.
    Input(Word),
    /// A here-document or here-string.
    Text(Word),
}

/// A word; it becomes no, one or several arguments.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::host) struct Word(pub(in crate::host) Vec<Part>);

/// A part of a word; `true` in a part means that quotes keep it in one piece.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::host) enum Part {
    /// Text as it stands.
    Text(String, bool),
    /// `$NAME` or `${NAME...}`.
    Parameter(Parameter, bool),
    /// `$( )`.
    Command(Block, bool),
    /// `$(( ))`.
    Arithmetic(Arithmetic, bool),
}

/// `${NAME}` with what is done to its value.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::host) struct Parameter {
    /// The name, digit or sign.
    pub(in crate::host) name: String,
    /// What is done to its value.
    pub(in crate::host) action: Action,
}

/// What `${ }` does to a value.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::host) enum Action {
    /// Nothing.
    Plain,
    /// `${#NAME}`.
    Length,
    /// `${NAME-WORD}`; true with a colon: an empty value counts as none.
    Default(Word, bool),
    /// `${NAME=WORD}`.
    Assign(Word, bool),
    /// `${NAME+WORD}`.
    Alternative(Word, bool),
    /// `${NAME?WORD}`.
    Require(Word, bool),
    /// `${NAME#PATTERN}`, the longest with `##`.
    CutPrefix(Word, bool),
    /// `${NAME%PATTERN}`, the longest with `%%`.
    CutSuffix(Word, bool),
}

/// An arithmetic expression.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::host) enum Arithmetic {
    /// A number.
    Number(i64),
    /// A variable; unset is 0.
    Variable(String),
    /// A variable that gets a value.
    Assign(String, Box<Arithmetic>),
    /// An operator between two expressions.
    Binary(Box<Arithmetic>, &'static str, Box<Arithmetic>),
    /// `-` or `!` before an expression.
    Unary(char, Box<Arithmetic>),
}

impl Word {
    /// A word of plain text.
    pub(in crate::host) fn text(text: &str) -> Self {
        Self(vec![Part::Text(text.to_owned(), true)])
    }

    /// The command substitutions in the order in which the word is expanded.
    pub(in crate::host) fn substitutions<'a>(&'a self, found: &mut Vec<&'a Block>) {
        for part in &self.0 {
            match part {
                Part::Command(block, _) => found.push(block),
                Part::Parameter(parameter, _) => match &parameter.action {
                    Action::Plain | Action::Length => {}
                    Action::Default(w, _)
                    | Action::Assign(w, _)
                    | Action::Alternative(w, _)
                    | Action::Require(w, _)
                    | Action::CutPrefix(w, _)
                    | Action::CutSuffix(w, _) => w.substitutions(found),
                },
                Part::Text(..) | Part::Arithmetic(..) => {}
            }
        }
    }
}

impl Redirect {
    fn word(&self) -> Option<&Word> {
        match self {
            Self::Output(_, w, _) | Self::Both(w) | Self::Input(w) | Self::Text(w) => Some(w),
            Self::Duplicate(..) => None,
        }
    }
}

impl Condition {
    fn words<'a>(&'a self, found: &mut Vec<&'a Word>) {
        match self {
            Self::Unary(_, w) => found.push(w),
            Self::Binary(a, _, b) => found.extend([a, b]),
            Self::Not(c) => c.words(found),
            Self::And(a, b) | Self::Or(a, b) => {
                a.words(found);
                b.words(found);
            }
        }
    }
}

impl Command {
    /// The words that are expanded before the command does anything, in order.
    pub(in crate::host) fn words(&self) -> Vec<&Word> {
        match self {
            Self::Simple(s) => {
                let assigned = s.assignments.iter().map(|(_, w, _)| w);
                let redirected = s.redirects.iter().filter_map(Redirect::word);
                assigned.chain(&s.words).chain(redirected).collect()
            }
            Self::For(_, Some(words), _) => words.iter().collect(),
            Self::Case(word, _) => vec![word],
            Self::Redirected(_, redirects) => redirects.iter().filter_map(Redirect::word).collect(),
            Self::Condition(condition) => {
                let mut found = Vec::new();
                condition.words(&mut found);
                found
            }
            _ => Vec::new(),
        }
    }
}
