//! Programs that turn text into other text, or make some: `tr`, `seq`, `rev`, `tac`, `nl`, `paste`.

use super::super::{JobKey, Progress, write_stderr, write_stdout};
use super::Switches;
use super::filter::inputs;
use crate::world::World;

/// As many lines as `seq` writes at most here: a person who asks for more does not read them.
const LONGEST: usize = 100_000;

/// `tr` with sets of characters, ranges, `-d`, `-s` and `-c`.
pub(super) fn tr(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "d s c C", "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let sets: Vec<Option<Vec<char>>> = switches.rest.iter().map(|set| characters(set)).collect();
    let deletes = switches.has("d");
    let (from, to) = match &sets[..] {
        [Some(from)] if deletes || switches.has("s") => (from.clone(), Vec::new()),
        [Some(from), Some(to)] if !deletes && !to.is_empty() => (from.clone(), to.clone()),
        [] => return refuse(w, key, "tr: missing operand\n"),
        [Some(_)] => {
            let words = format!("tr: missing operand after '{}'\n", switches.rest[0]);
            return refuse(w, key, &words);
        }
        _ => return refuse(w, key, "paperboat: not modelled: tr with such sets\n"),
    };
    let other = switches.has("c C");
    let mut out = String::new();
    for c in stdin.chars() {
        let place = from.iter().position(|f| *f == c);
        let inside = place.is_some() != other;
        let new = match (inside, deletes, to.is_empty()) {
            (false, ..) | (true, false, true) => c,
            (true, true, _) => continue,
            // The last character of the second set stands for all that have no partner.
            (true, false, false) => to[place.unwrap_or(to.len() - 1).min(to.len() - 1)],
        };
        let squeezed = switches.has("s") && inside && out.ends_with(new);
        if !squeezed {
            out.push(new);
        }
    }
    write_stdout(w, key, &out);
    Progress::Exit(0)
}

/// The characters of a set of `tr`; none for one that is not known.
fn characters(set: &str) -> Option<Vec<char>> {
    let class = match set {
        "[:upper:]" => Some('A'..='Z'),
        "[:lower:]" => Some('a'..='z'),
        "[:digit:]" => Some('0'..='9'),
        _ => None,
    };
    if let Some(class) = class {
        return Some(class.collect());
    }
    if set == "[:space:]" || set == "[:blank:]" {
        return Some(" \t\n\r".chars().collect());
    }
    if set.contains("[:") {
        return None;
    }
    let mut all: Vec<char> = Vec::new();
    let mut rest = set.chars().peekable();
    while let Some(c) = rest.next() {
        let c = match c {
            '\\' => match rest.next()? {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                other => other,
            },
            c => c,
        };
        match (all.last(), rest.peek()) {
            (Some(first), Some(last)) if c == '-' => {
                let (first, last) = (*first, *last);
                if first > last {
                    return None;
                }
                all.pop();
                all.extend(first..=last);
                rest.next();
            }
            _ => all.push(c),
        }
    }
    Some(all)
}

/// `seq` with whole numbers.
pub(super) fn seq(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let mut separator = "\n".to_owned();
    let mut words = argv[1..].to_vec();
    if let [option, text, ..] = &words[..]
        && option == "-s"
    {
        separator.clone_from(text);
        words.drain(..2);
    }
    let mut numbers = Vec::new();
    for word in &words {
        match word.parse::<i64>() {
            Ok(number) => numbers.push(number),
            Err(_) if word.parse::<f64>().is_ok() => {
                return refuse(w, key, "paperboat: not modelled: seq with fractions\n");
            }
            Err(_) => {
                let words = format!(
                    "seq: invalid floating point argument: '{word}'\nTry 'seq --help' for more information.\n"
                );
                return refuse(w, key, &words);
            }
        }
    }
    let (first, step, last) = match numbers[..] {
        [last] => (1, 1, last),
        [first, last] => (first, 1, last),
        [first, step, last] => (first, step, last),
        [] => {
            return refuse(
                w,
                key,
                "seq: missing operand\nTry 'seq --help' for more information.\n",
            );
        }
        _ => {
            return refuse(
                w,
                key,
                "seq: extra operand\nTry 'seq --help' for more information.\n",
            );
        }
    };
    if step == 0 {
        return refuse(w, key, "seq: invalid Zero increment value: '0'\n");
    }
    let mut lines = Vec::new();
    let mut at = first;
    while if step > 0 { at <= last } else { at >= last } {
        if lines.len() == LONGEST {
            return refuse(w, key, "paperboat: not modelled: seq with so many lines\n");
        }
        lines.push(at.to_string());
        let Some(next) = at.checked_add(step) else {
            break;
        };
        at = next;
    }
    if !lines.is_empty() {
        write_stdout(w, key, &(lines.join(&separator) + "\n"));
    }
    Progress::Exit(0)
}

/// `rev`: every line backwards.
pub(super) fn rev(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    by_text(w, key, argv, stdin, |text| {
        let lines = text
            .lines()
            .map(|line| line.chars().rev().collect::<String>() + "\n");
        lines.collect()
    })
}

/// `tac`: the last line first.
pub(super) fn tac(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    by_text(w, key, argv, stdin, |text| {
        text.lines().rev().map(|line| format!("{line}\n")).collect()
    })
}

/// `nl`: numbers before the lines that are not empty.
pub(super) fn nl(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    by_text(w, key, argv, stdin, |text| {
        let mut number = 0;
        let numbered = text.lines().map(|line| {
            if line.is_empty() {
                return "       \n".to_owned();
            }
            number += 1;
            format!("{number:>6}\t{line}\n")
        });
        numbered.collect()
    })
}

/// Writes what becomes of each text.
fn by_text(
    w: &mut World,
    key: JobKey,
    argv: &[String],
    stdin: &str,
    turned: impl Fn(&str) -> String,
) -> Progress {
    let switches = match Switches::read(w, key, argv, "", "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let (texts, code) = inputs(w, key, &argv[0], &switches.rest, stdin);
    for (_, text) in texts {
        let text = turned(&text);
        write_stdout(w, key, &text);
    }
    Progress::Exit(code)
}

/// `paste -s`: all lines of a file as one.
pub(super) fn paste(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "s", "d") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    if !switches.has("s") {
        return refuse(w, key, "paperboat: not modelled: paste without -s\n");
    }
    let by = switches.value("d").unwrap_or("\t").to_owned();
    let (texts, code) = inputs(w, key, "paste", &switches.rest, stdin);
    for (_, text) in texts {
        let lines: Vec<&str> = text.lines().collect();
        write_stdout(w, key, &(lines.join(&by) + "\n"));
    }
    Progress::Exit(code)
}

/// `expr` with two whole numbers or texts and an operator between them.
pub(super) fn expr(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let words: Vec<&str> = argv[1..].iter().map(String::as_str).collect();
    let [a, operator, b] = words[..] else {
        return refuse(
            w,
            key,
            "paperboat: not modelled: expr with other than two operands\n",
        );
    };
    let numbers = a.parse::<i64>().ok().zip(b.parse::<i64>().ok());
    let value = match (operator, numbers) {
        ("/" | "%", Some((_, 0))) => {
            write_stderr(w, key, "expr: division by zero\n");
            return Progress::Exit(2);
        }
        ("+", Some((a, b))) => a.checked_add(b),
        ("-", Some((a, b))) => a.checked_sub(b),
        ("*", Some((a, b))) => a.checked_mul(b),
        ("/", Some((a, b))) => a.checked_div(b),
        ("%", Some((a, b))) => a.checked_rem(b),
        ("=", _) => Some(i64::from(a == b)),
        ("!=", _) => Some(i64::from(a != b)),
        ("<", Some((a, b))) => Some(i64::from(a < b)),
        (">", Some((a, b))) => Some(i64::from(a > b)),
        ("+" | "-" | "*" | "/" | "%", None) => {
            write_stderr(w, key, "expr: non-integer argument\n");
            return Progress::Exit(2);
        }
        _ => None,
    };
    let Some(value) = value else {
        return refuse(
            w,
            key,
            "paperboat: not modelled: expr with such an operator\n",
        );
    };
    write_stdout(w, key, &format!("{value}\n"));
    Progress::Exit(i32::from(value == 0))
}

fn refuse(w: &mut World, key: JobKey, words: &str) -> Progress {
    write_stderr(w, key, words);
    Progress::Exit(1)
}

#[cfg(test)]
mod tests {
    use super::characters;

    #[test]
    fn sets_of_tr_hold_ranges_and_classes() {
        let text = |set| characters(set).map(|all| all.into_iter().collect::<String>());
        assert_eq!(text("a-cx").as_deref(), Some("abcx"));
        assert_eq!(text("\\n").as_deref(), Some("\n"));
        assert_eq!(text("[:digit:]").as_deref(), Some("0123456789"));
        assert_eq!(text("-a").as_deref(), Some("-a"));
        assert_eq!(text("[:nope:]"), None);
        assert_eq!(text("c-a"), None);
    }
}
