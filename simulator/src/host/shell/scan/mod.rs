//! Looks where the commands of a script end, and at what bash would stop reading it.
//!
//! The parser crate says that a script is wrong; bash says at which word, and has run what stands on the lines before. This is
//! bash's grammar as far as it decides these two, and builds nothing.

mod token;

use self::token::{Stop, Token, Tokens};

/// At what bash stops reading a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// The script ends inside a quote or bracket, which this would close; it was opened on this line, or for a `$( )` the script
    /// ends on it.
    Open(usize, char),
    /// The script ends among the values of an array that began on this line.
    Values(usize),
    /// The script ends inside a command: on this line.
    End(usize),
    /// A word that cannot stand where it does, on this line.
    Near(usize, String),
    /// The same among the commands of a `$( )`, which bash reads with the line.
    Within(usize, String),
}

impl Flaw {
    /// The exit code of a shell that stops there, which calls its script by this name: bash 5.2.15 ends with 127 when what stands
    /// behind `-c` has it in a `$( )`.
    pub(super) fn code(&self, name: &str) -> i32 {
        match self {
            Self::Values(_) => 1,
            Self::Within(..) if name == "-c" => 127,
            _ => 2,
        }
    }
}

/// A here-document which the end of the script ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Delimited {
    /// The line on which the script ends.
    pub(super) at: usize,
    /// The line on which its last line stands.
    pub(super) begun: usize,
    /// The word for which bash looked.
    pub(super) wanted: String,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Scan {
    /// Where each command that is whole ends, in bytes: bash reads from one to the next, and runs what it read.
    pub(super) ends: Vec<usize>,
    /// Why the rest cannot be read.
    pub(super) flaw: Option<Flaw>,
    /// The here-documents that no line of their own ends.
    pub(super) delimited: Vec<Delimited>,
}

/// The deepest nesting that is looked into; what nests deeper is read as if nothing were wrong with it.
const DEPTH: usize = 40;

/// Words that begin or go on with a compound command where a command could begin.
const NOT_FIRST: [&str; 8] = ["then", "do", "done", "fi", "elif", "else", "esac", "}"];

/// Looks at a script.
pub(super) fn scan(script: &str) -> Scan {
    let mut grammar = Grammar(Tokens::new(script));
    let mut ends = Vec::new();
    let stop = grammar.script(&mut ends).err();
    let flaw = match stop {
        Some(Stop::Flaw(flaw)) => Some(flaw),
        Some(Stop::TooDeep) | None => None,
    };
    Scan {
        ends,
        flaw,
        delimited: grammar.0.delimited,
    }
}

type Look<T> = Result<T, Stop>;

struct Grammar<'s>(Tokens<'s>);

impl Grammar<'_> {
    fn script(&mut self, ends: &mut Vec<usize>) -> Look<()> {
        loop {
            self.newlines()?;
            if self.0.peek()? == Token::End {
                return Ok(());
            }
            loop {
                self.lists()?;
                match self.0.next()? {
                    Token::Newline | Token::End => break,
                    Token::Operator(";" | "&") => {}
                    other => return Err(self.0.near(&other)),
                }
                // A line is read whole before its first command runs.
                if matches!(self.0.peek()?, Token::Newline | Token::End) {
                    self.0.next()?;
                    break;
                }
            }
            ends.push(self.0.at());
        }
    }

    fn newlines(&mut self) -> Look<()> {
        while self.0.peek()? == Token::Newline {
            self.0.next()?;
        }
        Ok(())
    }

    /// Commands up to one of these words or operators, which is taken; there is at least one unless `empty`.
    fn block(&mut self, ends: &[&str], empty: bool) -> Look<String> {
        self.0.deeper()?;
        let mut any = empty;
        let end = loop {
            self.newlines()?;
            let token = self.0.peek()?;
            if let Some(end) = ends.iter().find(|end| token.is(end)) {
                if !any {
                    return Err(self.0.near(&token));
                }
                self.0.next()?;
                break (*end).to_owned();
            }
            self.lists()?;
            any = true;
            let token = self.0.peek()?;
            match &token {
                Token::Newline | Token::Operator(";" | "&") => {
                    self.0.next()?;
                }
                token if ends.iter().any(|end| token.is(end)) => {}
                _ => return Err(self.0.near(&token)),
            }
        };
        self.0.depth -= 1;
        Ok(end)
    }

    /// The commands of `$( )` or `<( )`, whose brackets are open.
    fn substitution(&mut self) -> Look<()> {
        self.block(&[")"], true).map(drop)
    }

    fn lists(&mut self) -> Look<()> {
        loop {
            self.pipe()?;
            match self.0.peek()? {
                Token::Operator("&&" | "||") => self.0.next()?,
                _ => return Ok(()),
            };
            self.newlines()?;
        }
    }

    fn pipe(&mut self) -> Look<()> {
        let mut negated = false;
        while self.0.peek()?.is("!") {
            self.0.next()?;
            negated = true;
        }
        if self.0.peek()?.is("time") {
            self.0.next()?;
            negated = true;
        }
        // `!` and `time` may stand alone.
        let ended = |t: Token<'_>| matches!(t, Token::Newline | Token::End | Token::Operator(";"));
        if negated && ended(self.0.peek()?) {
            return Ok(());
        }
        loop {
            self.command()?;
            match self.0.peek()? {
                Token::Operator("|" | "|&") => self.0.next()?,
                _ => return Ok(()),
            };
            self.newlines()?;
        }
    }

    fn command(&mut self) -> Look<()> {
        // Functions can nest without a bracket between them.
        self.0.deeper()?;
        self.one()?;
        self.0.depth -= 1;
        Ok(())
    }

    fn one(&mut self) -> Look<()> {
        let first = self.0.peek()?;
        match &first {
            Token::Operator("(") => {
                self.0.next()?;
                if !self.0.arithmetic()? {
                    self.block(&[")"], false)?;
                }
            }
            Token::Word(word) if word.plain => match word.text {
                "if" => {
                    self.0.next()?;
                    self.block(&["then"], false)?;
                    while match &*self.block(&["elif", "else", "fi"], false)? {
                        "elif" => {
                            self.block(&["then"], false)?;
                            true
                        }
                        "else" => {
                            self.block(&["fi"], false)?;
                            false
                        }
                        _ => false,
                    } {}
                }
                "while" | "until" => {
                    self.0.next()?;
                    self.block(&["do"], false)?;
                    self.block(&["done"], false)?;
                }
                "for" | "select" => self.values()?,
                "case" => self.case()?,
                "{" => {
                    self.0.next()?;
                    self.block(&["}"], false)?;
                }
                "function" => {
                    self.0.next()?;
                    self.word()?;
                    if self.0.peek()?.is("(") {
                        self.0.next()?;
                        self.expect(")")?;
                    }
                    self.newlines()?;
                    return self.command();
                }
                "[[" => {
                    self.0.next()?;
                    return self.condition();
                }
                word if NOT_FIRST.contains(&word) => return Err(self.0.near(&first)),
                _ => return self.simple(),
            },
            _ => return self.simple(),
        }
        while self.redirect()? {}
        Ok(())
    }

    fn simple(&mut self) -> Look<()> {
        let mut words = 0;
        loop {
            if self.redirect()? {
                words += 2;
                continue;
            }
            let token = self.0.peek()?;
            match &token {
                Token::Word(_) => words += 1,
                Token::Operator("(") if words == 1 => {
                    self.0.next()?;
                    self.expect(")")?;
                    self.newlines()?;
                    return self.command();
                }
                Token::Operator("(") => return Err(self.0.near(&token)),
                _ if words == 0 => return Err(self.0.near(&token)),
                _ => return Ok(()),
            }
            self.0.next()?;
        }
    }

    /// Takes a redirect, when there is one.
    fn redirect(&mut self) -> Look<bool> {
        let Token::Redirect(sign) = self.0.peek()? else {
            return Ok(false);
        };
        self.0.next()?;
        let word = self.word()?;
        if let "<<" | "<<-" = sign {
            self.0.document(word, sign == "<<-");
        }
        Ok(true)
    }

    /// Takes a word.
    fn word(&mut self) -> Look<String> {
        match self.0.peek()? {
            Token::Word(word) => {
                self.0.next()?;
                Ok(word.text.to_owned())
            }
            Token::End => Err(self.0.near(&Token::Newline)),
            other => Err(self.0.near(&other)),
        }
    }

    fn expect(&mut self, what: &str) -> Look<()> {
        let token = self.0.peek()?;
        if !token.is(what) {
            return Err(self.0.near(&token));
        }
        self.0.next().map(drop)
    }

    /// `for` and `select`.
    fn values(&mut self) -> Look<()> {
        self.0.next()?;
        if self.0.peek()?.is("(") {
            self.0.next()?;
            if !self.0.arithmetic()? {
                let token = self.0.peek()?;
                return Err(self.0.near(&token));
            }
        } else {
            self.word()?;
        }
        self.newlines()?;
        if self.0.peek()?.is("in") {
            self.0.next()?;
            loop {
                let token = self.0.next()?;
                match token {
                    Token::Word(_) => {}
                    Token::Newline | Token::Operator(";") => break,
                    other => return Err(self.0.near(&other)),
                }
            }
        } else if self.0.peek()?.is(";") {
            self.0.next()?;
        }
        self.newlines()?;
        let end = if self.0.peek()?.is("{") {
            self.0.next()?;
            "}"
        } else {
            self.expect("do")?;
            "done"
        };
        self.block(&[end], false).map(drop)
    }

    fn case(&mut self) -> Look<()> {
        self.0.next()?;
        self.word()?;
        self.newlines()?;
        self.expect("in")?;
        loop {
            self.newlines()?;
            if self.0.peek()?.is("esac") {
                return self.0.next().map(drop);
            }
            if self.0.peek()?.is("(") {
                self.0.next()?;
            }
            loop {
                let token = self.0.peek()?;
                let Token::Word(_) = token else {
                    return Err(self.0.near(&token));
                };
                self.0.next()?;
                if !self.0.peek()?.is("|") {
                    break;
                }
                self.0.next()?;
            }
            self.expect(")")?;
            if self.block(&[";;", ";&", ";;&", "esac"], true)? == "esac" {
                return Ok(());
            }
        }
    }

    /// `[[ ]]`, whose first bracket is taken: what stands in it is the parser's business.
    fn condition(&mut self) -> Look<()> {
        loop {
            let token = self.0.next()?;
            match token {
                token if token.is("]]") => break,
                Token::End => return Err(Stop::TooDeep),
                _ => {}
            }
        }
        while self.redirect()? {}
        Ok(())
    }
}

#[cfg(test)]
mod tests;
