//! Programs that read text and write some of it.

use super::super::bulk;
use super::super::file::write_file;
use super::super::{JobKey, Progress, read_file, write_stderr, write_stdout};
use super::Switches;
use crate::world::World;

/// The texts of files, or the input when there are none; says which cannot be read.
pub(super) fn inputs(
    w: &mut World,
    key: JobKey,
    program: &str,
    paths: &[String],
    stdin: &str,
) -> (Vec<(String, String)>, i32) {
    if paths.is_empty() {
        return (vec![("-".to_owned(), stdin.to_owned())], 0);
    }
    let (mut texts, mut code) = (Vec::new(), 0);
    for path in paths {
        let text = match path.as_str() {
            "-" => Ok(stdin.to_owned()),
            "/dev/null" => Ok(String::new()),
            path => read_file(w, key, path),
        };
        match text {
            Ok(text) => texts.push((path.clone(), text)),
            Err(error) => {
                let words = match program {
                    "head" | "tail" => {
                        format!("{program}: cannot open '{path}' for reading: {error}\n")
                    }
                    "sed" => format!("sed: can't read {path}: {error}\n"),
                    _ => format!("{program}: {path}: {error}\n"),
                };
                write_stderr(w, key, &words);
                code = if program == "grep" || program == "sed" {
                    2
                } else {
                    1
                };
            }
        }
    }
    (texts, code)
}

/// `cat`.
pub(super) fn cat(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "n", "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let (texts, code) = inputs(w, key, "cat", &switches.rest, stdin);
    let mut number = 0;
    for (_, text) in texts {
        if !switches.has("n") {
            write_stdout(w, key, &text);
            continue;
        }
        for line in text.lines() {
            number += 1;
            write_stdout(w, key, &format!("{number:>6}\t{line}\n"));
        }
    }
    Progress::Exit(code)
}

/// `head`.
pub(super) fn head(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    ends(w, key, argv, stdin, true)
}

/// `tail`; following a file is refused by name.
pub(super) fn tail(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    ends(w, key, argv, stdin, false)
}

fn ends(w: &mut World, key: JobKey, argv: &[String], stdin: &str, first: bool) -> Progress {
    // The old form `-20`.
    let modern = |word: &String| match word.strip_prefix('-') {
        Some(n) if !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()) => format!("-n{n}"),
        _ => word.clone(),
    };
    let argv: Vec<String> = argv.iter().map(modern).collect();
    let switches = match Switches::read(w, key, &argv, "q f F", "n c lines bytes") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let program = &argv[0];
    if switches.has("f F") {
        write_stderr(w, key, "paperboat: not modelled: tail -f\n");
        return Progress::Exit(1);
    }
    let wanted = switches.value("n lines c bytes").unwrap_or("10");
    let from = wanted.strip_prefix('+').filter(|_| !first);
    let Ok(n) = from
        .unwrap_or(wanted)
        .trim_start_matches('-')
        .parse::<usize>()
    else {
        let words = format!("{program}: invalid number of lines: ‘{wanted}’\n");
        write_stderr(w, key, &words);
        return Progress::Exit(1);
    };
    let (texts, code) = inputs(w, key, program, &switches.rest, stdin);
    let many = texts.len() > 1 && !switches.has("q");
    for (i, (path, text)) in texts.iter().enumerate() {
        if many {
            let gap = if i > 0 { "\n" } else { "" };
            write_stdout(w, key, &format!("{gap}==> {path} <==\n"));
        }
        if switches.has("c bytes") {
            let chars: Vec<char> = text.chars().collect();
            let at = n.min(chars.len());
            let kept = if first {
                &chars[..at]
            } else {
                &chars[chars.len() - at..]
            };
            write_stdout(w, key, &kept.iter().collect::<String>());
            continue;
        }
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let at = n.min(lines.len());
        let kept = match (first, from) {
            (true, _) => &lines[..at],
            (false, Some(_)) => &lines[at.saturating_sub(1)..],
            (false, None) => &lines[lines.len() - at..],
        };
        write_stdout(w, key, &kept.concat());
    }
    Progress::Exit(code)
}

/// `wc`.
pub(super) fn wc(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "l w c m lines words bytes", "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let (texts, code) = inputs(w, key, "wc", &switches.rest, stdin);
    let all = !switches.has("l w c m lines words bytes");
    let mut total = [0; 3];
    let mut rows = Vec::new();
    for (path, text) in &texts {
        // Of bytes whose values are not known, neither lines nor words are.
        if bulk::is_in(text) && (all || switches.has("l w m lines words")) {
            return bulk::refuse(w, key, "wc", path);
        }
        let counts = [
            text.matches('\n').count(),
            text.split_whitespace().count(),
            usize::try_from(bulk::length(text)).unwrap_or(usize::MAX),
        ];
        for (sum, count) in total.iter_mut().zip(counts) {
            *sum += count;
        }
        rows.push((counts, path.as_str()));
    }
    if rows.len() > 1 {
        rows.push((total, "total"));
    }
    let shown = [
        all || switches.has("l lines"),
        all || switches.has("w words"),
        all || switches.has("c m bytes"),
    ];
    let columns = shown.iter().filter(|s| **s).count();
    let width = if columns == 1 && rows.len() == 1 {
        0
    } else {
        total[2].to_string().len()
    };
    for (counts, path) in rows {
        let picked = counts.iter().zip(shown).filter(|(_, s)| *s);
        let mut line: Vec<String> = picked.map(|(n, _)| format!("{n:>width$}")).collect();
        if path != "-" || !switches.rest.is_empty() {
            line.push(path.to_owned());
        }
        write_stdout(w, key, &format!("{}\n", line.join(" ")));
    }
    Progress::Exit(code)
}

/// `tee`.
pub(super) fn tee(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "a append", "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let mut code = 0;
    for path in switches.rest.iter().filter(|p| *p != "/dev/null") {
        if let Err(error) = write_file(w, key, path, stdin, switches.has("a append")) {
            write_stderr(w, key, &format!("tee: {path}: {error}\n"));
            code = 1;
        }
    }
    write_stdout(w, key, stdin);
    Progress::Exit(code)
}

/// What `sort` compares lines by.
struct SortKey {
    /// The first and the last field, from 1 on; none to the end of the line.
    first: usize,
    last: Option<usize>,
    numeric: bool,
    reverse: bool,
    fold: bool,
}

impl SortKey {
    /// Reads `2`, `2,3`, `2nr`; none for places of signs within fields, which are not modelled.
    fn read(text: &str, usual: &Self) -> Option<Self> {
        let letters = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',');
        let fields = &text[..text.len() - letters.len()];
        let (first, last) = match fields.split_once(',') {
            Some((first, last)) => (first, Some(last.parse().ok()?)),
            None => (fields, None),
        };
        let known = letters.chars().all(|c| "nrfbg".contains(c));
        known.then_some(())?;
        Some(Self {
            first: first.parse().ok().filter(|n| *n > 0)?,
            last,
            numeric: letters.contains(['n', 'g']) || letters.is_empty() && usual.numeric,
            reverse: letters.contains('r') || letters.is_empty() && usual.reverse,
            fold: letters.contains('f') || letters.is_empty() && usual.fold,
        })
    }

    fn part(&self, line: &str, separator: Option<char>) -> String {
        if self.first == 1 && self.last.is_none() {
            return line.to_owned();
        }
        let parts: Vec<&str> = match separator {
            Some(separator) => line.split(separator).collect(),
            None => line.split_whitespace().collect(),
        };
        let last = self.last.unwrap_or(parts.len()).min(parts.len());
        let between = separator.map_or_else(|| " ".to_owned(), String::from);
        parts
            .get(self.first - 1..last)
            .unwrap_or_default()
            .join(&between)
    }

    fn compare(&self, a: &str, b: &str, separator: Option<char>) -> std::cmp::Ordering {
        let (a, b) = (self.part(a, separator), self.part(b, separator));
        let order = if self.numeric {
            number(&a).total_cmp(&number(&b))
        } else if self.fold {
            a.to_lowercase().cmp(&b.to_lowercase())
        } else {
            a.cmp(&b)
        };
        if self.reverse { order.reverse() } else { order }
    }
}

/// The number that a text begins with; 0 for none.
fn number(text: &str) -> f64 {
    let text = text.trim_start();
    let end = text
        .char_indices()
        .find(|(at, c)| !c.is_ascii_digit() && *c != '.' && !(*at == 0 && *c == '-'));
    text[..end.map_or(text.len(), |(at, _)| at)]
        .parse()
        .unwrap_or(0.0)
}

/// `sort`.
pub(super) fn sort(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let plain = "r n u f b g s V h numeric-sort reverse unique";
    let switches = match Switches::read(w, key, argv, plain, "k t key field-separator") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    if switches.has("V h") {
        write_stderr(w, key, "paperboat: not modelled: sort -V and -h\n");
        return Progress::Exit(2);
    }
    let usual = SortKey {
        first: 1,
        last: None,
        numeric: switches.has("n g numeric-sort"),
        reverse: switches.has("r reverse"),
        fold: switches.has("f"),
    };
    let read = switches
        .values("k key")
        .map(|text| SortKey::read(text, &usual));
    let Some(mut keys) = read.collect::<Option<Vec<_>>>() else {
        write_stderr(w, key, "paperboat: not modelled: this key of sort\n");
        return Progress::Exit(2);
    };
    if keys.is_empty() {
        keys.push(usual);
    }
    let separator = switches
        .value("t field-separator")
        .and_then(|t| t.chars().next());
    let (texts, code) = inputs(w, key, "sort", &switches.rest, stdin);
    let all: String = texts.into_iter().map(|(_, text)| text).collect();
    let mut lines: Vec<&str> = all.lines().collect();
    let by_keys = |a: &&str, b: &&str| {
        let orders = keys.iter().map(|k| k.compare(a, b, separator));
        orders.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
    };
    // What no key tells apart stands in the order of the whole lines.
    let last = |a: &&str, b: &&str| match switches.has("r reverse") {
        true => b.cmp(a),
        false => a.cmp(b),
    };
    lines.sort_by(|a, b| by_keys(a, b).then_with(|| last(a, b)));
    if switches.has("u unique") {
        lines.dedup_by(|a, b| by_keys(a, b).is_eq());
    }
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    write_stdout(w, key, &text);
    Progress::Exit(code)
}

/// `uniq`.
pub(super) fn uniq(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "c", "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let (texts, code) = inputs(w, key, "uniq", &switches.rest, stdin);
    let all: String = texts.into_iter().map(|(_, text)| text).collect();
    let mut rows: Vec<(usize, &str)> = Vec::new();
    for line in all.lines() {
        match rows.last_mut() {
            Some((count, last)) if *last == line => *count += 1,
            _ => rows.push((1, line)),
        }
    }
    for (count, line) in rows {
        let prefix = if switches.has("c") {
            format!("{count:>7} ")
        } else {
            String::new()
        };
        write_stdout(w, key, &format!("{prefix}{line}\n"));
    }
    Progress::Exit(code)
}

/// `cut` by fields or characters.
pub(super) fn cut(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "s", "d f c delimiter fields characters") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let Some(list) = switches.value("f c fields characters") else {
        write_stderr(
            w,
            key,
            "cut: you must specify a list of bytes, characters, or fields\n",
        );
        return Progress::Exit(1);
    };
    let Some(ranges) = ranges(list) else {
        write_stderr(w, key, &format!("cut: invalid field value ‘{list}’\n"));
        return Progress::Exit(1);
    };
    let taken = |n: usize| ranges.iter().any(|(a, b)| (*a..=*b).contains(&n));
    let by_field = switches.has("f fields");
    let delimiter = switches.value("d delimiter").unwrap_or("\t");
    let (texts, code) = inputs(w, key, "cut", &switches.rest, stdin);
    for (_, text) in texts {
        for line in text.lines() {
            let kept = if !by_field {
                let chars = line.chars().enumerate().filter(|(i, _)| taken(i + 1));
                chars.map(|(_, c)| c).collect()
            } else if delimiter.is_empty() || !line.contains(delimiter) {
                if switches.has("s") {
                    continue;
                }
                line.to_owned()
            } else {
                let fields = line
                    .split(delimiter)
                    .enumerate()
                    .filter(|(i, _)| taken(i + 1));
                fields.map(|(_, f)| f).collect::<Vec<_>>().join(delimiter)
            };
            write_stdout(w, key, &format!("{kept}\n"));
        }
    }
    Progress::Exit(code)
}

fn ranges(list: &str) -> Option<Vec<(usize, usize)>> {
    let one = |item: &str| match item.split_once('-') {
        None => item.parse().ok().map(|n| (n, n)),
        Some(("", b)) => b.parse().ok().map(|b| (1, b)),
        Some((a, "")) => a.parse().ok().map(|a| (a, usize::MAX)),
        Some((a, b)) => Some((a.parse().ok()?, b.parse().ok()?)),
    };
    list.split(',').map(one).collect()
}
