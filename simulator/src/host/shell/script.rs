//! Shells inside a shell: `bash -c`, script files, scripts on the input.

use super::super::{Job, JobKey, Progress, read_file, write_stderr};
use super::frame::{Frame, Options, Outer, Reads};
use super::read::{ReadError, Reading, read};
use super::scan::{Delimited, Flaw};
use super::voice::prefix;
use crate::world::World;

/// A script and what it is started with.
#[derive(Clone, Debug, Default)]
pub(in crate::host) struct Script {
    /// Its text.
    pub(in crate::host) text: String,
    /// The shell's options, with `$0` and the arguments.
    pub(in crate::host) options: Options,
    /// Whether it stands on the input; one without a name is the word behind `-c` else.
    pub(in crate::host) on_input: bool,
}

/// The frames that run a script; `name` is what the shell calls it, nothing where a person types it.
pub(in crate::host) fn frames(w: &World, script: &str, name: &str) -> Vec<Frame> {
    framed(&w.readings.scripts.read(script), script, name)
}

/// The same where no world is at hand.
pub(super) fn frames_of(script: &str, name: &str) -> Vec<Frame> {
    framed(&read(script), script, name)
}

fn framed(reading: &Reading, script: &str, name: &str) -> Vec<Frame> {
    let mut frames = Vec::new();
    if let Some(error) = &reading.error {
        let code = match error {
            ReadError::Flaw(flaw) => flaw.code(name),
            _ => 2,
        };
        frames.push(Frame::Flaw(
            name.to_owned(),
            said(error, script, name),
            code,
        ));
    }
    frames.push(Frame::Block(reading.block.clone(), 0));
    for document in &reading.delimited {
        let Delimited { at, begun, wanted } = document;
        let words = format!(
            "warning: here-document at line {begun} delimited by end-of-file (wanted `{wanted}')"
        );
        frames.push(Frame::Warning(name.to_owned(), *at, words));
    }
    frames
}

/// What the shell says of what it cannot read: each line, with the line of the script.
fn said(error: &ReadError, script: &str, name: &str) -> Vec<(usize, String)> {
    match error {
        ReadError::Flaw(Flaw::Open(line, sign)) => {
            let words = format!("unexpected EOF while looking for matching `{sign}'");
            vec![(*line, words)]
        }
        ReadError::Flaw(Flaw::Values(line)) => {
            let words = "unexpected EOF while looking for matching `)'".to_owned();
            vec![(*line, words)]
        }
        ReadError::Flaw(Flaw::End(line)) => {
            vec![(*line, "syntax error: unexpected end of file".to_owned())]
        }
        ReadError::Flaw(Flaw::Near(line, token) | Flaw::Within(line, token)) => {
            let words = format!("syntax error near unexpected token `{token}'");
            let mut said = vec![(*line, words)];
            // Who types a line sees it.
            if !name.is_empty() {
                let text = script.lines().nth(line - 1).unwrap_or_default();
                said.push((*line, format!("`{text}'")));
            }
            said
        }
        ReadError::Syntax(line, what) => {
            let what = what.trim_start_matches("syntax error: ");
            vec![(*line, format!("syntax error: {what}"))]
        }
        ReadError::NotModelled(what) => vec![(0, format!("paperboat: not modelled: {what}"))],
    }
}

/// How a shell begins what it says of a script of this name, at a line of it.
fn of(job: &Job, name: &str, line: usize) -> String {
    match name {
        _ if line == 0 => String::new(),
        "" => prefix(job),
        "-c" | "eval" => format!("bash: {name}: line {line}: "),
        script => format!("{script}: line {line}: "),
    }
}

/// A script cannot be read any further: the shell says so, and has done what stands before.
pub(super) fn flawed(w: &mut World, key: JobKey, name: &str, said: &[(usize, String)], code: i32) {
    for (line, words) in said {
        let line = format!("{}{words}\n", of(&w.hosts.jobs[key], name, *line));
        write_stderr(w, key, &line);
    }
    w.hosts.jobs[key].status = code;
}

/// Bash takes a here-document without end, and says so.
pub(super) fn warn(w: &mut World, key: JobKey, name: &str, line: usize, words: &str) {
    // It does not say here that it has its script from `-c`.
    let of = match name {
        "-c" | "eval" => of(&w.hosts.jobs[key], "bash", line),
        name => of(&w.hosts.jobs[key], name, line),
    };
    write_stderr(w, key, &format!("{of}{words}\n"));
}

/// Runs a script in a shell of its own; only exported variables go along.
pub(in crate::host) fn script(w: &mut World, key: JobKey, script: Script) -> Progress {
    let of = if script.on_input { "bash" } else { "-c" };
    let name = script.options.name.as_deref().unwrap_or(of);
    let frames = frames(w, &script.text, name);
    let job = &mut w.hosts.jobs[key];
    let outer = Frame::Shell(Box::new(Outer::of(job)));
    job.options = script.options;
    job.line = 0;
    job.process.variables.clear();
    job.guards = 0;
    Progress::Call(std::iter::once(outer).chain(frames).collect())
}

/// Runs `bash` or `sh`.
pub(in crate::host) fn bash(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let mut options = Options::default();
    let mut command = false;
    let mut rest = argv[1..].iter();
    let mut operands: Vec<String> = Vec::new();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "--login" | "--norc" | "--noprofile" => {}
            "--" | "-" => {
                operands.extend(rest.by_ref().cloned());
            }
            "--version" => {
                let line = "GNU bash, version 5.2.15(1)-release\n";
                super::super::write_stdout(w, key, line);
                return Progress::Exit(0);
            }
            "-o" => match rest.next().map(|name| (options.name(name), name)) {
                Some((Some(option), _)) => *option = true,
                Some((None, name)) => {
                    let line = format!("{}: {name}: invalid option name\n", argv[0]);
                    write_stderr(w, key, &line);
                    return Progress::Exit(2);
                }
                None => return Progress::Exit(0),
            },
            flags if flags.len() > 1 && flags.starts_with('-') => {
                for flag in flags[1..].chars() {
                    match (flag, options.letter(flag)) {
                        ('c', _) => command = true,
                        ('l' | 's' | 'i', _) => {}
                        (_, Some(option)) => *option = true,
                        (_, None) => {
                            let line = format!("{}: {flags}: invalid option\n", argv[0]);
                            write_stderr(w, key, &line);
                            return Progress::Exit(2);
                        }
                    }
                }
            }
            _ => {
                operands.push(word.clone());
                operands.extend(rest.by_ref().cloned());
            }
        }
    }
    let mut operands = operands.into_iter();
    let mut on_input = false;
    let text = match operands.next() {
        Some(text) if command => {
            options.name = operands.next();
            options.argument = true;
            text
        }
        None if command => {
            let line = format!("{}: -c: option requires an argument\n", argv[0]);
            write_stderr(w, key, &line);
            return Progress::Exit(2);
        }
        Some(_) if argv.iter().any(|a| a == "-s") => {
            on_input = true;
            stdin.to_owned()
        }
        Some(path) => match read_file(w, key, &path) {
            Ok(text) => {
                options.name = Some(path);
                text
            }
            Err(error) => {
                write_stderr(w, key, &format!("{}: {path}: {error}\n", argv[0]));
                let missing = error == super::super::FileError::NotFound;
                return Progress::Exit(if missing { 127 } else { 126 });
            }
        },
        None => {
            w.hosts.jobs[key].stdin.clear();
            on_input = true;
            stdin.to_owned()
        }
    };
    options.arguments = operands.collect();
    let run = Script {
        text,
        options,
        on_input,
    };
    script(w, key, run)
}

impl Options {
    /// Those of a shell into which a person types after a login.
    pub(in crate::host) fn login() -> Self {
        Self {
            reads: Reads::Login,
            ..Self::default()
        }
    }

    /// The option behind a letter of `set` and `bash`.
    pub(super) fn letter(&mut self, letter: char) -> Option<&mut bool> {
        Some(match letter {
            'e' => &mut self.errexit,
            'u' => &mut self.nounset,
            'x' => &mut self.xtrace,
            _ => return None,
        })
    }

    /// The option behind a name of `set -o`.
    pub(super) fn name(&mut self, name: &str) -> Option<&mut bool> {
        Some(match name {
            "errexit" => &mut self.errexit,
            "nounset" => &mut self.nounset,
            "xtrace" => &mut self.xtrace,
            "pipefail" => &mut self.pipefail,
            _ => return None,
        })
    }
}
