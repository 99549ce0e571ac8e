//! `grep`.

use super::super::{JobKey, NodeKind, Progress, write_stderr, write_stdout};
use super::Switches;
use super::filter::inputs;
use super::regex::Pattern;
use crate::world::World;

/// `grep` with patterns as far as [`Pattern`] reads them.
pub(super) fn grep(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let plain = "i v q c n o l L E F s w x h H r R ignore-case invert-match quiet count fixed-strings only-matching recursive";
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
        let text = &match switches.has("w") {
            true => format!("\\b{text}\\b"),
            false => text.clone(),
        };
        if switches.has("F fixed-strings") {
            Pattern::fixed(text, fold)
        } else {
            Pattern::read(text, switches.has("E") || argv[0] == "egrep", fold)
        }
    };
    let Some(patterns) = patterns.iter().map(read).collect::<Option<Vec<_>>>() else {
        write_stderr(w, key, "paperboat: not modelled: this regular expression\n");
        return Progress::Exit(2);
    };
    let below = switches.has("r R recursive");
    if below {
        paths = files_below(w, key, &paths);
    }
    let (texts, failed) = match below && paths.is_empty() {
        true => (Vec::new(), 0),
        false => inputs(w, key, "grep", &paths, stdin),
    };
    let many = (below || texts.len() > 1) && !switches.has("h");
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
            let whole = |found: &(usize, usize)| !switches.has("x") || *found == (0, line.len());
            let mut found = patterns.iter().filter_map(|p| p.find(line)).filter(whole);
            let first = found.next();
            if first.is_some() == switches.has("v invert-match") || limit.is_some_and(|l| here >= l)
            {
                continue;
            }
            here += 1;
            if switches.has("q quiet c count l L") {
                continue;
            }
            let number = if switches.has("n") {
                format!("{}:", n + 1)
            } else {
                String::new()
            };
            if switches.has("o only-matching") {
                let parts = patterns.iter().flat_map(|p| p.all(line));
                let parts: String = parts
                    .filter(|part| !part.is_empty())
                    .map(|part| format!("{prefix}{number}{part}\n"))
                    .collect();
                write_stdout(w, key, &parts);
                continue;
            }
            write_stdout(w, key, &format!("{prefix}{number}{line}\n"));
        }
        if switches.has("c count") {
            write_stdout(w, key, &format!("{prefix}{here}\n"));
        }
        if switches.has("L") && here == 0 {
            write_stdout(w, key, &format!("{path}\n"));
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

/// The files below folders, in order, under the names by which they are reached; a file stands for itself.
fn files_below(w: &World, key: JobKey, paths: &[String]) -> Vec<String> {
    let job = &w.hosts.jobs[key];
    let files = &w.hosts.machines[job.machine].files;
    let here = [".".to_owned()];
    let roots = if paths.is_empty() { &here[..] } else { paths };
    let mut all = Vec::new();
    for root in roots {
        let from = job.process.absolute(root);
        let is_folder = files.entry(&from).is_some_and(|node| node.is_directory());
        if !is_folder {
            all.push(root.clone());
            continue;
        }
        for (path, node) in files.walk(&from) {
            if matches!(node.kind, NodeKind::File { .. }) {
                let below = path
                    .strip_prefix(&from)
                    .unwrap_or(path)
                    .trim_start_matches('/');
                let named = match paths.is_empty() {
                    true => below.to_owned(),
                    false => format!("{}/{below}", root.trim_end_matches('/')),
                };
                all.push(named);
            }
        }
    }
    all
}
