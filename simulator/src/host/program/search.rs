//! `grep` and `sed`.

use super::super::file::write_file;
use super::super::{JobKey, Progress, write_stderr, write_stdout};
use super::Switches;
use super::filter::inputs;
use super::regex::Pattern;
use crate::world::World;

/// `grep` with patterns as far as [`Pattern`] reads them.
pub(super) fn grep(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let plain = "i v q c n o l E F s w x h H ignore-case invert-match quiet count fixed-strings only-matching";
    let switches = match Switches::read(w, key, argv, plain, "e m color regexp") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let mut paths = switches.rest.clone();
    let mut patterns: Vec<String> = switches.values("e regexp").map(str::to_owned).collect();
    if patterns.is_empty() {
        if paths.is_empty() {
            write_stderr(
                w,
                key,
                "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n",
            );
            return Progress::Exit(2);
        }
        patterns.push(paths.remove(0));
    }
    let fold = switches.has("i ignore-case");
    let read = |text: &String| {
        let text = if fold {
            text.to_lowercase()
        } else {
            text.clone()
        };
        if switches.has("F fixed-strings") {
            Some(Pattern::fixed(&text))
        } else {
            Pattern::read(&text, switches.has("E"))
        }
    };
    let Some(patterns) = patterns.iter().map(read).collect::<Option<Vec<_>>>() else {
        write_stderr(w, key, "paperboat: not modelled: this regular expression\n");
        return Progress::Exit(2);
    };
    let (texts, failed) = inputs(w, key, "grep", &paths, stdin);
    let many = texts.len() > 1 && !switches.has("h");
    let limit = switches.value("m").and_then(|n| n.parse::<usize>().ok());
    let mut hits = 0_usize;
    for (path, text) in &texts {
        let prefix = if many || switches.has("H") {
            format!("{path}:")
        } else {
            String::new()
        };
        let mut here = 0;
        for (n, line) in text.lines().enumerate() {
            let looked = if fold {
                line.to_lowercase()
            } else {
                line.to_owned()
            };
            let whole = |found: &(usize, usize)| !switches.has("x") || *found == (0, looked.len());
            let mut found = patterns
                .iter()
                .filter_map(|p| p.find(&looked))
                .filter(whole);
            let first = found.next();
            if first.is_some() == switches.has("v invert-match") || limit.is_some_and(|l| here >= l)
            {
                continue;
            }
            here += 1;
            if switches.has("q quiet c count l") {
                continue;
            }
            let number = if switches.has("n") {
                format!("{}:", n + 1)
            } else {
                String::new()
            };
            let shown = match first {
                Some((a, b)) if switches.has("o only-matching") => line.get(a..b).unwrap_or(line),
                _ => line,
            };
            write_stdout(w, key, &format!("{prefix}{number}{shown}\n"));
        }
        if switches.has("c count") {
            write_stdout(w, key, &format!("{prefix}{here}\n"));
        }
        if switches.has("l") && here > 0 {
            write_stdout(w, key, &format!("{path}\n"));
        }
        hits += here;
    }
    Progress::Exit(if hits > 0 && (failed == 0 || switches.has("q quiet")) {
        0
    } else if failed != 0 {
        2
    } else {
        1
    })
}

/// `sed` with one or several `s///` commands, also `-i`.
pub(super) fn sed(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "i E r n in-place", "e expression") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let mut paths = switches.rest.clone();
    let mut scripts: Vec<String> = switches.values("e expression").map(str::to_owned).collect();
    if scripts.is_empty() {
        if paths.is_empty() {
            write_stderr(
                w,
                key,
                "Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n",
            );
            return Progress::Exit(1);
        }
        scripts.push(paths.remove(0));
    }
    let extended = switches.has("E r");
    let read = |script: &String| substitution(script, extended);
    let commands = scripts.iter().map(read).collect::<Option<Vec<_>>>();
    let Some(commands) = commands.filter(|_| !switches.has("n")) else {
        write_stderr(
            w,
            key,
            "paperboat: not modelled: sed other than s/PATTERN/TEXT/\n",
        );
        return Progress::Exit(1);
    };
    let (texts, mut code) = inputs(w, key, "sed", &paths, stdin);
    for (path, text) in texts {
        let mut out = String::new();
        for line in text.split_inclusive('\n') {
            let (body, end) = match line.strip_suffix('\n') {
                Some(body) => (body, "\n"),
                None => (line, ""),
            };
            let mut body = body.to_owned();
            for (pattern, replacement, all) in &commands {
                body = replaced(&body, pattern, replacement, *all);
            }
            out.push_str(&body);
            out.push_str(end);
        }
        if !switches.has("i in-place") {
            write_stdout(w, key, &out);
        } else if let Err(error) = write_file(w, key, &path, &out, false) {
            write_stderr(
                w,
                key,
                &format!("sed: couldn't open file {path}: {error}\n"),
            );
            code = 4;
        }
    }
    Progress::Exit(code)
}

fn substitution(script: &str, extended: bool) -> Option<(Pattern, String, bool)> {
    let mut chars = script.trim().strip_prefix('s')?.chars();
    let delimiter = chars.next()?;
    let mut parts = vec![String::new()];
    while let Some(c) = chars.next() {
        let part = parts.last_mut()?;
        match c {
            '\\' => match chars.next()? {
                c if c == delimiter => part.push(c),
                c => part.extend(['\\', c]),
            },
            c if c == delimiter => parts.push(String::new()),
            c => part.push(c),
        }
    }
    let [pattern, replacement, flags] = &parts[..] else {
        return None;
    };
    let all = match flags.trim() {
        "g" => true,
        "" => false,
        _ => return None,
    };
    // Groups in the replacement are not modelled.
    if replacement
        .chars()
        .zip(replacement.chars().skip(1))
        .any(|(a, b)| a == '\\' && b.is_ascii_digit())
    {
        return None;
    }
    Some((Pattern::read(pattern, extended)?, replacement.clone(), all))
}

fn replaced(line: &str, pattern: &Pattern, replacement: &str, all: bool) -> String {
    let (mut out, mut rest) = (String::new(), line);
    while let Some((from, to)) = pattern.find(rest) {
        out.push_str(&rest[..from]);
        let mut chars = replacement.chars();
        while let Some(c) = chars.next() {
            match c {
                '&' => out.push_str(&rest[from..to]),
                '\\' => match chars.next() {
                    Some('n') => out.push('\n'),
                    Some(c) => out.push(c),
                    None => out.push('\\'),
                },
                c => out.push(c),
            }
        }
        let empty = from == to;
        rest = &rest[to..];
        if empty {
            let mut chars = rest.chars();
            out.extend(chars.next());
            rest = chars.as_str();
        }
        if !all || (rest.is_empty() && empty) {
            break;
        }
        if pattern.anchored() || rest.is_empty() {
            break;
        }
    }
    out.push_str(rest);
    out
}
