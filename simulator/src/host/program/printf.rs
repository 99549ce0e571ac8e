//! `printf`, of the shell and as a program.

use super::super::job::BYTES;
use super::super::{JobKey, Progress, write_stderr, write_stdout};
use super::awk;
use super::print::unescape;
use crate::world::World;

/// `printf`, as a program.
pub(super) fn printf(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let (text, code) = match format(w, key, &argv[1..]) {
        Ok(done) => done,
        Err(code) => return Progress::Exit(code),
    };
    write_stdout(w, key, &text);
    Progress::Exit(code)
}

/// What a format makes of arguments, and the exit code.
///
/// # Errors
/// The exit code, when nothing is written; why has been said.
pub(in crate::host) fn format(
    w: &mut World,
    key: JobKey,
    words: &[String],
) -> Result<(String, i32), i32> {
    let words = match words {
        [first, rest @ ..] if first == "--" => rest,
        words => words,
    };
    let Some((format, rest)) = words.split_first() else {
        let usage = "printf: usage: printf [-v var] format [arguments]\n";
        write_stderr(w, key, usage);
        return Err(2);
    };
    let mut arguments = rest.iter();
    let (mut text, mut code) = (String::new(), 0);
    loop {
        let before = arguments.len();
        let mut wrong = Vec::new();
        match once(format, &mut arguments, &mut wrong) {
            Ok((piece, _)) if text.len() + piece.len() > BYTES => {
                let words = format!("paperboat: not modelled: {}\n", too_wide());
                write_stderr(w, key, &words);
                return Err(1);
            }
            Ok((piece, ends)) => {
                text.push_str(&piece);
                for word in wrong {
                    let prefix = super::super::shell::prefix(&w.hosts.jobs[key]);
                    let line = format!("{prefix}printf: {word}: invalid number\n");
                    write_stderr(w, key, &line);
                    code = 1;
                }
                if ends {
                    break;
                }
            }
            Err(what) => {
                let words = format!("paperboat: not modelled: {what}\n");
                write_stderr(w, key, &words);
                return Err(1);
            }
        }
        if arguments.len() == 0 || arguments.len() == before {
            break;
        }
    }
    Ok((text, code))
}

/// What is said of fields that are wider together than a command line may write.
fn too_wide() -> String {
    format!("printf of more than {} MiB", BYTES >> 20)
}

/// Goes through the format once; true when `%b` said to end.
fn once(
    format: &str,
    arguments: &mut std::slice::Iter<'_, String>,
    wrong: &mut Vec<String>,
) -> Result<(String, bool), String> {
    let mut text = String::new();
    let mut rest = format;
    while let Some(c) = rest.chars().next() {
        if c == '\\' {
            let length = escape(rest);
            text.push_str(&unescape(&rest[..length]));
            rest = &rest[length..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if c != '%' {
            text.push(c);
            continue;
        }
        let flags = rest.len() - rest.trim_start_matches(['-', '0', '+', ' ', '#']).len();
        let (flags, after) = rest.split_at(flags);
        let (width, after) = number(after, arguments);
        let (precision, after) = match after.strip_prefix('.') {
            Some(after) => number(after, arguments),
            None => (None, after),
        };
        let dotted = rest[..rest.len() - after.len()].contains('.');
        let precision = precision.or(dotted.then_some(0));
        let precision = precision.map(|p| p.max(0) as usize);
        let wide = width.map_or(0, |w| w.unsigned_abs() as usize);
        let cuts = after.starts_with(['s', 'b', 'q']);
        let digits = precision.filter(|_| !cuts).unwrap_or(0);
        if wide.max(digits).saturating_add(text.len()) > BYTES {
            return Err(too_wide());
        }
        let Some(kind) = after.chars().next() else {
            text.push('%');
            break;
        };
        rest = &after[kind.len_utf8()..];
        if kind == '%' {
            text.push('%');
            continue;
        }
        let argument = arguments.next();
        let word = argument.map_or("", String::as_str);
        let body = match kind {
            's' => word.to_owned(),
            'b' => match word.split_once("\\c") {
                Some((before, _)) => {
                    text.push_str(&unescape(before));
                    return Ok((text, true));
                }
                None => unescape(word),
            },
            'c' => word.chars().take(1).collect(),
            'q' => quoted(word),
            'd' | 'i' | 'u' | 'x' | 'X' | 'o' => {
                let value = whole(word).unwrap_or_else(|| {
                    wrong.push(word.to_owned());
                    0
                });
                let digits = match kind {
                    'x' => format!("{value:x}"),
                    'X' => format!("{value:X}"),
                    'o' => format!("{value:o}"),
                    'u' => (value as u64).to_string(),
                    _ => value.unsigned_abs().to_string(),
                };
                let least = precision.unwrap_or(0);
                let digits = format!("{digits:0>least$}");
                let digits = match (kind, flags.contains('#')) {
                    ('x', true) => format!("0x{digits}"),
                    ('X', true) => format!("0X{digits}"),
                    ('o', true) => format!("0{digits}"),
                    _ => digits,
                };
                match kind {
                    'd' | 'i' if value < 0 => format!("-{digits}"),
                    'd' | 'i' if flags.contains('+') => format!("+{digits}"),
                    'd' | 'i' if flags.contains(' ') => format!(" {digits}"),
                    _ => digits,
                }
            }
            'f' | 'F' | 'e' | 'E' | 'g' | 'G' => {
                let value = word.trim().parse::<f64>().unwrap_or_else(|_| {
                    if !word.is_empty() {
                        wrong.push(word.to_owned());
                    }
                    0.0
                });
                let signs: String = flags.chars().filter(|c| "+ ".contains(*c)).collect();
                let digits = precision.map_or_else(String::new, |p| format!(".{p}"));
                let format = format!("%{signs}{digits}{kind}");
                awk::printf(&format, &[(word.to_owned(), value)])
            }
            other => return Err(format!("printf %{other}")),
        };
        let body: String = match (kind, precision) {
            ('s' | 'b' | 'q', Some(most)) => body.chars().take(most).collect(),
            _ => body,
        };
        let left = flags.contains('-') || width.is_some_and(|w| w < 0);
        let missing = wide.saturating_sub(body.chars().count());
        let numeric = !matches!(kind, 's' | 'b' | 'q' | 'c');
        if left {
            text += &format!("{body}{}", " ".repeat(missing));
        } else if flags.contains('0') && numeric && !(dotted && "diuxXo".contains(kind)) {
            let sign = body.len() - body.trim_start_matches(['-', '+', ' ']).len();
            text += &format!("{}{}{}", &body[..sign], "0".repeat(missing), &body[sign..]);
        } else {
            text += &format!("{}{body}", " ".repeat(missing));
        }
    }
    Ok((text, false))
}

/// How long the escape is with which a text begins.
fn escape(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match chars.next() {
        Some((at, '0'..='7')) => {
            let digits = text[at..].chars().take(3);
            at + digits.take_while(|c| c.is_digit(8)).count()
        }
        Some((at, c)) => at + c.len_utf8(),
        None => 1,
    }
}

/// A width: digits, or `*` for an argument.
fn number<'t>(
    text: &'t str,
    arguments: &mut std::slice::Iter<'_, String>,
) -> (Option<i64>, &'t str) {
    if let Some(rest) = text.strip_prefix('*') {
        let value = arguments.next().and_then(|word| whole(word));
        return (Some(value.unwrap_or(0)), rest);
    }
    let length = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    // More digits than a number has are wider than anything.
    let number = (length > 0).then(|| text[..length].parse().unwrap_or(i64::MAX));
    (number, &text[length..])
}

/// A whole number as `printf` reads it: decimal, `0x`, `0`, or a character after a quotation mark; empty is 0.
fn whole(word: &str) -> Option<i64> {
    let word = word.trim_start();
    if let Some(rest) = word.strip_prefix(['\'', '"']) {
        return Some(rest.chars().next().map_or(0, |c| i64::from(u32::from(c))));
    }
    let (sign, digits) = match word.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, word.strip_prefix('+').unwrap_or(word)),
    };
    let value = match digits.strip_prefix("0x").or(digits.strip_prefix("0X")) {
        Some(digits) => i64::from_str_radix(digits, 16).ok()?,
        None if digits.len() > 1 && digits.starts_with('0') => {
            i64::from_str_radix(digits, 8).ok()?
        }
        None if digits.is_empty() && word.is_empty() => 0,
        None => digits.parse().ok()?,
    };
    Some(sign * value)
}

/// A word as the shell would read it again.
fn quoted(word: &str) -> String {
    if word.is_empty() {
        return "''".to_owned();
    }
    let plain = |c: char| c.is_alphanumeric() || "_-./:=@%+,".contains(c);
    let mut out = String::new();
    for c in word.chars() {
        if !plain(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
