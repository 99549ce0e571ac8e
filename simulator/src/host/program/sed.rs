//! `sed`: substitutions, and the commands that print, delete and add lines.

use super::super::file::write_file;
use super::super::{JobKey, Progress, write_stderr, write_stdout};
use super::Switches;
use super::filter::inputs;
use super::regex::Pattern;
use crate::world::World;

/// A line that a command is for.
#[derive(Clone, Debug, PartialEq)]
enum Address {
    Line(usize),
    Last,
    Matching(Pattern),
}

#[derive(Clone, Debug, PartialEq)]
enum What {
    /// Pattern, replacement, the first match that is replaced, whether all after it are, and whether the line is printed.
    Substitute(Pattern, String, usize, bool, bool),
    Translate(Vec<char>, Vec<char>),
    Delete,
    Print,
    Number,
    Quit(i32),
    Append(String),
    Insert(String),
    Change(String),
}

#[derive(Clone, Debug, PartialEq)]
struct Command {
    from: Option<Address>,
    to: Option<Address>,
    negated: bool,
    what: What,
}

/// Why a script cannot be run.
enum Wrong {
    /// `sed` refuses it, in these words.
    Refused(String),
    /// What is not modelled.
    NotModelled(String),
}

/// A script that is being read.
struct Reader<'s> {
    rest: &'s str,
    whole: &'s str,
    extended: bool,
}

impl Reader<'_> {
    fn refuse<T>(&self, why: &str) -> Result<T, Wrong> {
        let at = self.whole.len() - self.rest.len();
        Err(Wrong::Refused(format!(
            "sed: -e expression #1, char {at}: {why}\n"
        )))
    }

    fn skip(&mut self, what: &[char]) {
        self.rest = self.rest.trim_start_matches(what);
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn number(&mut self) -> Option<usize> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit());
        let (digits, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        let number = digits.parse().ok()?;
        self.rest = rest;
        Some(number)
    }

    /// What stands before the next delimiter; one with a backslash before it is a part of it.
    fn part(&mut self, delimiter: char) -> Option<String> {
        let mut part = String::new();
        loop {
            match self.next()? {
                '\\' => match self.next()? {
                    c if c == delimiter => part.push(c),
                    c => part.extend(['\\', c]),
                },
                c if c == delimiter => return Some(part),
                c => part.push(c),
            }
        }
    }

    fn pattern(&self, text: &str, fold: bool) -> Result<Pattern, Wrong> {
        let read = Pattern::read(text, self.extended, fold);
        read.ok_or_else(|| Wrong::NotModelled(format!("this regular expression: {text}")))
    }

    fn address(&mut self) -> Result<Option<Address>, Wrong> {
        if let Some(line) = self.number() {
            return Ok(Some(Address::Line(line)));
        }
        if let Some(rest) = self.rest.strip_prefix('$') {
            self.rest = rest;
            return Ok(Some(Address::Last));
        }
        if let Some(rest) = self.rest.strip_prefix('/') {
            self.rest = rest;
            let Some(text) = self.part('/') else {
                return self.refuse("unterminated address regex");
            };
            let fold = self.rest.strip_prefix('I');
            self.rest = fold.unwrap_or(self.rest);
            return Ok(Some(Address::Matching(
                self.pattern(&text, fold.is_some())?,
            )));
        }
        Ok(None)
    }

    fn command(&mut self) -> Result<Command, Wrong> {
        let from = self.address()?;
        self.skip(&[' ']);
        let mut to = None;
        if let Some(rest) = self.rest.strip_prefix(',') {
            self.rest = rest.trim_start();
            to = self.address()?;
            if to.is_none() {
                return match self.rest.starts_with(['+', '~']) {
                    true => Err(Wrong::NotModelled("this address".to_owned())),
                    false => self.refuse("unexpected `,'"),
                };
            }
        }
        self.skip(&[' ']);
        let negated = self.rest.starts_with('!');
        self.skip(&['!', ' ']);
        let what = self.what()?;
        // A text goes to the end of its line.
        let text = matches!(what, What::Append(_) | What::Insert(_) | What::Change(_));
        self.skip(&[' ', '\t']);
        if !text && !self.rest.is_empty() && !self.rest.starts_with([';', '\n', '#', '}']) {
            self.next();
            return self.refuse("extra characters after command");
        }
        Ok(Command {
            from,
            to,
            negated,
            what,
        })
    }

    fn what(&mut self) -> Result<What, Wrong> {
        let Some(name) = self.next() else {
            return self.refuse("missing command");
        };
        Ok(match name {
            's' => return self.substitution(),
            'y' => {
                let delimiter = self.next().unwrap_or('/');
                match (self.part(delimiter), self.part(delimiter)) {
                    (Some(from), Some(to)) if from.chars().count() == to.chars().count() => {
                        What::Translate(from.chars().collect(), to.chars().collect())
                    }
                    (Some(_), Some(_)) => {
                        return self.refuse("strings for `y' command are different lengths");
                    }
                    _ => return self.refuse("unterminated `y' command"),
                }
            }
            'd' => What::Delete,
            'p' => What::Print,
            '=' => What::Number,
            'q' => {
                self.skip(&[' ']);
                What::Quit(self.number().map_or(0, |n| n as i32 & 0xff))
            }
            'a' | 'i' | 'c' => {
                let text = self.rest.trim_start_matches(' ');
                let text = text.strip_prefix('\\').unwrap_or(text);
                let text = text.trim_start_matches(['\n', ' ']);
                let (text, rest) = text.split_once('\n').unwrap_or((text, ""));
                self.rest = rest;
                if text.is_empty() {
                    return self.refuse("expected \\ after `a', `c' or `i'");
                }
                match name {
                    'a' => What::Append(text.to_owned()),
                    'i' => What::Insert(text.to_owned()),
                    _ => What::Change(text.to_owned()),
                }
            }
            'b' | 't' | 'T' | ':' | '{' | '}' | 'g' | 'G' | 'h' | 'H' | 'x' | 'n' | 'N' | 'D'
            | 'P' | 'r' | 'w' | 'l' | 'e' | 'F' | 'z' | 'R' | 'W' | 'Q' => {
                return Err(Wrong::NotModelled(format!("the command {name}")));
            }
            other => return self.refuse(&format!("unknown command: `{other}'")),
        })
    }

    fn substitution(&mut self) -> Result<What, Wrong> {
        let Some(delimiter) = self.next() else {
            return self.refuse("unterminated `s' command");
        };
        let (Some(pattern), Some(replacement)) = (self.part(delimiter), self.part(delimiter))
        else {
            return self.refuse("unterminated `s' command");
        };
        let (mut first, mut all, mut prints, mut fold) = (1, false, false, false);
        loop {
            if let Some(n) = self.number() {
                first = n.max(1);
                continue;
            }
            match self.rest.chars().next() {
                Some('g') => all = true,
                Some('p') => prints = true,
                Some('i' | 'I') => fold = true,
                Some('e' | 'm' | 'M' | 'w') => {
                    return Err(Wrong::NotModelled("this flag of s".to_owned()));
                }
                None | Some(';' | '\n' | ' ' | '}' | '#') => break,
                Some(_) => return self.refuse("unknown option to `s'"),
            }
            self.next();
        }
        let pattern = self.pattern(&pattern, fold)?;
        Ok(What::Substitute(pattern, replacement, first, all, prints))
    }
}

fn read(script: &str, extended: bool) -> Result<Vec<Command>, Wrong> {
    let mut reader = Reader {
        rest: script,
        whole: script,
        extended,
    };
    let mut commands = Vec::new();
    loop {
        reader.skip(&[' ', '\t', '\n', ';']);
        if reader.rest.starts_with('#') {
            let line = reader.rest.find('\n').unwrap_or(reader.rest.len());
            reader.rest = &reader.rest[line..];
            continue;
        }
        if reader.rest.is_empty() {
            return Ok(commands);
        }
        commands.push(reader.command()?);
    }
}

impl Command {
    /// Whether it is for this line; `within` says whether a range of it is open.
    fn is_for(&self, line: &str, n: usize, last: bool, within: &mut bool) -> bool {
        let meets = |address: &Address| match address {
            Address::Line(wanted) => *wanted == n,
            Address::Last => last,
            Address::Matching(pattern) => pattern.is_in(line),
        };
        let found = match (&self.from, &self.to) {
            (None, _) => true,
            (Some(from), None) => meets(from),
            (Some(from), Some(to)) => {
                if *within {
                    *within = !meets(to) && !matches!(to, Address::Line(l) if *l <= n);
                    true
                } else {
                    let begins = meets(from);
                    // A range that ends before it begins is one line.
                    *within = begins && !matches!(to, Address::Line(l) if *l <= n);
                    begins
                }
            }
        };
        found != self.negated
    }
}

/// Runs a script over a text; gives what it prints, and the exit code when it quits.
fn run(commands: &[Command], text: &str, quiet: bool) -> (String, Option<i32>) {
    let mut out = String::new();
    let mut within = vec![false; commands.len()];
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for (n, line) in lines.iter().enumerate() {
        let (number, last) = (n + 1, n + 1 == lines.len());
        let (body, end) = match line.strip_suffix('\n') {
            Some(body) => (body, "\n"),
            None => (*line, ""),
        };
        let mut body = body.to_owned();
        let (mut deleted, mut after, mut quits) = (false, String::new(), None);
        for (command, within) in commands.iter().zip(&mut within) {
            if !command.is_for(&body, number, last, within) {
                continue;
            }
            match &command.what {
                What::Substitute(pattern, replacement, first, all, prints) => {
                    let (changed, count) = pattern.replaced(&body, replacement, *first, *all);
                    body = changed;
                    if *prints && count > 0 {
                        out += &format!("{body}\n");
                    }
                }
                What::Translate(from, to) => {
                    let turned = body.chars().map(|c| {
                        let at = from.iter().position(|f| *f == c);
                        at.map_or(c, |at| to[at])
                    });
                    body = turned.collect();
                }
                What::Delete => deleted = true,
                What::Print => out += &format!("{body}\n"),
                What::Number => out += &format!("{number}\n"),
                What::Quit(code) => quits = Some(*code),
                What::Append(text) => after += &format!("{text}\n"),
                What::Insert(text) => out += &format!("{text}\n"),
                What::Change(text) => {
                    deleted = true;
                    if !*within {
                        out += &format!("{text}\n");
                    }
                }
            }
            if deleted || quits.is_some() {
                break;
            }
        }
        if !deleted && !quiet {
            out += &body;
            out += if after.is_empty() { end } else { "\n" };
        }
        out += &after;
        if quits.is_some() {
            return (out, quits);
        }
    }
    (out, None)
}

/// `sed`.
pub(super) fn sed(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let plain = "i E r n s in-place quiet silent regexp-extended";
    // A suffix for what was there before stands right behind the switch.
    let argv: Vec<String> = argv.to_vec();
    let switches = match Switches::read(w, key, &argv, plain, "e expression f file") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let mut paths = switches.rest.clone();
    let mut scripts: Vec<String> = switches.values("e expression").map(str::to_owned).collect();
    if switches.has("f file") {
        write_stderr(w, key, "paperboat: not modelled: sed -f\n");
        return Progress::Exit(1);
    }
    if scripts.is_empty() {
        if paths.is_empty() {
            write_stderr(
                w,
                key,
                "Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n",
            );
            return Progress::Exit(1);
        }
        scripts.push(paths.remove(0));
    }
    let commands = match read(&scripts.join("\n"), switches.has("E r regexp-extended")) {
        Ok(commands) => commands,
        Err(wrong) => {
            let words = match wrong {
                Wrong::Refused(words) => words,
                Wrong::NotModelled(what) => format!("paperboat: not modelled: sed with {what}\n"),
            };
            write_stderr(w, key, &words);
            return Progress::Exit(1);
        }
    };
    let quiet = switches.has("n quiet silent");
    let (texts, mut code) = inputs(w, key, "sed", &paths, stdin);
    if !switches.has("i in-place") {
        let all: String = texts.into_iter().map(|(_, text)| text).collect();
        let (out, quits) = run(&commands, &all, quiet);
        write_stdout(w, key, &out);
        return Progress::Exit(quits.unwrap_or(code));
    }
    for (path, text) in texts {
        let (out, _) = run(&commands, &text, quiet);
        if let Err(error) = write_file(w, key, &path, &out, false) {
            write_stderr(
                w,
                key,
                &format!("sed: couldn't open file {path}: {error}\n"),
            );
            code = 4;
        }
    }
    Progress::Exit(code)
}
