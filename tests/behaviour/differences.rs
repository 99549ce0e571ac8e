//! `DIFFERENCES.md`: what each cloud does otherwise than AWS documents. It is written by a run, and held by the next.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

/// What differs in each case, in the order in which it was found.
pub(crate) type Found = BTreeMap<String, Vec<String>>;

/// What a run on one cloud came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Section {
    /// Cases in which nothing differs.
    pub(crate) pass: usize,
    /// What differs.
    pub(crate) differ: Found,
    /// The cases that could not be asked, and the operation that is missing.
    pub(crate) unsupported: BTreeMap<String, String>,
}

/// The whole file: a section for each cloud.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Differences(pub(crate) BTreeMap<String, Section>);

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("behaviour/DIFFERENCES.md")
}

const HEAD: &str = "# Where clouds differ from what AWS documents

Every case of the behaviour suite says what AWS documents. What an emulator does otherwise is listed here: written by
`PAPERBOAT_UPDATE_DIFFERENCES=1`, and held by every other run, which fails on a difference that is new or gone. A case
that needs an operation which a cloud does not have is not asked there.
";

impl Differences {
    /// Reads the file; one that does not exist lists nothing.
    pub(crate) fn read() -> Self {
        Self::parse(&std::fs::read_to_string(path()).unwrap_or_default())
    }

    /// Writes the file.
    ///
    /// # Errors
    /// What the disk says.
    pub(crate) fn write(&self) -> std::io::Result<()> {
        std::fs::write(path(), self.render())
    }

    /// Renders the file.
    pub(crate) fn render(&self) -> String {
        let mut out = HEAD.to_owned();
        for (cloud, section) in &self.0 {
            let (differ, unsupported) = (section.differ.len(), section.unsupported.len());
            let _ = writeln!(
                out,
                "\n## {cloud}\n\n{} cases pass, {differ} differ, {unsupported} are not asked.",
                section.pass
            );
            if unsupported > 0 {
                out.push_str("\nNot asked, for want of an operation:\n\n");
                for (operation, cases) in by_operation(&section.unsupported) {
                    let cases: Vec<_> = cases.iter().map(|c| format!("`{c}`")).collect();
                    let _ = writeln!(out, "- {operation}: {}", cases.join(", "));
                }
            }
            for (case, lines) in &section.differ {
                let _ = writeln!(out, "\n### {case}\n");
                for line in lines {
                    let _ = writeln!(out, "- {line}");
                }
            }
        }
        out
    }

    fn parse(text: &str) -> Self {
        let mut all = Self::default();
        let (mut cloud, mut case) = (String::new(), String::new());
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("## ") {
                (cloud, case) = (name.to_owned(), String::new());
                all.0.insert(cloud.clone(), Section::default());
            } else if let Some(name) = line.strip_prefix("### ") {
                name.clone_into(&mut case);
            } else if let Some(section) = all.0.get_mut(&cloud) {
                read_line(section, &case, line);
            }
        }
        all
    }
}

fn read_line(section: &mut Section, case: &str, line: &str) {
    if let Some((pass, _)) = line.split_once(" cases pass, ") {
        section.pass = pass.parse().unwrap_or(0);
    } else if let Some(item) = line.strip_prefix("- ") {
        if !case.is_empty() {
            let lines = section.differ.entry(case.to_owned()).or_default();
            lines.push(item.to_owned());
        } else if let Some((operation, cases)) = item.split_once(": ") {
            for case in cases.split(", ") {
                let case = case.trim_matches('`').to_owned();
                section.unsupported.insert(case, operation.to_owned());
            }
        }
    }
}

fn by_operation(unsupported: &BTreeMap<String, String>) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut all: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (case, operation) in unsupported {
        all.entry(operation).or_default().insert(case);
    }
    all
}

/// Tells what is new and what is gone, for a person; nothing when reality and the file agree.
pub(crate) fn compare(listed: &[String], found: &[String]) -> Option<String> {
    let new = found.iter().filter(|f| !listed.contains(f));
    let gone = listed.iter().filter(|l| !found.contains(l));
    let mut out = String::new();
    for line in new {
        let _ = writeln!(out, "new: {line}");
    }
    for line in gone {
        let _ = writeln!(out, "gone: {line}");
    }
    (!out.is_empty()).then_some(out)
}

/// The file is read as it was written, and a changed line is noticed both ways.
pub(crate) fn holds_itself() -> Result<(), String> {
    let section = Section {
        pass: 3,
        differ: Found::from([(
            "ec2/a".into(),
            vec!["x is `1`; seen: `2`".into(), "y; seen: nothing".into()],
        )]),
        unsupported: BTreeMap::from([
            ("ecs/b".into(), "ecs:RunTask".into()),
            ("ecs/c".into(), "ecs:RunTask".into()),
        ]),
    };
    let all = Differences(BTreeMap::from([
        ("moto".to_owned(), section),
        ("simulator".to_owned(), Section::default()),
    ]));
    let read = Differences::parse(&all.render());
    if read != all {
        return Err(format!("{all:?}\nis read as\n{read:?}"));
    }
    let (a, b) = (vec!["x".to_owned()], vec!["y".to_owned()]);
    match compare(&a, &b).as_deref() {
        Some("new: y\ngone: x\n") if compare(&a, &a).is_none() => Ok(()),
        other => Err(format!("the comparison says {other:?}")),
    }
}
