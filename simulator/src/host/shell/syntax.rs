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
    /// `NAME() { }`.
    Function(String, Arc<Command>),
    /// `(( ))`, whose expression is a word that is expanded first; false for a part of `for (( ))`, which never ends a shell.
    Arithmetic(Word, bool),
    /// `COMMAND &`, with the command as it was written.
    Background(Arc<Command>, String),
    /// `time COMMAND`; true for `-p`.
    Time(Option<Arc<Command>>, bool),
    /// What bash would run and is not modelled.
    NotModelled(String),
    /// `for (( ; ; ))`: what begins it, what is asked before each round, and what ends a round.
    Count(Box<[Option<Arc<Command>>; 3]>, Block),
}

/// A simple command.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::host) struct Simple {
    /// The line of the script on which it begins, from 1 on.
    pub(in crate::host) line: usize,
    /// Variables that it sets, for itself when it has words.
    pub(in crate::host) assignments: Vec<Assignment>,
    /// Its name and arguments.
    pub(in crate::host) words: Vec<Word>,
    /// Arrays that a declaration fills after it has declared them: `local names=(a b)`.
    pub(in crate::host) filled: Vec<Assignment>,
    /// Where its streams go.
    pub(in crate::host) redirects: Vec<Redirect>,
}

/// `NAME=VALUE`, `NAME[INDEX]=VALUE` or `NAME=(VALUES)`.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::host) struct Assignment {
    /// The variable.
    pub(in crate::host) name: String,
    /// Which element of it.
    pub(in crate::host) index: Option<Word>,
    /// What it gets.
    pub(in crate::host) value: Assigned,
    /// `+=`: the value is added.
    pub(in crate::host) append: bool,
}

/// The right side of an assignment.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::host) enum Assigned {
    /// One value.
    One(Word),
    /// The elements of an array, each with its index where that is said.
    Many(Vec<(Option<Word>, Word)>),
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
    /// `$(( ))`; the expression is expanded first.
    Arithmetic(Word, bool),
}

/// `${NAME}` with what is done to its value.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::host) struct Parameter {
    /// The name, digit or sign.
    pub(in crate::host) name: String,
    /// Which elements of an array.
    pub(in crate::host) index: Option<Index>,
    /// `${!NAME}`: the variable whose name is the value of this one.
    pub(in crate::host) indirect: bool,
    /// What is done to its value.
    pub(in crate::host) action: Action,
}

/// Which elements of an array are meant.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::host) enum Index {
    /// All, each a word of its own inside quotes: `[@]`.
    Each,
    /// All, one word inside quotes: `[*]`.
    Joined,
    /// One.
    One(Word),
}

/// What `${ }` does to a value.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::host) enum Action {
    /// Nothing.
    Plain,
    /// `${#NAME}`.
    Length,
    /// `${!NAME[@]}`: the indexes of an array.
    Indexes,
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
    /// `${NAME:OFFSET:LENGTH}`; both are arithmetic.
    Slice(Word, Option<Word>),
    /// `${NAME/PATTERN/WORD}`.
    Replace(Word, Word, Where),
    /// `${NAME^PATTERN}`, `${NAME,PATTERN}`: true for upper case, and true for all characters.
    Case(bool, bool),
    /// `${NAME@Q}` and the like.
    Transform(char),
}

/// What a replacement replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::host) enum Where {
    /// The first match.
    First,
    /// Every match.
    All,
    /// A match at the beginning.
    Prefix,
    /// A match at the end.
    Suffix,
}

impl Parameter {
    /// `$NAME`.
    pub(in crate::host) fn plain(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            index: None,
            indirect: false,
            action: Action::Plain,
        }
    }

    /// The words inside it; `false` leaves out the word of a default, which runs only where it is needed.
    fn words(&self, default: bool) -> Vec<&Word> {
        let mut words = Vec::new();
        if let Some(Index::One(word)) = &self.index {
            words.push(word);
        }
        match &self.action {
            Action::Default(w, _)
            | Action::Assign(w, _)
            | Action::Alternative(w, _)
            | Action::Require(w, _)
                if default =>
            {
                words.push(w);
            }
            Action::CutPrefix(w, _) | Action::CutSuffix(w, _) | Action::Slice(w, None) => {
                words.push(w);
            }
            Action::Replace(a, b, _) | Action::Slice(a, Some(b)) => words.extend([a, b]),
            _ => {}
        }
        words
    }
}

impl Word {
    /// A word of plain text.
    pub(in crate::host) fn text(text: &str) -> Self {
        Self(vec![Part::Text(text.to_owned(), true)])
    }

    /// The command substitutions in the order in which the word is expanded; `needs` tells of a `${NAME-WORD}` whether
    /// its word is expanded at all.
    pub(in crate::host) fn substitutions<'a>(
        &'a self,
        needs: &dyn Fn(&Parameter) -> bool,
        found: &mut Vec<&'a Block>,
    ) {
        for part in &self.0 {
            match part {
                Part::Command(block, _) => found.push(block),
                Part::Parameter(parameter, _) => {
                    for word in parameter.words(needs(parameter)) {
                        word.substitutions(needs, found);
                    }
                }
                Part::Arithmetic(word, _) => word.substitutions(needs, found),
                Part::Text(..) => {}
            }
        }
    }
}

impl Assignment {
    fn words<'a>(&'a self, found: &mut Vec<&'a Word>) {
        found.extend(&self.index);
        match &self.value {
            Assigned::One(word) => found.push(word),
            Assigned::Many(values) => {
                for (index, word) in values {
                    found.extend(index);
                    found.push(word);
                }
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
                let mut found = Vec::new();
                s.assignments.iter().for_each(|a| a.words(&mut found));
                found.extend(&s.words);
                s.filled.iter().for_each(|a| a.words(&mut found));
                found.extend(s.redirects.iter().filter_map(Redirect::word));
                found
            }
            Self::Arithmetic(word, _) => vec![word],
            Self::For(_, Some(words), _) => words.iter().collect(),
            Self::Case(word, cases) => {
                let patterns = cases.iter().flat_map(|(patterns, _)| patterns);
                std::iter::once(word).chain(patterns).collect()
            }
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
