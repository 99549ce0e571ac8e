//! Shells inside a shell: `bash -c`, script files, scripts on the input.

use super::super::{JobKey, Progress, read_file, write_stderr};
use super::frame::{Frame, Options, Outer, Reads};
use super::read::{ReadError, read};
use super::syntax::Block;
use crate::world::World;

/// A script and what it is started with.
#[derive(Clone, Debug, Default)]
pub(in crate::host) struct Script {
    /// Its text.
    pub(in crate::host) text: String,
    /// The shell's options, with `$0` and the arguments.
    pub(in crate::host) options: Options,
}

/// Reads a script to the frames that run it.
///
/// # Errors
/// What the shell says about a script that it cannot run; the exit code is 2.
pub(in crate::host) fn frames(w: &World, script: &str, name: &str) -> Result<Vec<Frame>, String> {
    framed(w.readings.scripts.read(script), name)
}

/// Reads a script as [`frames`] does, where no world is at hand.
///
/// # Errors
/// As [`frames`].
pub(super) fn frames_of(script: &str, name: &str) -> Result<Vec<Frame>, String> {
    framed(read(script), name)
}

fn framed(read: Result<Block, ReadError>, name: &str) -> Result<Vec<Frame>, String> {
    match read {
        Ok(block) => Ok(vec![Frame::Block(block, 0)]),
        Err(ReadError::Syntax(line, what)) => {
            let what = what.trim_start_matches("syntax error: ");
            let of = match name {
                "" => "bash: ".to_owned(),
                "-c" | "eval" => format!("bash: {name}: line {line}: "),
                script => format!("{script}: line {line}: "),
            };
            let error = if what.starts_with("unexpected EOF") {
                ""
            } else {
                "syntax error: "
            };
            Err(format!("{of}{error}{what}\n"))
        }
        Err(ReadError::NotModelled(what)) => Err(format!("paperboat: not modelled: {what}\n")),
    }
}

/// Tells whether a script is one that more lines could complete: a quote, a block or a here-document is open, or the last
/// line says that it goes on.
pub(in crate::host) fn unfinished(script: &str) -> bool {
    let last = script.trim_end_matches('\n');
    if last.ends_with('\\') || here_document_is_open(script) {
        return true;
    }
    let Err(ReadError::Syntax(_, what)) = read(script) else {
        return false;
    };
    let goes_on = ["&&", "||", "|"]
        .iter()
        .any(|end| last.trim_end().ends_with(end));
    let open = ["unterminated", "unexpected EOF"];
    goes_on || open.iter().any(|words| what.contains(words)) || open_blocks(script)
}

/// Tells whether more blocks begin in a script than end.
fn open_blocks(script: &str) -> bool {
    let words = script.split(|c: char| c.is_whitespace() || c == ';');
    let depth: i32 = words
        .map(|word| match word {
            "if" | "for" | "while" | "until" | "case" | "{" | "(" => 1,
            "fi" | "done" | "esac" | "}" | ")" => -1,
            _ => 0,
        })
        .sum();
    depth > 0
}

/// Tells whether the word that ends a here-document is not there yet.
fn here_document_is_open(script: &str) -> bool {
    let mut lines = script.lines();
    while let Some(line) = lines.next() {
        let Some((_, rest)) = line
            .split_once("<<")
            .filter(|(_, rest)| !rest.starts_with('<'))
        else {
            continue;
        };
        let rest = rest.trim_start_matches('-').trim_start();
        let end: String = rest
            .trim_start_matches(['\'', '"', '\\'])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
            .collect();
        if !end.is_empty() && !lines.any(|line| line.trim_start_matches('\t') == end) {
            return true;
        }
    }
    false
}

/// Runs a script in a shell of its own; only exported variables go along.
pub(in crate::host) fn script(w: &mut World, key: JobKey, script: Script) -> Progress {
    let name = script.options.name.as_deref().unwrap_or("-c");
    match frames(w, &script.text, name) {
        Ok(frames) => {
            let job = &mut w.hosts.jobs[key];
            let outer = Frame::Shell(Box::new(Outer::of(job)));
            job.options = script.options;
            job.line = 0;
            job.process.variables.clear();
            job.guards = 0;
            Progress::Call(std::iter::once(outer).chain(frames).collect())
        }
        Err(words) => {
            write_stderr(w, key, &words);
            Progress::Exit(2)
        }
    }
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
    let text = match operands.next() {
        Some(text) if command => {
            options.name = operands.next();
            text
        }
        None if command => {
            let line = format!("{}: -c: option requires an argument\n", argv[0]);
            write_stderr(w, key, &line);
            return Progress::Exit(2);
        }
        Some(_) if argv.iter().any(|a| a == "-s") => stdin.to_owned(),
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
            stdin.to_owned()
        }
    };
    options.arguments = operands.collect();
    script(w, key, Script { text, options })
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
