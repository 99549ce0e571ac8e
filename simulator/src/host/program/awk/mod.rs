//! `awk`: programs over the lines and fields of texts.

mod format;
mod parse;
mod run;
mod token;
mod value;

use super::super::{JobKey, Progress, write_stderr, write_stdout};
use super::filter::inputs;
use crate::world::World;
use parse::Wrong;

pub(super) use format::printf;

/// `awk`, in the words of GNU's.
pub(super) fn awk(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let mut variables: Vec<(String, String)> = Vec::new();
    let mut rest = argv[1..].iter();
    let mut program = None;
    let mut paths = Vec::new();
    while let Some(word) = rest.next() {
        let value = |rest: &mut std::slice::Iter<'_, String>| match &word[2..] {
            "" => rest.next().cloned().unwrap_or_default(),
            attached => attached.to_owned(),
        };
        match word.get(..2) {
            _ if program.is_some() => paths.push(word.clone()),
            Some("-F") => {
                let separator = value(&mut rest);
                variables.push(("FS".to_owned(), token::unescaped(&separator)));
            }
            Some("-v") => {
                let text = value(&mut rest);
                let (name, value) = text.split_once('=').unwrap_or((&text, ""));
                variables.push((name.to_owned(), token::unescaped(value)));
            }
            Some("-f") => {
                write_stderr(w, key, "paperboat: not modelled: awk -f\n");
                return Progress::Exit(2);
            }
            Some("--") if word.len() == 2 => program = rest.next().cloned(),
            Some(option) if option.starts_with('-') && word.len() > 1 => {
                write_stderr(w, key, &format!("paperboat: not modelled: awk {word}\n"));
                return Progress::Exit(2);
            }
            _ => program = Some(word.clone()),
        }
    }
    let Some(program) = program else {
        let words = "Usage: awk [POSIX or GNU style options] -f progfile [--] file ...\nUsage: awk [POSIX or GNU style options] [--] 'program' file ...\n";
        write_stderr(w, key, words);
        return Progress::Exit(1);
    };
    let rules = match parse::parse(&program) {
        Ok(rules) => rules,
        Err(Wrong::NotModelled(what)) => {
            write_stderr(
                w,
                key,
                &format!("paperboat: not modelled: awk with {what}\n"),
            );
            return Progress::Exit(2);
        }
        Err(Wrong::Syntax(near)) => {
            let words = format!(
                "awk: cmd. line:1: {program}\nawk: cmd. line:1: ^ syntax error near {near}\n"
            );
            write_stderr(w, key, &words);
            return Progress::Exit(1);
        }
    };
    // `name=value` among the files sets a variable.
    paths.retain(|path| match path.split_once('=') {
        Some((name, value)) if name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') => {
            variables.push((name.to_owned(), token::unescaped(value)));
            false
        }
        _ => true,
    });
    let (texts, failed) = inputs(w, key, "awk", &paths, stdin);
    let environment = w.hosts.jobs[key].process.env.clone();
    let now = w.now;
    let ran = run::run(&rules, &variables, &texts, environment, now);
    write_stdout(w, key, &ran.out);
    if let Some(words) = ran.cut_off {
        write_stderr(w, key, &words);
        return Progress::Exit(2);
    }
    Progress::Exit(if failed != 0 && ran.code == 0 {
        2
    } else {
        ran.code
    })
}
