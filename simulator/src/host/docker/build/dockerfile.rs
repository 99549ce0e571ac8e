//! A Dockerfile as instructions (Docker's reference, Dockerfile reference).

use std::collections::BTreeMap;

use paperboat_core::workload::{HealthConfig, filled as filled_in};

use super::healthcheck;
use crate::host::docker::stop;

/// What an instruction does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::host::docker) enum Instruction {
    /// `FROM image [AS name]`.
    From {
        image: String,
        name: Option<String>,
    },
    /// `RUN`, as words; a line is given to a shell.
    Run(Vec<String>),
    /// `COPY` and `ADD` of paths of the context, or of another stage.
    Copy {
        from: Option<String>,
        sources: Vec<String>,
        target: String,
    },
    Env(Vec<(String, String)>),
    Arg(String, Option<String>),
    Expose(Vec<String>),
    Cmd(Vec<String>),
    Entrypoint(Vec<String>),
    Workdir(String),
    User(String),
    Label(Vec<(String, String)>),
    Healthcheck(HealthConfig),
    StopSignal(String),
    Volume(Vec<String>),
    /// One that Docker has and that is not modelled.
    NotModelled(String),
}

/// An instruction with its line, counted from 1, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::host::docker) struct Line {
    pub(super) number: usize,
    pub(super) text: String,
    pub(super) instruction: Instruction,
}

/// A Dockerfile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::host::docker) struct Dockerfile(pub(super) Vec<Line>);

/// Instructions that Docker has and that are not modelled.
const NOT_MODELLED: [&str; 2] = ["ONBUILD", "SHELL"];

impl Dockerfile {
    /// Reads one.
    ///
    /// # Errors
    /// In BuildKit's words, without `ERROR: failed to solve: `.
    pub(in crate::host::docker) fn read(text: &str) -> Result<Self, String> {
        let mut lines = Vec::new();
        let mut pending = String::new();
        let mut began = 0;
        for (i, raw) in text.lines().enumerate() {
            let bare = raw.trim();
            if bare.is_empty() || bare.starts_with('#') {
                continue;
            }
            if pending.is_empty() {
                began = i + 1;
            }
            if let Some(part) = bare.strip_suffix('\\') {
                pending += part;
                continue;
            }
            pending += bare;
            let text = std::mem::take(&mut pending);
            let instruction = instruction(&text)
                .map_err(|why| format!("dockerfile parse error on line {began}: {why}"))?;
            lines.push(Line {
                number: began,
                text,
                instruction,
            });
        }
        let first = lines
            .iter()
            .find(|l| !matches!(l.instruction, Instruction::Arg(..)));
        match first {
            None if text.trim().is_empty() => Err("the Dockerfile cannot be empty".to_owned()),
            None => Err("dockerfile contains no stages to build".to_owned()),
            Some(line) if matches!(line.instruction, Instruction::From { .. }) => Ok(Self(lines)),
            Some(line) => Err(format!(
                "dockerfile parse error on line {}: no build stage in current context",
                line.number
            )),
        }
    }
}

pub(super) fn instruction(text: &str) -> Result<Instruction, String> {
    let (name, rest) = text.split_once([' ', '\t']).unwrap_or((text, ""));
    let rest = rest.trim();
    let upper = name.to_ascii_uppercase();
    let words = || {
        rest.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    if NOT_MODELLED.contains(&upper.as_str()) {
        return Ok(Instruction::NotModelled(upper));
    }
    let wants = |n: &str| format!("{upper} requires {n}");
    if rest.is_empty() && upper != "CMD" && upper != "ENTRYPOINT" && is_known(&upper) {
        return Err(wants(match upper.as_str() {
            "WORKDIR" | "USER" | "STOPSIGNAL" => "exactly one argument",
            _ => "at least one argument",
        }));
    }
    Ok(match upper.as_str() {
        "FROM" => match &words()[..] {
            [option, ..] if option.starts_with("--") => {
                Instruction::NotModelled(format!("FROM {option}"))
            }
            [image] => Instruction::From {
                image: image.clone(),
                name: None,
            },
            [image, keyword, name] if keyword.eq_ignore_ascii_case("as") => Instruction::From {
                image: image.clone(),
                name: Some(name.to_ascii_lowercase()),
            },
            _ => return Err(wants("either one or three arguments")),
        },
        "RUN" if rest.starts_with("--") || rest.starts_with("<<") => {
            Instruction::NotModelled(format!("RUN {}", words()[0]))
        }
        "RUN" => Instruction::Run(exec_form(rest)),
        "CMD" => Instruction::Cmd(exec_form(rest)),
        "ENTRYPOINT" => Instruction::Entrypoint(exec_form(rest)),
        "COPY" | "ADD" => copy(&upper, &words())?,
        "ENV" => Instruction::Env(pairs(rest, true).ok_or_else(|| wants("NAME=VALUE"))?),
        "LABEL" => Instruction::Label(pairs(rest, true).ok_or_else(|| wants("NAME=VALUE"))?),
        "ARG" => {
            let (name, value) = match rest.split_once('=') {
                Some((name, value)) => (name, Some(unquoted(value))),
                None => (rest, None),
            };
            Instruction::Arg(name.to_owned(), value)
        }
        "EXPOSE" => Instruction::Expose(words()),
        "WORKDIR" => Instruction::Workdir(unquoted(rest)),
        "USER" => Instruction::User(rest.to_owned()),
        "VOLUME" => Instruction::Volume(match serde_json::from_str(rest) {
            Ok(paths) => paths,
            Err(_) => words(),
        }),
        "HEALTHCHECK" => healthcheck::read(rest)?,
        "STOPSIGNAL" => match &words()[..] {
            [signal] if signal.contains('$') || stop::is_signal(signal) => {
                Instruction::StopSignal(signal.clone())
            }
            [signal] => return Err(format!("invalid signal: {signal}")),
            _ => return Err(wants("exactly one argument")),
        },
        // It names who wrote the file, and Docker itself no longer reads it.
        "MAINTAINER" => Instruction::Label(vec![("maintainer".to_owned(), rest.to_owned())]),
        _ => return Err(format!("unknown instruction: {name}")),
    })
}

fn is_known(name: &str) -> bool {
    let all = [
        "FROM",
        "RUN",
        "COPY",
        "ADD",
        "ENV",
        "LABEL",
        "ARG",
        "EXPOSE",
        "HEALTHCHECK",
        "STOPSIGNAL",
        "VOLUME",
        "WORKDIR",
        "USER",
    ];
    all.contains(&name)
}

fn copy(name: &str, words: &[String]) -> Result<Instruction, String> {
    let (options, paths): (Vec<&String>, Vec<&String>) =
        words.iter().partition(|word| word.starts_with("--"));
    let mut from = None;
    for option in options {
        match option.split_once('=') {
            Some(("--from", stage)) => from = Some(stage.to_ascii_lowercase()),
            // Who owns a file and who may read it is not told apart here.
            Some(("--chown" | "--chmod", _)) => {}
            _ => return Ok(Instruction::NotModelled(format!("{name} {option}"))),
        }
    }
    let Some((target, sources)) = paths
        .split_last()
        .filter(|(_, sources)| !sources.is_empty())
    else {
        return Err(format!("{name} requires at least two arguments"));
    };
    if name == "ADD" && sources.iter().any(|s| s.contains("://")) {
        return Ok(Instruction::NotModelled("ADD of a URL".to_owned()));
    }
    Ok(Instruction::Copy {
        from,
        sources: sources.iter().map(ToString::to_string).collect(),
        target: (*target).clone(),
    })
}

/// Words in JSON, or a line for a shell.
pub(super) fn exec_form(text: &str) -> Vec<String> {
    match serde_json::from_str::<Vec<String>>(text) {
        Ok(words) => words,
        Err(_) => ["/bin/sh", "-c", text].map(str::to_owned).to_vec(),
    }
}

/// `NAME=VALUE ...`, or the old form `NAME VALUE`.
fn pairs(text: &str, old: bool) -> Option<Vec<(String, String)>> {
    if !text.split_whitespace().next()?.contains('=') {
        let (name, value) = text.split_once([' ', '\t'])?;
        return old.then(|| vec![(name.to_owned(), value.trim().to_owned())]);
    }
    let mut all = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=')?;
        let end = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => after[1..].find(quote).map(|i| i + 2)?,
            _ => after.find([' ', '\t']).unwrap_or(after.len()),
        };
        all.push((name.trim().to_owned(), unquoted(&after[..end])));
        rest = after[end..].trim_start();
    }
    Some(all)
}

fn unquoted(text: &str) -> String {
    let bare = text
        .strip_prefix(['"', '\''])
        .and_then(|t| t.strip_suffix(['"', '\'']));
    bare.unwrap_or(text).to_owned()
}

/// The images that stages begin with and that no stage makes, variables filled in from what stands before the first one.
pub(in crate::host::docker) fn bases(
    file: &Dockerfile,
    arguments: &BTreeMap<String, String>,
) -> Vec<String> {
    let mut known: Vec<&str> = vec!["scratch"];
    let mut variables = BTreeMap::new();
    let mut all = Vec::new();
    for line in &file.0 {
        match &line.instruction {
            Instruction::Arg(name, value) if all.is_empty() => {
                let given = arguments.get(name).or(value.as_ref());
                variables.extend(given.map(|v| (name.clone(), v.clone())));
            }
            Instruction::From { image, name } => {
                let image = filled_in(image, &variables);
                if !known.contains(&image.as_str()) {
                    all.push(image);
                }
                known.extend(name.as_deref());
            }
            _ => {}
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{Dockerfile, Instruction};

    #[test]
    fn files_are_read_and_refused_as_buildkit_does() {
        let file = Dockerfile::read(
            "# a note\nFROM a:1 AS One\nRUN echo \\\n  x\nENV A=1 B=\"two words\"\nENV C old form\nCMD [\"x\", \"y\"]\n",
        );
        let file = file.expect("it is read").0;
        let words = |line: &str| ["/bin/sh", "-c", line].map(str::to_owned).to_vec();
        assert_eq!(file[1].instruction, Instruction::Run(words("echo x")));
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let env = vec![pair("A", "1"), pair("B", "two words")];
        assert_eq!(file[2].instruction, Instruction::Env(env));
        assert_eq!(
            file[3].instruction,
            Instruction::Env(vec![pair("C", "old form")])
        );
        for (text, why) in [
            ("", "the Dockerfile cannot be empty"),
            (
                "NOPE x",
                "dockerfile parse error on line 1: unknown instruction: NOPE",
            ),
            (
                "FROM a:1\n\nFROM a b",
                "dockerfile parse error on line 3: FROM requires either one or three arguments",
            ),
            (
                "RUN x",
                "dockerfile parse error on line 1: no build stage in current context",
            ),
            (
                "FROM a\nCOPY x",
                "dockerfile parse error on line 2: COPY requires at least two arguments",
            ),
        ] {
            assert_eq!(Dockerfile::read(text), Err(why.to_owned()), "{text}");
        }
    }
}
