//! `tar`: archives in the form that every tar reads (ustar), without compression.

use super::super::file::parent;
use super::super::{
    JobKey, Node, NodeKind, Progress, read_file, write_file, write_stderr, write_stdout,
};
use crate::world::World;

const BLOCK: usize = 512;
/// As much as tar writes at a time, in blocks.
const RECORD: usize = 20;

/// A member of an archive.
struct Member {
    name: String,
    mode: u16,
    owner: String,
    kind: NodeKind,
}

fn octal(value: u64, width: usize) -> String {
    format!("{value:0width$o}\0", width = width - 1)
}

/// The header of a member and its bytes, both in whole blocks.
fn written(member: &Member) -> String {
    let (flag, target, text) = match &member.kind {
        NodeKind::Directory => ('5', "", ""),
        NodeKind::File { content, .. } => ('0', "", content.as_str()),
        NodeKind::Link(target) => ('2', target.as_str(), ""),
    };
    let field = |text: &str, width: usize| {
        let cut: String = text.chars().take(width).collect();
        let filled = width.saturating_sub(cut.len());
        cut + &"\0".repeat(filled)
    };
    let head = |sum: &str| {
        [
            field(&member.name, 100),
            octal(u64::from(member.mode), 8),
            octal(0, 8),
            octal(0, 8),
            octal(text.len() as u64, 12),
            octal(0, 12),
            sum.to_owned(),
            flag.to_string(),
            field(target, 100),
            "ustar\0".to_owned() + "00",
            field(&member.owner, 32),
            field(&member.owner, 32),
            octal(0, 8),
            octal(0, 8),
            "\0".repeat(155 + 12),
        ]
        .concat()
    };
    let sum: u32 = head("        ").bytes().map(u32::from).sum();
    let mut out = head(&format!("{sum:06o}\0 "));
    out += text;
    let rest = out.len() % BLOCK;
    if rest > 0 {
        out += &"\0".repeat(BLOCK - rest);
    }
    out
}

/// An archive of members, filled up to so many blocks at a time.
fn archive(members: &[Member], record: usize) -> String {
    let mut out: String = members.iter().map(written).collect();
    out += &"\0".repeat(2 * BLOCK);
    let rest = out.len() % (record * BLOCK);
    if rest > 0 {
        out += &"\0".repeat(record * BLOCK - rest);
    }
    out
}

/// An archive of one file, as an engine sends it.
pub(in crate::host) fn of_file(name: &str, text: &str) -> String {
    let member = Member {
        name: name.to_owned(),
        mode: 0o644,
        owner: "root".to_owned(),
        kind: NodeKind::File {
            content: text.to_owned(),
            opaque_bytes: 0,
        },
    };
    archive(&[member], 1)
}

/// The files of an archive, as names and texts; none where it is no archive.
pub(in crate::host) fn files_of(text: &str) -> Option<Vec<(String, String)>> {
    let members = read(text)?.into_iter();
    let files = members.filter_map(|member| match member.kind {
        NodeKind::File { content, .. } => Some((member.name, content)),
        _ => None,
    });
    Some(files.collect())
}

fn read(text: &str) -> Option<Vec<Member>> {
    let field = |at: usize, from: usize, width: usize| {
        let whole = text.get(at + from..at + from + width)?;
        Some(whole.split('\0').next().unwrap_or_default().to_owned())
    };
    let mut members = Vec::new();
    let mut at = 0;
    loop {
        let name = field(at, 0, 100)?;
        if name.is_empty() {
            return Some(members);
        }
        if text.get(at + 257..at + 262)? != "ustar" {
            return None;
        }
        let number = |from, width| u64::from_str_radix(field(at, from, width)?.trim(), 8).ok();
        let size = usize::try_from(number(124, 12)?).ok()?;
        let content = text.get(at + BLOCK..at + BLOCK + size)?.to_owned();
        let kind = match text.get(at + 156..at + 157)? {
            "5" => NodeKind::Directory,
            "2" => NodeKind::Link(field(at, 157, 100)?),
            _ => NodeKind::File {
                content,
                opaque_bytes: 0,
            },
        };
        members.push(Member {
            name,
            mode: u16::try_from(number(100, 8)?).ok()?,
            owner: field(at, 265, 32)?,
            kind,
        });
        at += BLOCK + size.div_ceil(BLOCK) * BLOCK;
    }
}

/// What tar is asked to do.
#[derive(Default)]
struct Asked {
    act: Option<char>,
    file: Option<String>,
    folder: Option<String>,
    verbose: bool,
    strip: usize,
    names: Vec<String>,
}

fn asked(argv: &[String]) -> Result<Asked, String> {
    let mut asked = Asked::default();
    let mut rest = argv[1..].iter();
    let mut first = true;
    while let Some(word) = rest.next() {
        if let Some(long) = word.strip_prefix("--") {
            let (name, value) = long
                .split_once('=')
                .map_or((long, None), |(n, v)| (n, Some(v)));
            let mut value = || value.map(str::to_owned).or_else(|| rest.next().cloned());
            match name {
                "create" => asked.act = Some('c'),
                "extract" | "get" => asked.act = Some('x'),
                "list" => asked.act = Some('t'),
                "file" => asked.file = value(),
                "directory" => asked.folder = value(),
                "verbose" => asked.verbose = true,
                "strip-components" => {
                    asked.strip = value().and_then(|n| n.parse().ok()).unwrap_or(0);
                }
                other => return Err(format!("--{other}")),
            }
            continue;
        }
        let letters = match (word.strip_prefix('-'), first) {
            (Some(letters), _) => letters,
            (None, true) => word,
            (None, false) => {
                asked.names.push(word.clone());
                continue;
            }
        };
        first = false;
        for letter in letters.chars() {
            match letter {
                'c' | 'x' | 't' => asked.act = Some(letter),
                'f' => asked.file = rest.next().cloned(),
                'C' => asked.folder = rest.next().cloned(),
                'v' => asked.verbose = true,
                'p' | 'P' => {}
                other => return Err(format!("-{other}")),
            }
        }
    }
    Ok(asked)
}

/// `tar`.
pub(super) fn tar(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let asked = match asked(argv) {
        Ok(asked) => asked,
        Err(option) => {
            write_stderr(w, key, &format!("paperboat: not modelled: tar {option}\n"));
            return Progress::Exit(2);
        }
    };
    let fail = |w: &mut World, words: &str| {
        write_stderr(
            w,
            key,
            &format!("tar: {words}\ntar: Error is not recoverable: exiting now\n"),
        );
        Progress::Exit(2)
    };
    let whole = |w: &World, path: &str| {
        let process = &w.hosts.jobs[key].process;
        match &asked.folder {
            Some(folder) => process.absolute(&format!("{folder}/{path}")),
            None => process.absolute(path),
        }
    };
    match asked.act {
        None => fail(
            w,
            "You must specify one of the '-Acdtrux', '--delete' or '--test-label' options\ntar: Try 'tar --help' or 'tar --usage' for more information.",
        ),
        Some('c') if asked.names.is_empty() => fail(
            w,
            "Cowardly refusing to create an empty archive\ntar: Try 'tar --help' or 'tar --usage' for more information.",
        ),
        Some('c') => {
            let (mut members, mut shown, mut code) = (Vec::new(), String::new(), 0);
            for name in &asked.names {
                let from = whole(w, name);
                let files = &w.hosts.machines[w.hosts.jobs[key].machine].files;
                if files.entry(&from).is_none() {
                    write_stderr(
                        w,
                        key,
                        &format!("tar: {name}: Cannot stat: No such file or directory\n"),
                    );
                    code = 2;
                    continue;
                }
                for (path, node) in files.walk(&from) {
                    let below = &path[from.trim_end_matches('/').len()..];
                    let slash = if node.is_directory() { "/" } else { "" };
                    let bare = name.trim_end_matches('/').trim_start_matches('/');
                    let member = format!("{bare}{below}{slash}");
                    if asked.verbose {
                        shown += &format!("{member}\n");
                    }
                    members.push(Member {
                        name: member,
                        mode: node.mode,
                        owner: node.owner.clone(),
                        kind: node.kind.clone(),
                    });
                }
            }
            if code != 0 {
                write_stderr(
                    w,
                    key,
                    "tar: Exiting with failure status due to previous errors\n",
                );
            }
            let text = archive(&members, RECORD);
            match asked.file.as_deref() {
                None | Some("-") => write_stdout(w, key, &text),
                Some(path) => {
                    write_stdout(w, key, &shown);
                    if let Err(error) = write_file(w, key, path, &text, false) {
                        return fail(w, &format!("{path}: Cannot open: {error}"));
                    }
                }
            }
            Progress::Exit(code)
        }
        Some(act) => {
            let text = match asked.file.as_deref() {
                None | Some("-") => stdin.to_owned(),
                Some(path) => match read_file(w, key, path) {
                    Ok(text) => text,
                    Err(error) => return fail(w, &format!("{path}: Cannot open: {error}")),
                },
            };
            let Some(members) = read(&text) else {
                return fail(w, "This does not look like a tar archive");
            };
            let wanted = |name: &str| {
                let bare = name.trim_end_matches('/');
                let mut names = asked.names.iter().map(|n| n.trim_end_matches('/'));
                asked.names.is_empty()
                    || names.any(|n| bare == n || bare.starts_with(&format!("{n}/")))
            };
            let mut shown = String::new();
            let user = w.hosts.jobs[key].process.user.clone();
            for member in members.into_iter().filter(|m| wanted(&m.name)) {
                if act == 't' || asked.verbose {
                    shown += &format!("{}\n", member.name);
                }
                let parts: Vec<&str> = member.name.split('/').skip(asked.strip).collect();
                let name = parts.join("/");
                if act == 't' || name.is_empty() {
                    continue;
                }
                let path = whole(w, name.trim_end_matches('/'));
                let node = Node {
                    kind: member.kind,
                    mode: member.mode,
                    owner: user.clone(),
                    group: user.clone(),
                };
                if let Err(error) = put(w, key, &path, node) {
                    return fail(w, &format!("{name}: Cannot open: {error}"));
                }
            }
            write_stdout(w, key, &shown);
            Progress::Exit(0)
        }
    }
}

/// Puts a node where this user may.
fn put(w: &mut World, key: JobKey, path: &str, node: Node) -> Result<(), super::super::FileError> {
    let job = &w.hosts.jobs[key];
    let (machine, process) = (job.machine, job.process.clone());
    let files = &mut w.hosts.machines[machine].files;
    let mut above = parent(path);
    while files.entry(above).is_none() {
        above = parent(above);
    }
    files.open(&process, above, 2)?;
    match files.entry(path) {
        Some(old) if old.is_directory() && node.is_directory() => {}
        _ => files.put(path, node),
    }
    Ok(())
}
