//! The builtins that set, export and forget variables.

use super::super::{JobKey, Progress, write_stderr, write_stdout};
use super::array::Array;
use super::expand::Expansion;
use super::parameter::is_name;
use super::{arithmetic, function};
use crate::world::World;

fn refuse_name(w: &mut World, key: JobKey, program: &str, word: &str) {
    let prefix = super::voice::prefix(&w.hosts.jobs[key]);
    let line = format!("{prefix}{program}: `{word}': not a valid identifier\n");
    write_stderr(w, key, &line);
}

/// Splits `NAME`, `NAME=VALUE` or `NAME+=VALUE`.
fn assignment(w: &World, key: JobKey, word: &str) -> Option<(String, Option<String>)> {
    let (name, value) = match word.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (word, None),
    };
    let (name, added) = match name.strip_suffix('+') {
        Some(name) if value.is_some() => (name, true),
        _ => (name, false),
    };
    let old = w.hosts.jobs[key].process.variable(name).filter(|_| added);
    let value = value.map(|v| format!("{}{v}", old.unwrap_or_default()));
    is_name(name).then(|| (name.to_owned(), value))
}

/// `export`.
pub(super) fn export(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let words = &argv[1..];
    if words.is_empty() || words == ["-p"] {
        let env = w.hosts.jobs[key].process.env.clone();
        for (name, value) in env {
            write_stdout(w, key, &format!("declare -x {name}=\"{value}\"\n"));
        }
        return Progress::Exit(0);
    }
    let mut code = 0;
    for word in words.iter().filter(|word| *word != "--") {
        match assignment(w, key, word) {
            Some((name, value)) => w.hosts.jobs[key].process.export(&name, value),
            None => {
                refuse_name(w, key, "export", word);
                code = 1;
            }
        }
    }
    Progress::Exit(code)
}

/// What `declare` is told of variables.
#[derive(Clone, Copy, Default)]
struct Kinds {
    exported: bool,
    indexed: bool,
    keyed: bool,
    number: bool,
    global: bool,
}

/// `declare`, `local` and `readonly`, as far as they set variables.
pub(super) fn declare(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let mut code = 0;
    let mut kinds = Kinds::default();
    let local = argv[0] == "local";
    let in_function = function::name(&w.hosts.jobs[key]).is_some();
    if local && !in_function {
        let words = "local: can only be used in a function";
        return super::builtin::say(w, key, 1, words);
    }
    for word in &argv[1..] {
        if let Some(flags) = word.strip_prefix('-').filter(|f| !f.is_empty()) {
            for flag in flags.chars() {
                match flag {
                    'x' => kinds.exported = true,
                    'a' => kinds.indexed = true,
                    'A' => kinds.keyed = true,
                    'i' => kinds.number = true,
                    'g' => kinds.global = true,
                    '-' => {}
                    _ => {
                        let line = format!("paperboat: not modelled: {} -{flag}\n", argv[0]);
                        write_stderr(w, key, &line);
                        return Progress::Exit(2);
                    }
                }
            }
            continue;
        }
        let Some((name, value)) = assignment(w, key, word) else {
            refuse_name(w, key, &argv[0], word);
            code = 1;
            continue;
        };
        if argv[0] == "readonly" {
            let line = "paperboat: not modelled: readonly, whose variables can be changed here\n";
            write_stderr(w, key, line);
        }
        if let Err(failure) = one(w, key, &name, value, kinds, argv[0] != "readonly") {
            write_stderr(w, key, &format!("{failure}\n"));
            code = 1;
        }
    }
    Progress::Exit(code)
}

fn one(
    w: &mut World,
    key: JobKey,
    name: &str,
    value: Option<String>,
    kinds: Kinds,
    local: bool,
) -> Result<(), String> {
    let value = match value {
        Some(text) if kinds.number => {
            let mut expansion = Expansion::new(w, key, Vec::new());
            let number = arithmetic::evaluate(&mut expansion, &text, "");
            Some(number.map_err(|f| f.words)?.to_string())
        }
        value => value,
    };
    let job = &mut w.hosts.jobs[key];
    if local && !kinds.global {
        function::make_local(job, name);
    }
    let process = &mut job.process;
    if kinds.indexed || kinds.keyed {
        if !process.arrays.contains_key(name) {
            let old = process.env.remove(name).or(process.variables.remove(name));
            let array = if kinds.keyed {
                Array::new(true)
            } else {
                Array::of(old)
            };
            process.arrays.insert(name.to_owned(), array);
        }
        if let Some(value) = value {
            let mut expansion = Expansion::new(w, key, Vec::new());
            let set = expansion.set(name, Some("0"), value, false);
            set.map_err(|f| f.words)?;
        }
    } else if kinds.exported {
        process.export(name, value);
    } else if let Some(value) = value {
        process.set(name, value);
    }
    Ok(())
}

/// `unset`.
pub(super) fn unset(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let functions = argv[1..].iter().any(|word| word == "-f");
    for word in argv[1..].iter().filter(|word| !word.starts_with('-')) {
        let job = &mut w.hosts.jobs[key];
        if functions {
            std::sync::Arc::make_mut(&mut job.options.functions).remove(word);
            continue;
        }
        let element = word.strip_suffix(']').and_then(|w| w.split_once('['));
        let Some((name, index)) = element else {
            let known = job.process.variable(word).is_some()
                || job.process.arrays.contains_key(word.as_str());
            job.process.take(word);
            if !known {
                std::sync::Arc::make_mut(&mut job.options.functions).remove(word);
            }
            continue;
        };
        if let Some(keyed @ Array::Keyed(_)) = job.process.arrays.get_mut(name) {
            keyed.forget(index);
            continue;
        }
        let mut expansion = Expansion::new(w, key, Vec::new());
        match arithmetic::evaluate(&mut expansion, index, "") {
            Ok(number) => {
                let array = w.hosts.jobs[key].process.arrays.get_mut(name);
                let number = array.as_ref().and_then(|array| array.number(number));
                if let (Some(Array::Indexed(elements)), Some(number)) = (array, number) {
                    elements.remove(&number);
                }
            }
            Err(failure) => {
                write_stderr(w, key, &format!("{}\n", failure.words));
                return Progress::Exit(1);
            }
        }
    }
    Progress::Exit(0)
}

/// `mapfile`: takes the lines of the input into an array.
pub(super) fn mapfile(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let (mut cut, mut name) = (false, "MAPFILE");
    for word in &argv[1..] {
        match word.as_str() {
            "-t" => cut = true,
            flag if flag.starts_with('-') => {
                let line = format!("paperboat: not modelled: {} {flag}\n", argv[0]);
                write_stderr(w, key, &line);
                return Progress::Exit(2);
            }
            word if is_name(word) => name = word,
            word => {
                refuse_name(w, key, &argv[0], word);
                return Progress::Exit(1);
            }
        }
    }
    let job = &mut w.hosts.jobs[key];
    let text = std::mem::take(&mut job.stdin);
    let lines = text.split_inclusive('\n').map(|line| match cut {
        true => line.trim_end_matches('\n').to_owned(),
        false => line.to_owned(),
    });
    let lines: Vec<String> = lines.collect();
    if lines.len() > super::array::ELEMENTS {
        let line = "paperboat: not modelled: arrays of more than 2,048 elements\n";
        write_stderr(w, key, line);
        return Progress::Exit(2);
    }
    job.process.take(name);
    job.process.arrays.insert(name.to_owned(), Array::of(lines));
    Progress::Exit(0)
}

/// `read`: takes one line of the input and splits it into variables, or into an array.
pub(super) fn read(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let mut names: Vec<&str> = Vec::new();
    let (mut array, mut raw) = (false, false);
    let mut words = argv[1..].iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-r" => raw = true,
            "-s" => {}
            "-a" => array = true,
            "-ra" | "-ar" => (raw, array) = (true, true),
            // What asks is shown at a terminal only, and nobody types while a line runs.
            "-p" | "-rp" => {
                raw |= word == "-rp";
                words.next();
            }
            flag if flag.starts_with('-') => {
                let line = format!("paperboat: not modelled: read {flag}\n");
                write_stderr(w, key, &line);
                return Progress::Exit(2);
            }
            name if is_name(name) => names.push(name),
            name => {
                refuse_name(w, key, "read", name);
                return Progress::Exit(1);
            }
        }
    }
    let separators = Expansion::new(w, key, Vec::new()).separators();
    let job = &mut w.hosts.jobs[key];
    let (mut line, rest, ended) = take_line(&job.stdin);
    job.steps += (job.stdin.len() >> 12) as u32;
    job.stdin = rest;
    if !raw {
        line = without_backslashes(&line);
    }
    if names.is_empty() {
        // Without a name the line is kept as it is.
        job.process.set("REPLY", line);
        return Progress::Exit(i32::from(!ended));
    }
    let most = if array { usize::MAX } else { names.len() };
    let values = split(&line, &separators, most);
    if array {
        job.process.take(names[0]);
        let array = Array::of(values.into_iter().take(super::array::ELEMENTS));
        job.process.arrays.insert(names[0].to_owned(), array);
    } else {
        let mut values = values.into_iter();
        for name in names {
            job.process.set(name, values.next().unwrap_or_default());
        }
    }
    Progress::Exit(i32::from(!ended))
}

/// The first line of a text, what follows it, and whether it was whole.
fn take_line(text: &str) -> (String, String, bool) {
    match text.split_once('\n') {
        Some((line, rest)) => (line.to_owned(), rest.to_owned(), true),
        None => (text.to_owned(), String::new(), false),
    }
}

/// What `read` without `-r` makes of a line: a backslash goes, and what follows it stays.
fn without_backslashes(line: &str) -> String {
    let mut out = String::new();
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            c => out.push(c),
        }
    }
    out
}

/// Splits a line at separators into at most so many values; the last one has the rest.
fn split(line: &str, separators: &str, most: usize) -> Vec<String> {
    let blank = |c: char| " \t\n".contains(c) && separators.contains(c);
    let mut values = Vec::new();
    let mut left = line.trim_start_matches(blank);
    while !left.is_empty() {
        let end = left.find(|c| separators.contains(c)).unwrap_or(left.len());
        let after = left[end..].trim_start_matches(blank);
        let next = match after.chars().next() {
            Some(c) if separators.contains(c) => after[c.len_utf8()..].trim_start_matches(blank),
            _ => after,
        };
        if values.len() + 1 == most {
            // The last one keeps what separates inside it, without one at the very end.
            let rest = left.trim_end_matches(blank);
            values.push(if next.is_empty() { &left[..end] } else { rest }.to_owned());
            break;
        }
        values.push(left[..end].to_owned());
        left = next;
    }
    values
}
