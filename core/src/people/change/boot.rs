//! What is written wrong in a script for the first boot, which is user data.
//!
//! Nobody sees such a script run: what is wrong in it is wrong on every instance that is launched with it, and shows when one
//! boots, or much later.

use super::{Made, in_lines, in_template, mistyped};
use crate::aws::{Ec2Call, Request};
use crate::strategy::COMPOSE_OVERRIDE;

/// What ECS's agent reads the name of its cluster from.
const CLUSTER: &str = "ECS_CLUSTER=";

/// The script of a request that launches instances, or says how they are launched.
fn script(request: &Request) -> Option<&str> {
    let script = match request {
        Request::Ec2(Ec2Call::RunInstances(r)) => &r.user_data,
        Request::Ec2(Ec2Call::CreateLaunchTemplate(r)) => &r.launch_template_data.user_data.0,
        Request::Ec2(Ec2Call::CreateLaunchTemplateVersion(r)) => {
            &r.launch_template_data.user_data.0
        }
        _ => return None,
    };
    Some(script.as_str()).filter(|script| script.starts_with("#!"))
}

/// A request with another script, where `wrong` finds something in its own.
fn instead(request: &Request, wrong: impl Fn(&str) -> Option<String>) -> Option<Made> {
    let other = wrong(script(request)?)?;
    match request {
        Request::Ec2(Ec2Call::RunInstances(r)) => {
            let mut changed = r.clone();
            changed.user_data = other;
            Some(Made::instead(changed))
        }
        _ => in_template(request, |data| {
            data.user_data.0 = other;
            true
        }),
    }
}

pub(super) fn daemon_not_enabled(request: &Request) -> Option<Made> {
    instead(request, super::started_only)
}

pub(super) fn restart_forgotten(request: &Request) -> Option<Made> {
    instead(request, |script| {
        in_override(script, "restart:", |line| Some(format!("{line} \"no\"")))
    })
}

pub(super) fn tag_mistyped(request: &Request) -> Option<Made> {
    instead(request, |script| in_override(script, "image:", |_| None))
}

pub(super) fn wrong_cluster(request: &Request) -> Option<Made> {
    instead(request, |script| {
        let begin = script.find(CLUSTER)? + CLUSTER.len();
        let ends = |c: char| c.is_whitespace() || c == ';';
        let end = script[begin..]
            .find(ends)
            .map_or(script.len(), |n| begin + n);
        let name = &script[begin..end];
        let known = !name.is_empty() && !name.contains('$');
        known.then(|| format!("{}{}{}", &script[..begin], mistyped(name), &script[end..]))
    })
}

pub(super) fn env_file_not_copied(request: &Request) -> Option<Made> {
    instead(request, |script| {
        let lines: Vec<&str> = script.split('\n').collect();
        let file = files(&lines).find(|file| super::holds_variables(file.path))?;
        // What is done to a file that is not there is not done either: its rights.
        let of_file = |line: &str| line.starts_with("chmod ") && line.ends_with(file.word);
        let kept = lines.iter().enumerate();
        let kept = kept.filter(|(n, line)| !(file.begin..=file.end).contains(n) && !of_file(line));
        let kept: Vec<&str> = kept.map(|(_, line)| *line).collect();
        Some(kept.join("\n"))
    })
}

/// A file whose text stands in a script: `cat > WORD << 'END'`, the text, and `END` on a line of its own.
struct File<'a> {
    /// The path as it stands in the command.
    word: &'a str,
    /// The path without quotes.
    path: &'a str,
    /// The line of the command.
    begin: usize,
    /// The line at which the text has ended.
    end: usize,
}

fn files<'a>(lines: &'a [&'a str]) -> impl Iterator<Item = File<'a>> {
    let mut next = 0;
    std::iter::from_fn(move || {
        while next < lines.len() {
            let begin = next;
            next += 1;
            let Some((word, mark)) =
                (lines[begin].strip_prefix("cat > ")).and_then(|rest| rest.rsplit_once(" << "))
            else {
                continue;
            };
            let mark = mark.trim_matches('\'');
            let Some(text) = lines[next..].iter().position(|line| *line == mark) else {
                continue;
            };
            let end = next + text;
            next = end + 1;
            return Some(File {
                word,
                path: word.trim_matches('\''),
                begin,
                end,
            });
        }
        None
    })
}

/// The script with the first line of a key wrong in the override file that it writes.
fn in_override(
    script: &str,
    key: &str,
    instead: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let lines: Vec<&str> = script.split('\n').collect();
    let file = files(&lines).find(|file| file.path.ends_with(COMPOSE_OVERRIDE))?;
    let inside = lines[file.begin + 1..file.end].join("\n");
    let changed = in_lines(&inside, key, instead)?;
    let parts = [
        lines[..=file.begin].join("\n"),
        changed,
        lines[file.end..].join("\n"),
    ];
    Some(parts.join("\n"))
}

/// What of a script was meant and what was written instead of it: the first line by which two requests differ; none of it where
/// it was left out. Commands do not show user data, so that both would look the same.
pub(in crate::people) fn differing(
    meant: &Request,
    other: &Request,
) -> Option<(String, Option<String>)> {
    let (meant, other) = (script(meant)?, script(other)?);
    if meant == other {
        return None;
    }
    let (meant, other): (Vec<&str>, Vec<&str>) =
        (meant.split('\n').collect(), other.split('\n').collect());
    let before = meant.iter().zip(&other).take_while(|(a, b)| a == b);
    let before = before.count();
    let (rest, instead) = (meant[before..].iter(), other[before..].iter());
    let after = rest.rev().zip(instead.rev()).take_while(|(a, b)| a == b);
    let after = after.count();
    let first = |lines: &[&str]| {
        let own = &lines[before..lines.len() - after];
        own.first().map(|line| line.trim().to_owned())
    };
    Some((first(&meant)?, first(&other)))
}

#[cfg(test)]
mod tests;
