//! `find`, `du` and `xargs`: what goes through folders, and what is done with what was found.

use super::super::file::base;
use super::super::shell::{Frame, glob};
use super::super::{JobKey, NodeKind, Progress, program, write_stderr, write_stdout};
use super::Switches;
use super::directory::human;
use super::regex::Pattern;
use crate::world::World;

/// What `find` asks of a path.
#[derive(Clone, Debug, PartialEq)]
enum Test {
    Name(String, bool),
    Path(String),
    Regex(Pattern),
    Kind(char),
    Empty,
    User(String),
    /// More than (`+`), less than (`-`) or just so many bytes.
    Size(char, u64, u64),
    Print(&'static str),
    Delete,
    Prune,
    Quit,
    /// The words of a command, and whether it gets all paths at once.
    Exec(Vec<String>, bool),
    Not(Box<Test>),
    All(Vec<Test>),
    Any(Vec<Test>),
    Constant(bool),
}

struct Expression<'a> {
    words: &'a [String],
    acts: bool,
}

type Read<T> = Result<T, String>;

impl Expression<'_> {
    fn next(&mut self) -> Option<String> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(first.clone())
    }

    fn argument(&mut self, of: &str) -> Read<String> {
        self.next()
            .ok_or_else(|| format!("find: missing argument to `{of}'\n"))
    }

    fn any(&mut self) -> Read<Test> {
        let mut all = vec![self.all()?];
        while self.words.first().is_some_and(|w| w == "-o" || w == "-or") {
            self.next();
            all.push(self.all()?);
        }
        Ok(if all.len() == 1 {
            all.remove(0)
        } else {
            Test::Any(all)
        })
    }

    fn all(&mut self) -> Read<Test> {
        let mut all = Vec::new();
        while let Some(word) = self.words.first().map(String::as_str) {
            match word {
                "-o" | "-or" | ")" => break,
                "-a" | "-and" => {
                    self.next();
                }
                _ => all.push(self.one()?),
            }
        }
        Ok(Test::All(all))
    }

    fn one(&mut self) -> Read<Test> {
        let word = self.next().unwrap_or_default();
        Ok(match word.as_str() {
            "!" | "-not" => Test::Not(Box::new(self.one()?)),
            "(" => {
                let inner = self.any()?;
                if self.next().as_deref() != Some(")") {
                    return Err("find: invalid expression; I was expecting to find a ')' somewhere but did not see one.\n".to_owned());
                }
                inner
            }
            "-name" => Test::Name(self.argument(&word)?, false),
            "-iname" => Test::Name(self.argument(&word)?.to_lowercase(), true),
            "-path" | "-wholename" => Test::Path(self.argument(&word)?),
            "-regex" => {
                let text = self.argument(&word)?;
                let read = Pattern::read(&format!("^{text}$"), false, false);
                Test::Regex(read.ok_or_else(|| {
                    format!("paperboat: not modelled: this regular expression: {text}\n")
                })?)
            }
            "-type" => {
                let kind = self.argument(&word)?;
                match kind.as_str() {
                    "f" | "d" | "l" => Test::Kind(kind.chars().next().unwrap_or('f')),
                    _ => return Err(format!("find: Unknown argument to -type: {kind}\n")),
                }
            }
            "-empty" => Test::Empty,
            "-user" => Test::User(self.argument(&word)?),
            "-size" => size(&self.argument(&word)?)?,
            "-true" => Test::Constant(true),
            "-false" => Test::Constant(false),
            "-print" | "-print0" => {
                self.acts = true;
                Test::Print(if word == "-print0" { "\0" } else { "\n" })
            }
            "-delete" => {
                self.acts = true;
                Test::Delete
            }
            "-prune" => Test::Prune,
            "-quit" => Test::Quit,
            "-exec" => {
                self.acts = true;
                let mut words = Vec::new();
                loop {
                    let word = self.argument("-exec")?;
                    match word.as_str() {
                        ";" => break Test::Exec(words, false),
                        "+" if words.last().is_some_and(|w| w == "{}") => {
                            break Test::Exec(words, true);
                        }
                        _ => words.push(word),
                    }
                }
            }
            other if other.starts_with('-') => {
                const HELD: [&str; 12] = [
                    "-mtime", "-mmin", "-atime", "-ctime", "-newer", "-perm", "-group", "-printf",
                    "-ls", "-execdir", "-ok", "-links",
                ];
                return Err(match HELD.contains(&other) {
                    true => format!("paperboat: not modelled: find {other}\n"),
                    false => format!("find: unknown predicate `{other}'\n"),
                });
            }
            other => {
                return Err(format!("find: paths must precede expression: `{other}'\n"));
            }
        })
    }
}

fn size(text: &str) -> Read<Test> {
    let sign = text.chars().next().filter(|c| "+-".contains(*c));
    let number = text.trim_start_matches(['+', '-']);
    let unit = number.trim_start_matches(|c: char| c.is_ascii_digit());
    let scale = match unit {
        "c" => 1,
        "k" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        "" | "b" => 512,
        _ => return Err(format!("find: Invalid argument `{text}' to -size\n")),
    };
    let count = number[..number.len() - unit.len()].parse();
    let count = count.map_err(|_| format!("find: Invalid argument `{text}' to -size\n"))?;
    Ok(Test::Size(sign.unwrap_or('='), count, scale))
}

/// What a walk does, step after step.
#[derive(Default)]
struct Walk {
    out: String,
    deleted: Vec<String>,
    commands: Vec<Vec<String>>,
    gathered: Vec<(Vec<String>, Vec<String>)>,
    pruned: bool,
    quits: bool,
}

fn holds(w: &World, key: JobKey, path: &str, shown: &str, test: &Test, walk: &mut Walk) -> bool {
    let job = &w.hosts.jobs[key];
    let files = &w.hosts.machines[job.machine].files;
    let Some(node) = files.entry(path) else {
        return false;
    };
    match test {
        Test::Constant(value) => *value,
        Test::Name(pattern, fold) => {
            let name = if shown == "/" { "/" } else { base(shown) };
            let name = if *fold {
                name.to_lowercase()
            } else {
                name.to_owned()
            };
            glob(pattern, &name)
        }
        // A star of -path stands for slashes too.
        Test::Path(pattern) => {
            let regex: String = pattern
                .split('*')
                .map(regex::escape)
                .collect::<Vec<_>>()
                .join(".*")
                .replace("\\?", ".");
            regex::Regex::new(&format!("^{regex}$")).is_ok_and(|regex| regex.is_match(shown))
        }
        Test::Regex(pattern) => pattern.is_in(shown),
        Test::Kind(kind) => match node.kind {
            NodeKind::Directory => *kind == 'd',
            NodeKind::File { .. } => *kind == 'f',
            NodeKind::Link(_) => *kind == 'l',
        },
        Test::Empty => match node.kind {
            NodeKind::Directory => files.list(path).next().is_none(),
            NodeKind::File { .. } => node.bytes() == 0,
            NodeKind::Link(_) => false,
        },
        Test::User(user) => node.owner == *user,
        Test::Size(sign, count, scale) => {
            let blocks = node.bytes().div_ceil(*scale);
            match sign {
                '+' => blocks > *count,
                '-' => blocks < *count,
                _ => blocks == *count,
            }
        }
        Test::Print(end) => {
            walk.out += &format!("{shown}{end}");
            true
        }
        Test::Delete => {
            walk.deleted.push(path.to_owned());
            true
        }
        Test::Prune => {
            walk.pruned = true;
            true
        }
        Test::Quit => {
            walk.quits = true;
            true
        }
        Test::Exec(words, true) => {
            match walk
                .gathered
                .iter_mut()
                .find(|(command, _)| command == words)
            {
                Some((_, paths)) => paths.push(shown.to_owned()),
                None => walk.gathered.push((words.clone(), vec![shown.to_owned()])),
            }
            true
        }
        Test::Exec(words, false) => {
            let words = words.iter().map(|word| word.replace("{}", shown)).collect();
            walk.commands.push(words);
            // What comes of it is known only once it has run: what follows it in the expression is done as after success.
            true
        }
        Test::Not(inner) => !holds(w, key, path, shown, inner, walk),
        Test::All(all) => all.iter().all(|t| holds(w, key, path, shown, t, walk)),
        Test::Any(any) => any.iter().any(|t| holds(w, key, path, shown, t, walk)),
    }
}

/// `find`.
pub(super) fn find(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let fail = |w: &mut World, words: &str| {
        write_stderr(w, key, words);
        Progress::Exit(1)
    };
    let expression = |word: &&String| word.starts_with(['-', '(', '!']);
    let first = argv[1..].iter().position(|word| expression(&word));
    let (roots, rest) = argv[1..].split_at(first.unwrap_or(argv.len() - 1));
    let here = [".".to_owned()];
    let roots = if roots.is_empty() { &here[..] } else { roots };
    let (mut deepest, mut least) = (usize::MAX, 0);
    let mut words: Vec<String> = Vec::new();
    let mut rest = rest.iter();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "-maxdepth" | "-mindepth" => {
                let depth = rest.next().and_then(|n| n.parse().ok());
                let Some(depth) = depth else {
                    let words =
                        format!("find: Expected a positive decimal integer argument to {word}\n");
                    return fail(w, &words);
                };
                *(if word == "-maxdepth" {
                    &mut deepest
                } else {
                    &mut least
                }) = depth;
            }
            "-xdev" | "-mount" | "-depth" => {}
            _ => words.push(word.clone()),
        }
    }
    let mut expression = Expression {
        words: &words,
        acts: false,
    };
    let test = match expression.any() {
        Ok(test) if expression.words.is_empty() => test,
        Ok(_) => return fail(w, "find: invalid expression\n"),
        Err(words) => return fail(w, &words),
    };
    let test = match expression.acts {
        true => test,
        false => Test::All(vec![test, Test::Print("\n")]),
    };
    let mut walk = Walk::default();
    let mut code = 0;
    for root in roots {
        let job = &w.hosts.jobs[key];
        let from = job.process.absolute(root);
        let files = &w.hosts.machines[job.machine].files;
        if files.entry(&from).is_none() {
            let words = format!("find: ‘{root}’: No such file or directory\n");
            write_stderr(w, key, &words);
            code = 1;
            continue;
        }
        let paths: Vec<String> = files.walk(&from).map(|(path, _)| path.to_owned()).collect();
        let mut skipped: Option<String> = None;
        for path in paths {
            if skipped
                .as_ref()
                .is_some_and(|above| path.starts_with(above.as_str()))
            {
                continue;
            }
            let below = path[from.trim_end_matches('/').len()..].trim_start_matches('/');
            let depth = below.split('/').filter(|part| !part.is_empty()).count();
            if depth > deepest || depth < least {
                continue;
            }
            let shown = match below {
                "" => root.clone(),
                below => format!("{}/{below}", root.trim_end_matches('/')),
            };
            holds(w, key, &path, &shown, &test, &mut walk);
            if std::mem::take(&mut walk.pruned) {
                skipped = Some(format!("{path}/"));
            }
            // What is run writes before what is found after it.
            if !walk.commands.is_empty() && !walk.out.is_empty() {
                let text = std::mem::take(&mut walk.out);
                let at = walk.commands.len() - 1;
                walk.commands.insert(at, said(&text));
            }
            if walk.quits {
                break;
            }
        }
    }
    for path in walk.deleted.iter().rev() {
        let machine = w.hosts.jobs[key].machine;
        w.hosts.machines[machine].files.remove(path);
    }
    for (words, paths) in walk.gathered {
        let mut command: Vec<String> = words[..words.len() - 1].to_vec();
        command.extend(paths);
        walk.commands.push(command);
    }
    if walk.commands.is_empty() {
        write_stdout(w, key, &walk.out);
        return Progress::Exit(code);
    }
    if !walk.out.is_empty() {
        walk.commands.push(said(&walk.out));
    }
    let each = Frame::Each(walk.commands.into_iter(), code, false, false);
    Progress::Call(vec![each])
}

/// A program that writes a text as it stands.
fn said(text: &str) -> Vec<String> {
    vec!["printf".to_owned(), "%s".to_owned(), text.to_owned()]
}

/// `du`.
pub(super) fn du(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let plain = "s h k m a c b x summarize human-readable all total";
    let switches = match Switches::read(w, key, argv, plain, "d max-depth") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let depth = match (switches.value("d max-depth"), switches.has("s summarize")) {
        (_, true) => 0,
        (Some(n), _) => n.parse().unwrap_or(usize::MAX),
        (None, false) => usize::MAX,
    };
    let shown = |bytes: u64| {
        if switches.has("h human-readable") {
            human(bytes)
        } else if switches.has("b") {
            bytes.to_string()
        } else if switches.has("m") {
            bytes.div_ceil(1 << 20).to_string()
        } else {
            bytes.div_ceil(1 << 10).to_string()
        }
    };
    let here = [".".to_owned()];
    let roots = if switches.rest.is_empty() {
        &here[..]
    } else {
        &switches.rest
    };
    let (mut text, mut code, mut sum) = (String::new(), 0, 0);
    for root in roots {
        let job = &w.hosts.jobs[key];
        let from = job.process.absolute(root);
        let files = &w.hosts.machines[job.machine].files;
        if files.entry(&from).is_none() {
            let words = format!("du: cannot access '{root}': No such file or directory\n");
            write_stderr(w, key, &words);
            code = 1;
            continue;
        }
        // Blocks of 4 KiB, as a file takes them.
        let taken = |bytes: u64| match switches.has("b") {
            true => bytes,
            false => bytes.div_ceil(4096) * 4096,
        };
        let whole = |path: &str| -> u64 { files.walk(path).map(|(_, n)| taken(n.bytes())).sum() };
        let mut rows: Vec<(String, u64)> = Vec::new();
        for (path, inner) in files.walk(&from) {
            let below = path[from.trim_end_matches('/').len()..].trim_start_matches('/');
            let levels = below.split('/').filter(|part| !part.is_empty()).count();
            let named = levels > 0 && (inner.is_directory() || switches.has("a all"));
            if named && levels <= depth {
                let name = format!("{}/{below}", root.trim_end_matches('/'));
                rows.push((name, whole(path)));
            }
        }
        rows.reverse();
        let all = whole(&from);
        sum += all;
        rows.push((root.clone(), all));
        for (name, bytes) in rows {
            text += &format!("{}\t{name}\n", shown(bytes));
        }
    }
    if switches.has("c total") {
        text += &format!("{}\ttotal\n", shown(sum));
    }
    write_stdout(w, key, &text);
    Progress::Exit(code)
}

/// `xargs`.
pub(super) fn xargs(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    // What follows the command is the command's own.
    let valued = ["-n", "-I", "-d", "-L", "-P", "-a", "-E", "-s"];
    let mut at = 1;
    while let Some(word) = argv.get(at).filter(|word| word.starts_with('-')) {
        at += if valued.contains(&word.as_str()) {
            2
        } else {
            1
        };
    }
    let at = at.min(argv.len());
    let plain = "0 r t null no-run-if-empty verbose";
    let switches = match Switches::read(w, key, &argv[..at], plain, "n I d L P") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let mut command = argv[at..].to_vec();
    if command.is_empty() {
        command.push("echo".to_owned());
    }
    let by_line = switches.has("I L");
    let items: Vec<String> = if switches.has("0 null") {
        stdin
            .split('\0')
            .filter(|i| !i.is_empty())
            .map(str::to_owned)
            .collect()
    } else if let Some(delimiter) = switches.value("d") {
        let delimiter = delimiter.replace("\\n", "\n").replace("\\t", "\t");
        let text = stdin.strip_suffix(delimiter.as_str()).unwrap_or(stdin);
        text.split(delimiter.as_str()).map(str::to_owned).collect()
    } else if by_line {
        let lines = stdin.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect()
    } else {
        match words(stdin) {
            Some(words) => words,
            None => {
                let words = "xargs: unmatched single quote; by default quotes are special to xargs unless you use the -0 option\n";
                write_stderr(w, key, words);
                return Progress::Exit(1);
            }
        }
    };
    let commands: Vec<Vec<String>> = match (switches.value("I"), switches.value("n L")) {
        (Some(mark), _) => {
            let one = |item: &String| {
                command
                    .iter()
                    .map(|word| word.replace(mark, item))
                    .collect()
            };
            items.iter().map(one).collect()
        }
        (None, count) => {
            let count = count.and_then(|n| n.parse().ok()).unwrap_or(usize::MAX);
            let chunks: Vec<&[String]> = match (items.is_empty(), switches.has("r no-run-if-empty"))
            {
                (true, true) => Vec::new(),
                (true, false) => vec![&[]],
                (false, _) => items.chunks(count.min(items.len()).max(1)).collect(),
            };
            let one = |chunk: &&[String]| [&command[..], chunk].concat();
            chunks.iter().map(one).collect()
        }
    };
    for name in commands.first().iter().filter_map(|c| c.first()) {
        if program::path(w, key, name).is_none() && !program::is_known(w, name) {
            write_stderr(
                w,
                key,
                &format!("xargs: {name}: No such file or directory\n"),
            );
            return Progress::Exit(127);
        }
    }
    if switches.has("t verbose") {
        let lines: String = commands
            .iter()
            .map(|c| format!("{}\n", c.join(" ")))
            .collect();
        write_stderr(w, key, &lines);
    }
    w.hosts.jobs[key].stdin.clear();
    Progress::Call(vec![Frame::Each(commands.into_iter(), 0, false, true)])
}

/// The words of an input, in which quotes and backslashes keep blanks; none where a quote is open.
fn words(text: &str) -> Option<Vec<String>> {
    let (mut all, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            (c, Some(_)) => word.get_or_insert_default().push(c),
            ('\'' | '"', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            ('\\', None) => word.get_or_insert_default().extend(chars.next()),
            (c, None) if c.is_whitespace() => all.extend(word.take()),
            (c, None) => word.get_or_insert_default().push(c),
        }
    }
    all.extend(word);
    quote.is_none().then_some(all)
}
