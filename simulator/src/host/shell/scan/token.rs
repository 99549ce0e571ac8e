//! Words and operators of a script, as far as their ends go.

use super::{Delimited, Flaw, Grammar};

/// Why looking ended.
pub(super) enum Stop {
    /// Bash stops here too.
    Flaw(Flaw),
    /// This does not look further.
    TooDeep,
}

/// A word as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<'s> {
    pub(super) text: &'s str,
    /// Without quotes and expansions: it can be a word of the language.
    pub(super) plain: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'s> {
    Word(Word<'s>),
    Operator(&'static str),
    Redirect(&'static str),
    Newline,
    End,
}

impl Token<'_> {
    /// Tells whether it is this operator, or this word without quotes.
    pub(super) fn is(&self, what: &str) -> bool {
        match self {
            Self::Word(word) => word.plain && word.text == what,
            Self::Operator(sign) => *sign == what,
            _ => false,
        }
    }
}

/// The longest first.
const OPERATORS: [&str; 11] = [";;&", ";;", ";&", "&&", "||", "|&", "|", "&", ";", "(", ")"];
const REDIRECTS: [&str; 12] = [
    "<<-", "<<<", "<<", "<&", "<>", "<", ">>", ">&", ">|", ">", "&>>", "&>",
];

/// A here-document that the next line begins.
struct Document {
    wanted: String,
    tabs: bool,
    line: usize,
}

/// Where reading stands.
pub(super) struct Tokens<'s> {
    script: &'s str,
    at: usize,
    line: usize,
    documents: Vec<Document>,
    pub(super) delimited: Vec<Delimited>,
    peeked: Option<(Token<'s>, usize)>,
    pub(super) depth: usize,
}

type Look<T> = Result<T, Stop>;

impl<'s> Tokens<'s> {
    pub(super) fn new(script: &'s str) -> Self {
        Self {
            script,
            at: 0,
            line: 1,
            documents: Vec::new(),
            delimited: Vec::new(),
            peeked: None,
            depth: 0,
        }
    }

    /// How many bytes were taken.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The flaw of a token that cannot stand where it does.
    pub(super) fn near(&self, token: &Token<'_>) -> Stop {
        // Its line ends behind it.
        let line = self.line;
        Stop::Flaw(match token {
            Token::Word(word) => Flaw::Near(line, word.text.to_owned()),
            Token::Operator(sign) | Token::Redirect(sign) => Flaw::Near(line, (*sign).to_owned()),
            Token::Newline => Flaw::Near(line, "newline".to_owned()),
            Token::End => Flaw::End(self.end_line()),
        })
    }

    /// The line behind the last one, on which bash finds the end.
    fn end_line(&self) -> usize {
        self.script.lines().count() + 1
    }

    /// The word of a here-document was read.
    pub(super) fn document(&mut self, word: String, tabs: bool) {
        let wanted = word.chars().filter(|c| !"'\"\\".contains(*c)).collect();
        let line = self.line;
        self.documents.push(Document { wanted, tabs, line });
    }

    /// The next token, which stays. A newline that is peeked leaves here-documents and the line's number alone.
    pub(super) fn peek(&mut self) -> Look<Token<'s>> {
        if let Some((token, _)) = self.peeked {
            return Ok(token);
        }
        let from = (self.at, self.line);
        let token = self.read()?;
        let end = std::mem::replace(&mut self.at, from.0);
        if token == Token::Newline {
            self.line = from.1;
        }
        self.peeked = Some((token, end));
        Ok(token)
    }

    /// Takes the next token; behind a newline the here-documents that were announced.
    pub(super) fn next(&mut self) -> Look<Token<'s>> {
        let token = self.peek()?;
        if let Some((_, end)) = self.peeked.take() {
            self.at = end;
        }
        if token == Token::Newline {
            self.line += 1;
            self.bodies();
        }
        if token == Token::End {
            self.bodies();
        }
        Ok(token)
    }

    fn bodies(&mut self) {
        for document in std::mem::take(&mut self.documents) {
            loop {
                if self.at >= self.script.len() {
                    self.delimited.push(Delimited {
                        at: self.script.lines().count(),
                        begun: document.line,
                        wanted: document.wanted,
                    });
                    break;
                }
                let rest = &self.script[self.at..];
                let line = rest.split('\n').next().unwrap_or_default();
                self.at = (self.at + line.len() + 1).min(self.script.len());
                self.line += 1;
                let line = match document.tabs {
                    true => line.trim_start_matches('\t'),
                    false => line,
                };
                if line == document.wanted {
                    break;
                }
            }
        }
    }

    fn rest(&self) -> &'s str {
        &self.script[self.at..]
    }

    fn byte(&self) -> Option<u8> {
        self.script.as_bytes().get(self.at).copied()
    }

    /// Takes a byte, and counts lines.
    fn take(&mut self) -> Option<u8> {
        let byte = self.byte()?;
        self.at += 1;
        self.line += usize::from(byte == b'\n');
        Some(byte)
    }

    fn read(&mut self) -> Look<Token<'s>> {
        loop {
            match self.byte() {
                None => return Ok(Token::End),
                Some(b' ' | b'\t') => self.at += 1,
                Some(b'\\') if self.rest().starts_with("\\\n") => {
                    self.at += 2;
                    self.line += 1;
                }
                Some(b'#') => {
                    let line = self.rest().split('\n').next().unwrap_or_default();
                    self.at += line.len();
                }
                Some(b'\n') => {
                    self.at += 1;
                    return Ok(Token::Newline);
                }
                Some(_) => break,
            }
        }
        let rest = self.rest();
        let process = rest.starts_with("<(") || rest.starts_with(">(");
        if !process {
            // The number of a descriptor belongs to its redirect.
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let behind = &rest[digits..];
            let sign = REDIRECTS.iter().find(|sign| behind.starts_with(**sign));
            if let Some(sign) = sign.filter(|sign| digits == 0 || !sign.starts_with('&')) {
                self.at += digits + sign.len();
                return Ok(Token::Redirect(sign));
            }
            if let Some(sign) = OPERATORS.iter().find(|sign| rest.starts_with(**sign)) {
                self.at += sign.len();
                return Ok(Token::Operator(sign));
            }
        }
        self.word(process)
    }

    fn word(&mut self, process: bool) -> Look<Token<'s>> {
        let from = self.at;
        let mut plain = !process;
        if process {
            self.at += 2;
            self.commands()?;
        }
        while let Some(byte) = self.byte() {
            match byte {
                b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'<' | b'>' | b')' => break,
                b'(' if takes_values(&self.script[from..self.at]) => {
                    let line = self.line;
                    self.at += 1;
                    plain = false;
                    self.matched(b'(', b')', line, Inside::Values)?;
                }
                b'(' => break,
                b'\\' | b'\'' | b'"' | b'`' | b'$' => {
                    plain = false;
                    self.piece()?;
                }
                _ => self.at += 1,
            }
        }
        let text = &self.script[from..self.at];
        Ok(Token::Word(Word { text, plain }))
    }

    /// Takes what a quote, a backslash or a `$` begins.
    fn piece(&mut self) -> Look<()> {
        let line = self.line;
        let open = |c| Stop::Flaw(Flaw::Open(line, c));
        match self.take() {
            Some(b'\\') => {
                self.take();
            }
            Some(b'\'') => while self.take().ok_or_else(|| open('\''))? != b'\'' {},
            Some(b'"') => self.quoted(line)?,
            Some(b'`') => loop {
                match self.take().ok_or_else(|| open('`'))? {
                    b'`' => break,
                    b'\\' => drop(self.take()),
                    _ => {}
                }
            },
            Some(b'$') => return self.expansion(false),
            _ => {}
        }
        Ok(())
    }

    /// What stands up to a `"`, of which the first is taken.
    fn quoted(&mut self, line: usize) -> Look<()> {
        loop {
            match self.byte() {
                None => return Err(Stop::Flaw(Flaw::Open(line, '"'))),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\' | b'`') => self.piece()?,
                Some(b'$') => {
                    self.at += 1;
                    // No quote of another kind begins in quotes.
                    if !matches!(self.byte(), Some(b'\'' | b'"')) {
                        self.expansion(true)?;
                    }
                }
                Some(_) => drop(self.take()),
            }
        }
    }

    /// What follows a `$`.
    fn expansion(&mut self, quotes: bool) -> Look<()> {
        let line = self.line;
        match self.byte() {
            Some(b'{') => {
                self.at += 1;
                let inside = match quotes {
                    true => Inside::Quotes,
                    false => Inside::Brackets,
                };
                self.matched(b'{', b'}', line, inside)
            }
            Some(b'(') => {
                self.at += 1;
                if self.arithmetic()? {
                    return Ok(());
                }
                self.commands()
            }
            Some(b'\'') => {
                self.at += 1;
                loop {
                    match self.take() {
                        None => return Err(Stop::Flaw(Flaw::Open(line, '\''))),
                        Some(b'\'') => return Ok(()),
                        Some(b'\\') => drop(self.take()),
                        Some(_) => {}
                    }
                }
            }
            _ => Ok(()),
        }
    }

    /// The second bracket of `((`, and what stands up to `))`; false, with nothing taken, when it is none.
    pub(super) fn arithmetic(&mut self) -> Look<bool> {
        if self.peeked.is_some() || self.byte() != Some(b'(') {
            return Ok(false);
        }
        let before = (self.at, self.line);
        self.at += 1;
        match self.matched(b'(', b')', before.1, Inside::Brackets) {
            Err(stop) if self.at >= self.script.len() => return Err(stop),
            Ok(()) if self.byte() == Some(b')') => {
                self.at += 1;
                return Ok(true);
            }
            // Nothing but `)` could still come.
            Ok(()) if self.at >= self.script.len() => {
                return Err(Stop::Flaw(Flaw::Open(before.1, ')')));
            }
            _ => {}
        }
        (self.at, self.line) = before;
        Ok(false)
    }

    /// What stands up to the bracket that closes one which is taken.
    fn matched(&mut self, open: u8, close: u8, line: usize, inside: Inside) -> Look<()> {
        self.deeper()?;
        let mut depth = 1_usize;
        let mut blank = true;
        while depth > 0 {
            let after = std::mem::replace(&mut blank, false);
            match self.byte() {
                Some(b'#') if after && inside == Inside::Values => {
                    let comment = self.rest().split('\n').next().unwrap_or_default();
                    self.at += comment.len();
                    continue;
                }
                Some(b'\'') if inside == Inside::Quotes => {}
                Some(byte) if byte.is_ascii_whitespace() => blank = true,
                None if inside == Inside::Values => return Err(Stop::Flaw(Flaw::Values(line))),
                None => return Err(Stop::Flaw(Flaw::Open(line, char::from(close)))),
                Some(b'\\' | b'\'' | b'"' | b'`' | b'$') => {
                    self.piece()?;
                    continue;
                }
                Some(byte) if byte == close => depth -= 1,
                // `${` alone opens braces.
                Some(byte) if byte == open && open == b'(' => depth += 1,
                Some(_) => {}
            }
            self.take();
        }
        self.depth -= 1;
        Ok(())
    }

    /// The commands of `$( )` or `<( )`, behind the bracket.
    fn commands(&mut self) -> Look<()> {
        self.deeper()?;
        let inside = Tokens {
            documents: Vec::new(),
            delimited: Vec::new(),
            peeked: None,
            ..*self
        };
        let mut grammar = Grammar(inside);
        let result = grammar.substitution();
        (self.at, self.line) = (grammar.0.at, grammar.0.line);
        self.delimited.append(&mut grammar.0.delimited);
        self.depth -= 1;
        match result {
            // Bash names the bracket, and the line on which it looked in vain.
            Err(Stop::Flaw(Flaw::End(line))) => Err(Stop::Flaw(Flaw::Open(line, ')'))),
            Err(Stop::Flaw(Flaw::Near(line, token))) => Err(Stop::Flaw(Flaw::Within(line, token))),
            other => other,
        }
    }

    /// Goes in by one.
    pub(super) fn deeper(&mut self) -> Look<()> {
        self.depth += 1;
        if self.depth > super::DEPTH {
            return Err(Stop::TooDeep);
        }
        Ok(())
    }
}

/// What brackets hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Brackets,
    /// They stand in double quotes themselves, where a single quote is a letter.
    Quotes,
    /// The values of an array, among which comments can stand.
    Values,
}

/// Tells whether a bracket behind this begins the values of an array.
fn takes_values(before: &str) -> bool {
    let Some(target) = before.strip_suffix('=') else {
        return false;
    };
    let target = target.strip_suffix('+').unwrap_or(target);
    let name = target.split('[').next().unwrap_or_default();
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !name.is_empty() && name.chars().all(fits)
}
