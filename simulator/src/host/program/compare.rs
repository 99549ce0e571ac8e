//! Programs that look at the bytes of files: checksums, `base64`, `cmp`, `diff`; and `mktemp` and `yes`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::Digest as _;

use super::super::bulk;
use super::super::file::write_file;
use super::super::{JobKey, Node, Progress, read_file, write_stderr, write_stdout};
use super::Switches;
use super::filter::inputs;
use crate::world::World;

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn digest(name: &str, text: &str) -> String {
    let bytes = text.as_bytes();
    match name {
        "md5sum" => hexadecimal(&md5::compute(bytes).0),
        "sha1sum" => hexadecimal(&sha1::Sha1::digest(bytes)),
        "sha512sum" => hexadecimal(&sha2::Sha512::digest(bytes)),
        _ => hexadecimal(&sha2::Sha256::digest(bytes)),
    }
}

/// `md5sum`, `sha1sum`, `sha256sum` and `sha512sum`, also with `-c`.
pub(super) fn checksum(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let name = argv[0].rsplit('/').next().unwrap_or_default().to_owned();
    let plain = "b t c check quiet status binary text";
    let switches = match Switches::read(w, key, argv, plain, "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let (texts, mut code) = inputs(w, key, &name, &switches.rest, stdin);
    if let Some((path, _)) = texts.iter().find(|(_, text)| bulk::is_in(text)) {
        return bulk::refuse(w, key, &name, path);
    }
    if !switches.has("c check") {
        let lines = texts
            .iter()
            .map(|(path, text)| format!("{}  {path}\n", digest(&name, text)));
        let text: String = lines.collect();
        write_stdout(w, key, &text);
        return Progress::Exit(code);
    }
    let mut failed = 0;
    let lists: String = texts.into_iter().map(|(_, text)| text).collect();
    for line in lists.lines() {
        let Some((wanted, path)) = line.split_once("  ").or_else(|| line.split_once(" *")) else {
            continue;
        };
        let said = match read_file(w, key, path) {
            Ok(text) if bulk::is_in(&text) => return bulk::refuse(w, key, &name, path),
            Ok(text) if digest(&name, &text) == wanted => "OK",
            Ok(_) => "FAILED",
            Err(error) => {
                write_stderr(w, key, &format!("{name}: {path}: {error}\n"));
                "FAILED open or read"
            }
        };
        failed += usize::from(said != "OK");
        let quiet = switches.has("status") || said == "OK" && switches.has("quiet");
        if !quiet {
            write_stdout(w, key, &format!("{path}: {said}\n"));
        }
    }
    if failed > 0 {
        let plural = if failed == 1 { "" } else { "s" };
        let words = format!("{name}: WARNING: {failed} computed checksum{plural} did NOT match\n");
        if !switches.has("status") {
            write_stderr(w, key, &words);
        }
        code = 1;
    }
    Progress::Exit(code)
}

/// `base64`, both ways. What is no text when decoded is not modelled.
pub(super) fn base64(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let plain = "d i decode ignore-garbage";
    let switches = match Switches::read(w, key, argv, plain, "w wrap") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let (texts, code) = inputs(w, key, "base64", &switches.rest, stdin);
    let text: String = texts.into_iter().map(|(_, text)| text).collect();
    if switches.has("d decode") {
        let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let Ok(bytes) = STANDARD.decode(bare) else {
            write_stderr(w, key, "base64: invalid input\n");
            return Progress::Exit(1);
        };
        let Ok(text) = String::from_utf8(bytes) else {
            write_stderr(
                w,
                key,
                "paperboat: not modelled: base64 of what is no text\n",
            );
            return Progress::Exit(1);
        };
        write_stdout(w, key, &text);
        return Progress::Exit(code);
    }
    let encoded = STANDARD.encode(text);
    let width = switches
        .value("w wrap")
        .and_then(|n| n.parse().ok())
        .unwrap_or(76);
    let mut out = String::new();
    if width == 0 {
        out = encoded;
    } else {
        for line in encoded.as_bytes().chunks(width) {
            out.extend(line.iter().map(|b| char::from(*b)));
            out.push('\n');
        }
    }
    write_stdout(w, key, &out);
    Progress::Exit(code)
}

/// Both texts of a comparison; none when one cannot be read, which is said.
fn pair(
    w: &mut World,
    key: JobKey,
    name: &str,
    rest: &[String],
    stdin: &str,
) -> Option<[String; 2]> {
    let [left, right] = rest else {
        let last = rest.last().map_or("", String::as_str);
        let words = match rest.len() {
            0 => format!("{name}: missing operand after '{name}'\n"),
            1 => format!("{name}: missing operand after '{last}'\n"),
            _ => format!("{name}: extra operand '{last}'\n"),
        };
        write_stderr(
            w,
            key,
            &format!("{words}{name}: Try '{name} --help' for more information.\n"),
        );
        return None;
    };
    let mut texts = Vec::new();
    for path in [left, right] {
        match path.as_str() {
            "-" => texts.push(stdin.to_owned()),
            path => match read_file(w, key, path) {
                Ok(text) => texts.push(text),
                Err(error) => write_stderr(w, key, &format!("{name}: {path}: {error}\n")),
            },
        }
    }
    texts.try_into().ok()
}

/// `cmp`.
pub(super) fn cmp(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "s silent quiet", "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let Some([left, right]) = pair(w, key, "cmp", &switches.rest, stdin) else {
        return Progress::Exit(2);
    };
    if left == right {
        return Progress::Exit(0);
    }
    let same = left
        .bytes()
        .zip(right.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let lines = left.as_bytes()[..same]
        .iter()
        .filter(|b| **b == b'\n')
        .count();
    let [first, second] = &switches.rest[..] else {
        return Progress::Exit(2);
    };
    if !switches.has("s silent quiet") {
        if same == left.len() || same == right.len() {
            let ended = if same == left.len() { first } else { second };
            let ends_line = left.as_bytes()[..same].last() == Some(&b'\n');
            let at = match ends_line {
                true => format!("line {lines}"),
                false => format!("in line {}", lines + 1),
            };
            let words = match same {
                0 => format!("cmp: EOF on {ended} which is empty\n"),
                _ => format!("cmp: EOF on {ended} after byte {same}, {at}\n"),
            };
            write_stderr(w, key, &words);
        } else {
            let words = format!(
                "{first} {second} differ: byte {}, line {}\n",
                same + 1,
                lines + 1
            );
            write_stdout(w, key, &words);
        }
    }
    Progress::Exit(1)
}

/// What became of a line between two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edit {
    Same,
    Gone,
    New,
}

/// As many lines as two texts may have to be compared: the table of their common parts grows with the square.
const LINES: usize = 2_000;

/// The way from one text to the other by its longest common part.
fn edits(left: &[&str], right: &[&str]) -> Vec<Edit> {
    let (rows, columns) = (left.len() + 1, right.len() + 1);
    let mut common = vec![0_u16; rows * columns];
    for i in (0..left.len()).rev() {
        for j in (0..right.len()).rev() {
            common[i * columns + j] = match left[i] == right[j] {
                true => common[(i + 1) * columns + j + 1] + 1,
                false => common[(i + 1) * columns + j].max(common[i * columns + j + 1]),
            };
        }
    }
    let (mut i, mut j, mut all) = (0, 0, Vec::new());
    while i < left.len() || j < right.len() {
        if i < left.len() && j < right.len() && left[i] == right[j] {
            all.push(Edit::Same);
            (i, j) = (i + 1, j + 1);
        } else if i < left.len()
            && (j == right.len() || common[(i + 1) * columns + j] >= common[i * columns + j + 1])
        {
            all.push(Edit::Gone);
            i += 1;
        } else {
            all.push(Edit::New);
            j += 1;
        }
    }
    all
}

/// A part in which two texts differ: the lines of each, from and to.
type Hunk = ((usize, usize), (usize, usize));

fn hunks(edits: &[Edit]) -> Vec<Hunk> {
    let (mut i, mut j, mut all) = (0, 0, Vec::<Hunk>::new());
    let mut open = false;
    for edit in edits {
        if *edit == Edit::Same {
            (i, j, open) = (i + 1, j + 1, false);
            continue;
        }
        if !std::mem::replace(&mut open, true) {
            all.push(((i, i), (j, j)));
        }
        match edit {
            Edit::Gone => i += 1,
            _ => j += 1,
        }
        if let Some(last) = all.last_mut() {
            (last.0.1, last.1.1) = (i, j);
        }
    }
    all
}

/// `diff`, in its own form.
pub(super) fn diff(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "q s r u brief", "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    if switches.has("u r") {
        write_stderr(w, key, "paperboat: not modelled: diff -u and -r\n");
        return Progress::Exit(2);
    }
    let Some([left, right]) = pair(w, key, "diff", &switches.rest, stdin) else {
        return Progress::Exit(2);
    };
    let names = switches.rest.join(" and ");
    if left == right {
        if switches.has("s") {
            write_stdout(w, key, &format!("Files {names} are identical\n"));
        }
        return Progress::Exit(0);
    }
    if switches.has("q brief") {
        write_stdout(w, key, &format!("Files {names} differ\n"));
        return Progress::Exit(1);
    }
    let (a, b): (Vec<&str>, Vec<&str>) = (left.lines().collect(), right.lines().collect());
    if a.len().max(b.len()) > LINES {
        write_stderr(
            w,
            key,
            "paperboat: not modelled: diff of more than 2000 lines\n",
        );
        return Progress::Exit(2);
    }
    let span = |(from, to): (usize, usize)| match to - from {
        // What is added stands behind a line.
        0 => from.to_string(),
        1 => (from + 1).to_string(),
        _ => format!("{},{to}", from + 1),
    };
    let mut text = String::new();
    for (old, new) in hunks(&edits(&a, &b)) {
        let sign = match (old.1 - old.0, new.1 - new.0) {
            (0, _) => 'a',
            (_, 0) => 'd',
            _ => 'c',
        };
        text += &format!("{}{sign}{}\n", span(old), span(new));
        text.extend(a[old.0..old.1].iter().map(|line| format!("< {line}\n")));
        if sign == 'c' {
            text += "---\n";
        }
        text.extend(b[new.0..new.1].iter().map(|line| format!("> {line}\n")));
    }
    write_stdout(w, key, &text);
    Progress::Exit(1)
}

/// `mktemp`.
pub(super) fn mktemp(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "d u q t directory", "p tmpdir suffix") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let template = switches
        .rest
        .first()
        .map_or("tmp.XXXXXXXXXX", String::as_str);
    let marks = template.len() - template.trim_end_matches('X').len();
    if marks < 3 {
        let words = format!("mktemp: too few X's in template ‘{template}’\n");
        write_stderr(w, key, &words);
        return Progress::Exit(1);
    }
    let name = &template[..template.len() - marks];
    let drawn = w.ids.hex(marks.min(64));
    let folder = match (switches.value("p tmpdir"), switches.rest.is_empty()) {
        (Some(folder), _) => format!("{folder}/"),
        (None, true) => "/tmp/".to_owned(),
        (None, false) => String::new(),
    };
    let path = format!(
        "{folder}{name}{drawn}{}",
        switches.value("suffix").unwrap_or_default()
    );
    if switches.has("d directory") {
        let job = &w.hosts.jobs[key];
        let (machine, user) = (job.machine, job.process.user.clone());
        let whole = job.process.absolute(&path);
        w.hosts.machines[machine]
            .files
            .put(&whole, Node::directory(0o700, &user));
    } else if let Err(error) = write_file(w, key, &path, "", false) {
        let words = format!("mktemp: failed to create file via template ‘{template}’: {error}\n");
        write_stderr(w, key, &words);
        return Progress::Exit(1);
    }
    write_stdout(w, key, &format!("{path}\n"));
    Progress::Exit(0)
}

/// `yes`: what reads it has enough at some time; a pipe of the model carries this much.
pub(super) fn yes(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    const BYTES: usize = 64 << 10;
    let word = match &argv[1..] {
        [] => "y".to_owned(),
        words => words.join(" "),
    };
    let line = format!("{word}\n");
    let text = line.repeat(BYTES.div_ceil(line.len()));
    write_stdout(w, key, &text);
    Progress::Exit(0)
}
