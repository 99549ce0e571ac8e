//! A shell's line in a container: simple commands with where their output goes.

use std::collections::BTreeMap;

use super::command::{self, Join};

/// Where a stream of a command goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Target {
    /// Where the shell's goes.
    #[default]
    Same,
    /// Nowhere.
    Nowhere,
    /// Where the other stream goes.
    Other,
    /// Into a file, after what it holds when `append`.
    File { path: String, append: bool },
}

/// A simple command of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) join: Option<Join>,
    pub(super) words: Vec<String>,
    pub(super) output: Target,
    pub(super) errors: Target,
    /// The file that it reads.
    pub(super) input: Option<String>,
}

/// Reads a line; none when it is more than a list of simple commands.
pub(super) fn read(line: &str, environment: &BTreeMap<String, String>) -> Option<Vec<Command>> {
    let mut environment = environment.clone();
    let mut commands: Vec<Command> = Vec::new();
    let mut current = Command {
        join: Some(Join::Then),
        ..Command::default()
    };
    let mut rest = line.trim_start();
    while let Some(c) = rest.chars().next() {
        let operator = match c {
            '&' if rest.starts_with("&&") => Some((Join::And, 2)),
            '|' if rest.starts_with("||") => Some((Join::Or, 2)),
            '|' => Some((Join::Pipe, 1)),
            ';' | '\n' => Some((Join::Then, 1)),
            '&' => return None,
            _ => None,
        };
        if let Some((join, length)) = operator {
            let next = Command {
                join: Some(join),
                ..Command::default()
            };
            keep(
                &mut commands,
                std::mem::replace(&mut current, next),
                &mut environment,
            );
            rest = rest[length..].trim_start();
            continue;
        }
        let used = match redirection(rest) {
            Some((stream, length)) => {
                length + take(&mut current, stream, &rest[length..], &environment)?
            }
            None => {
                let (word, used) = command::word(rest, &environment)?;
                if used == 0 {
                    return None;
                }
                current.words.push(word);
                used
            }
        };
        rest = rest[used..].trim_start_matches([' ', '\t']);
    }
    keep(&mut commands, current, &mut environment);
    let compound = |c: &Command| command::COMPOUND.contains(&c.words[0].as_str());
    (!commands.iter().any(compound)).then_some(commands)
}

/// Keeps a command; one that only sets a variable sets it for those that follow.
fn keep(commands: &mut Vec<Command>, command: Command, environment: &mut BTreeMap<String, String>) {
    let Some(first) = command.words.first() else {
        return;
    };
    let name = |text: &str| {
        let mut bytes = text.bytes();
        bytes
            .next()
            .is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
            && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    match first.split_once('=').filter(|(n, _)| name(n)) {
        Some((variable, value)) if command.words.len() == 1 => {
            environment.insert(variable.to_owned(), value.to_owned());
        }
        _ => commands.push(command),
    }
}

/// The stream that is redirected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stream {
    Input,
    Output { append: bool },
    Errors { append: bool },
}

/// The redirection that a text begins with, and how many bytes its sign takes.
fn redirection(text: &str) -> Option<(Stream, usize)> {
    let signs = [
        ("2>>", Stream::Errors { append: true }),
        ("2>", Stream::Errors { append: false }),
        ("1>>", Stream::Output { append: true }),
        ("1>", Stream::Output { append: false }),
        (">>", Stream::Output { append: true }),
        (">", Stream::Output { append: false }),
        ("<", Stream::Input),
    ];
    let found = signs.iter().find(|(sign, _)| text.starts_with(sign))?;
    Some((found.1, found.0.len()))
}

/// Takes the target of a redirection; gives how many bytes it took.
fn take(
    command: &mut Command,
    stream: Stream,
    text: &str,
    environment: &BTreeMap<String, String>,
) -> Option<usize> {
    let spaces = text.len() - text.trim_start_matches([' ', '\t']).len();
    let target = |path: String, append: bool| match path.as_str() {
        "/dev/null" => Target::Nowhere,
        _ => Target::File { path, append },
    };
    if let Some(digit) = text.strip_prefix('&') {
        let to = match (stream, digit.chars().next()) {
            (Stream::Output { .. }, Some('1')) | (Stream::Errors { .. }, Some('2')) => Target::Same,
            (Stream::Output { .. }, Some('2')) | (Stream::Errors { .. }, Some('1')) => {
                Target::Other
            }
            _ => return None,
        };
        match stream {
            Stream::Errors { .. } => command.errors = to,
            _ => command.output = to,
        }
        return Some(2);
    }
    let (word, used) = command::word(&text[spaces..], environment)?;
    if used == 0 {
        return None;
    }
    match stream {
        Stream::Input => command.input = Some(word),
        Stream::Output { append } => command.output = target(word, append),
        Stream::Errors { append } => command.errors = target(word, append),
    }
    Some(spaces + used)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Target, read};

    #[test]
    fn outputs_go_where_the_line_says() {
        let commands = read("A=1; echo $A >&2; ls x 2>/dev/null > /f", &BTreeMap::new());
        let commands = commands.expect("a list");
        assert_eq!(commands[0].words, ["echo", "1"]);
        assert_eq!(commands[0].output, Target::Other);
        assert_eq!(commands[1].errors, Target::Nowhere);
        let file = Target::File {
            path: "/f".to_owned(),
            append: false,
        };
        assert_eq!(commands[1].output, file);
        let environment = BTreeMap::from([("PORT".to_owned(), "80".to_owned())]);
        let line = "curl -f \"http://localhost:${PORT}/x\" >/dev/null 2>&1 || exit 1";
        let commands = read(line, &environment).expect("a list");
        assert_eq!(commands[0].words, ["curl", "-f", "http://localhost:80/x"]);
        assert_eq!(commands[1].join, Some(super::Join::Or));
        let commands = read("cat < /dev/tcp/localhost/1025", &environment).expect("a list");
        assert_eq!(
            commands[0].input.as_deref(),
            Some("/dev/tcp/localhost/1025")
        );
        assert_eq!(read("echo $(date)", &environment), None);
        assert_eq!(read("while true; do sleep 1; done", &BTreeMap::new()), None);
        assert_eq!(read("echo 'open", &BTreeMap::new()), None);
        assert_eq!(read("sleep 5 &", &BTreeMap::new()), None);
    }
}
