//! `tar`: archives in the form that every tar reads (ustar), without compression.

use super::super::bulk;
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
            octal(bulk::length(text), 12),
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
    fill(&mut out, BLOCK);
    out
}

/// Fills an archive up to whole pieces of so many bytes.
fn fill(out: &mut String, piece: usize) {
    let rest = usize::try_from(bulk::length(out) % piece as u64).unwrap_or(0);
    if rest > 0 {
        *out += &"\0".repeat(piece - rest);
    }
}

/// An archive of members, filled up to so many blocks at a time.
fn archive(members: &[Member], record: usize) -> String {
    let mut out: String = members.iter().map(written).collect();
    out += &"\0".repeat(2 * BLOCK);
    fill(&mut out, record * BLOCK);
    out
}

/// What an engine puts into an archive.
pub(in crate::host) enum Item {
    Folder,
    /// A file with this text.
    File(String),
    /// Files whose names are not known: so many bytes together, and what they are.
    Unnamed(u64, String),
}

/// An archive of what an engine sends, by name.
pub(in crate::host) fn of_items(items: impl IntoIterator<Item = (String, Item)>) -> String {
    let mut out = String::new();
    for (name, item) in items {
        let (name, mode, kind) = match item {
            Item::Folder => (format!("{name}/"), 0o755, NodeKind::Directory),
            Item::File(text) => (name, 0o644, NodeKind::of_text(text)),
            Item::Unnamed(bytes, what) => {
                out += &bulk::mark(bytes.next_multiple_of(BLOCK as u64), &what);
                continue;
            }
        };
        out += &written(&Member {
            name,
            mode,
            owner: "root".to_owned(),
            kind,
        });
    }
    out + &archive(&[], 1)
}

/// An archive of one file, as an engine sends it.
pub(in crate::host) fn of_file(name: &str, text: &str) -> String {
    of_items([(name.to_owned(), Item::File(text.to_owned()))])
}

/// What is in an archive: names and texts of files, and what the files are whose names are not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::host) struct Contents {
    pub(in crate::host) files: Vec<(String, String)>,
    pub(in crate::host) unnamed: Option<String>,
}

/// Reads an archive.
///
/// # Errors
/// What is wrong with it.
pub(in crate::host) fn contents(text: &str) -> Result<Contents, NoArchive> {
    let (members, unnamed) = read(text)?;
    let files = members.into_iter().filter_map(|member| match member.kind {
        NodeKind::File { content, .. } => Some((member.name, content)),
        _ => None,
    });
    Ok(Contents {
        files: files.collect(),
        unnamed,
    })
}

/// Why a text is no archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::host) enum NoArchive {
    /// It ends within a block.
    Short,
    /// A block that should describe a file does not.
    Header,
}

/// The files of an archive, as names and texts; none where it is no archive.
pub(in crate::host) fn files_of(text: &str) -> Option<Vec<(String, String)>> {
    Some(contents(text).ok()?.files)
}

/// The members of an archive, and what the files are whose names are not known.
fn read(text: &str) -> Result<(Vec<Member>, Option<String>), NoArchive> {
    let (mut members, mut unnamed, mut rest) = (Vec::new(), None, text);
    loop {
        if rest.is_empty() {
            // An archive may end without the blocks that end it.
            return Ok((members, unnamed));
        }
        if let Some((0, bulk)) = bulk::first(rest) {
            unnamed = Some(bulk.what.to_owned());
            rest = &rest[bulk.mark.len()..];
            continue;
        }
        let (head, after) = bulk::cut(rest, BLOCK as u64).ok_or(NoArchive::Short)?;
        if head.bytes().all(|byte| byte == 0) {
            return Ok((members, unnamed));
        }
        let described = header(head).ok_or(NoArchive::Header)?;
        let (content, after) = bulk::cut(after, described.size).ok_or(NoArchive::Short)?;
        let filled = described.size.next_multiple_of(BLOCK as u64) - described.size;
        rest = match bulk::cut(after, filled) {
            Some((_, rest)) => rest,
            None => return Err(NoArchive::Short),
        };
        let kind = match described.flag {
            '5' => NodeKind::Directory,
            '2' => NodeKind::Link(described.target),
            _ => NodeKind::of_text(content.to_owned()),
        };
        members.push(Member {
            name: described.name,
            mode: described.mode,
            owner: described.owner,
            kind,
        });
    }
}

/// What the header of a member says.
struct Header {
    name: String,
    mode: u16,
    owner: String,
    size: u64,
    flag: char,
    target: String,
}

fn header(head: &str) -> Option<Header> {
    let field = |from: usize, width: usize| {
        let whole = head.get(from..from + width)?;
        Some(whole.split('\0').next().unwrap_or_default().to_owned())
    };
    if head.get(257..262)? != "ustar" {
        return None;
    }
    let number = |from, width| u64::from_str_radix(field(from, width)?.trim(), 8).ok();
    Some(Header {
        name: field(0, 100)?,
        mode: u16::try_from(number(100, 8)?).ok()?,
        owner: field(265, 32)?,
        size: number(124, 12)?,
        flag: head.get(156..157)?.chars().next()?,
        target: field(157, 100)?,
    })
}

/// What tar is asked to do.
#[derive(Default)]
struct Asked {
    act: Option<char>,
    file: Option<String>,
    folder: Option<String>,
    verbose: bool,
    strip: usize,
    /// Whether files go to the output and not to the disk.
    shown: bool,
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
                "to-stdout" => asked.shown = true,
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
                'O' => asked.shown = true,
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
            let Ok((members, unnamed)) = read(&text) else {
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
                if asked.shown {
                    if let NodeKind::File { content, .. } = &member.kind {
                        shown += content;
                    }
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
            match unnamed {
                // Whoever named files of the archive has what was asked for.
                Some(what) if asked.names.is_empty() => {
                    let words =
                        format!("paperboat: not modelled: the names of the other files: {what}\n");
                    write_stderr(w, key, &words);
                    Progress::Exit(2)
                }
                _ => Progress::Exit(0),
            }
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
