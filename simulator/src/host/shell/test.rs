//! `test`, `[` and `[[`.

use super::super::{JobKey, NodeKind};
use crate::world::World;

/// Asks one thing of a word, as `test` does; none for an unknown operator.
pub(super) fn unary(w: &World, job: JobKey, operator: &str, word: &str) -> Option<bool> {
    let job = &w.hosts.jobs[job];
    let files = &w.hosts.machines[job.machine].files;
    let path = job.process.absolute(word);
    let node = || {
        files
            .reach(&job.process, word)
            .ok()
            .and_then(|p| files.entry(&p))
    };
    Some(match operator {
        "-n" => !word.is_empty(),
        "-z" => word.is_empty(),
        "-e" | "-a" => node().is_some(),
        "-f" => node().is_some_and(|n| matches!(n.kind, NodeKind::File { .. })),
        "-d" => node().is_some_and(super::super::Node::is_directory),
        "-L" | "-h" => files
            .entry(&path)
            .is_some_and(|n| matches!(n.kind, NodeKind::Link(_))),
        "-s" => node().is_some_and(|n| n.bytes() > 0),
        "-r" => node().is_some_and(|n| n.permits(&job.process, 4)),
        "-w" => node().is_some_and(|n| n.permits(&job.process, 2)),
        "-x" => node().is_some_and(|n| n.permits(&job.process, 1)),
        "-S" => word == "/var/run/docker.sock" && node().is_some(),
        "-v" => job.process.variable(word).is_some(),
        "-t" => false,
        _ => return None,
    })
}

/// Compares two words, as `test` does.
///
/// # Errors
/// In bash's words, without the name of the program.
pub(super) fn binary(a: &str, operator: &str, b: &str) -> Result<bool, String> {
    let number = |text: &str| {
        text.trim()
            .parse::<i64>()
            .map_err(|_| format!("{text}: integer expression expected"))
    };
    Ok(match operator {
        "=" | "==" => a == b,
        "!=" => a != b,
        "<" => a < b,
        ">" => a > b,
        "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge" => compare(number(a)?, operator, number(b)?),
        _ => return Err(format!("{operator}: binary operator expected")),
    })
}

/// Compares two numbers.
pub(super) fn compare(a: i64, operator: &str, b: i64) -> bool {
    match operator {
        "-eq" => a == b,
        "-ne" => a != b,
        "-lt" => a < b,
        "-le" => a <= b,
        "-gt" => a > b,
        _ => a >= b,
    }
}

/// Evaluates the arguments of `test`.
///
/// # Errors
/// In bash's words, without the name of the program; the exit code is 2.
pub(in crate::host) fn evaluate(w: &World, job: JobKey, words: &[String]) -> Result<bool, String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        [] => Ok(false),
        [word] => Ok(!word.is_empty()),
        ["!", word] => Ok(word.is_empty()),
        [operator, word] => unary(w, job, operator, word)
            .ok_or_else(|| format!("{operator}: unary operator expected")),
        [a, "-a", b] => Ok(!a.is_empty() && !b.is_empty()),
        [a, "-o", b] => Ok(!a.is_empty() || !b.is_empty()),
        ["!", operator, word] if !is_comparison(operator) => {
            let found = unary(w, job, operator, word).map(|t| !t);
            found.ok_or_else(|| format!("{operator}: unary operator expected"))
        }
        [a, operator, b] => binary(a, operator, b),
        ["!", a, operator, b] => binary(a, operator, b).map(|t| !t),
        [..] => match words.iter().position(|word| ["-a", "-o"].contains(word)) {
            Some(at) => {
                let half =
                    |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
                let left = evaluate(w, job, &half(&words[..at]))?;
                let right = evaluate(w, job, &half(&words[at + 1..]))?;
                Ok(if words[at] == "-a" {
                    left && right
                } else {
                    left || right
                })
            }
            None => Err("too many arguments".to_owned()),
        },
    }
}

fn is_comparison(word: &str) -> bool {
    [
        "=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge",
    ]
    .contains(&word)
}
