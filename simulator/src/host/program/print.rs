//! Programs that print or tell what they were given, and `sleep`.

use std::time::Duration;

use super::super::shell::evaluate;
use super::super::{JobKey, Progress, Running, write_stderr, write_stdout};
use crate::world::World;

/// `echo`.
pub(super) fn echo(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let (mut newline, mut escapes) = (true, false);
    let mut words = &argv[1..];
    while let Some((first, rest)) = words.split_first() {
        let flags = first.strip_prefix('-').unwrap_or_default();
        if flags.is_empty() || !flags.chars().all(|c| "neE".contains(c)) {
            break;
        }
        newline &= !flags.contains('n');
        escapes = flags.rfind('e') > flags.rfind('E') || (escapes && !flags.contains('E'));
        words = rest;
    }
    let mut text = words.join(" ");
    if escapes {
        text = unescape(&text);
    }
    if newline {
        text.push('\n');
    }
    write_stdout(w, key, &text);
    Progress::Exit(0)
}

pub(super) fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('\\') => out.push('\\'),
            Some('e') => out.push('\x1b'),
            Some('a') => out.push('\x07'),
            Some(digit @ '0'..='7') => {
                // Up to three octal digits; echo has a 0 before them.
                let mut value = digit as u32 - '0' as u32;
                for _ in 0..if digit == '0' { 3 } else { 2 } {
                    let ahead = chars.clone().next().and_then(|c| c.to_digit(8));
                    let Some(digit) = ahead else { break };
                    chars.next();
                    value = value * 8 + digit;
                }
                out.extend(char::from_u32(value & 0xff));
            }
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
    out
}

/// `test` and `[` as programs.
pub(super) fn test(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let mut words = &argv[1..];
    if argv[0].ends_with('[') {
        match words.split_last() {
            Some((last, rest)) if last == "]" => words = rest,
            _ => {
                write_stderr(w, key, "[: missing ']'\n");
                return Progress::Exit(2);
            }
        }
    }
    match evaluate(w, key, words) {
        Ok(holds) => Progress::Exit(i32::from(!holds)),
        Err(words) => {
            write_stderr(w, key, &format!("test: {words}\n"));
            Progress::Exit(2)
        }
    }
}

/// `pwd` as a program.
pub(super) fn pwd(w: &mut World, key: JobKey, _: &[String], _: &str) -> Progress {
    let line = format!("{}\n", w.hosts.jobs[key].process.cwd);
    write_stdout(w, key, &line);
    Progress::Exit(0)
}

/// `basename`.
pub(super) fn basename(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let Some(path) = argv.get(1) else {
        write_stderr(w, key, "basename: missing operand\n");
        return Progress::Exit(1);
    };
    let base = super::super::file::base(path);
    let cut = argv
        .get(2)
        .and_then(|suffix| base.strip_suffix(suffix.as_str()));
    let line = format!("{}\n", cut.filter(|c| !c.is_empty()).unwrap_or(base));
    write_stdout(w, key, &line);
    Progress::Exit(0)
}

/// `dirname`.
pub(super) fn dirname(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    for path in &argv[1..] {
        let path = path.trim_end_matches('/');
        let line = match path.rfind('/') {
            Some(0) => "/\n".to_owned(),
            Some(at) => format!("{}\n", &path[..at]),
            None if path.is_empty() => "/\n".to_owned(),
            None => ".\n".to_owned(),
        };
        write_stdout(w, key, &line);
    }
    Progress::Exit(0)
}

/// A time as coreutils read it, in seconds: a number, with the units s, m, h and d.
pub(super) fn seconds(word: &str) -> Option<f64> {
    let (number, factor) = match word.as_bytes().last()? {
        b's' => (&word[..word.len() - 1], 1.0),
        b'm' => (&word[..word.len() - 1], 60.0),
        b'h' => (&word[..word.len() - 1], 3600.0),
        b'd' => (&word[..word.len() - 1], 86400.0),
        _ => (word, 1.0),
    };
    number
        .parse::<f64>()
        .ok()
        .filter(|n| *n >= 0.0)
        .map(|n| n * factor)
}

/// `sleep`, with the units s, m, h and d.
pub(super) fn sleep(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let mut total = 0.0;
    for word in &argv[1..] {
        match seconds(word) {
            Some(seconds) => total += seconds,
            None => {
                let words = format!(
                    "sleep: invalid time interval ‘{word}’\nTry 'sleep --help' for more information.\n"
                );
                write_stderr(w, key, &words);
                return Progress::Exit(1);
            }
        }
    }
    if argv.len() == 1 {
        write_stderr(w, key, "sleep: missing operand\n");
        return Progress::Exit(1);
    }
    // Longer than any scenario, and short enough for the clock.
    let seconds = total.min(1e8);
    Progress::WaitUntil(w.now + Duration::from_secs_f64(seconds), Running::Sleep(0))
}
