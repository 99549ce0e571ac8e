//! A scenario's file.

use std::time::Duration;

use crate::app::diagnostic::Diagnostic;
use crate::app::files::{Role, SourceFile};
use crate::app::node::{Node, Value};
use crate::app::yaml::document;

use super::expected::expectation;
use super::field::{Fields, scalar, wrong_type};
use super::moment::moment;
use super::people::people;
use super::{Kind, LONGEST, Moment, Named, Scenario, VERSION};

/// A scenario that cannot be read, with what is wrong and the file as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// What is wrong, gravest first.
    pub diagnostics: Vec<Diagnostic>,
    /// The file that the places are in.
    pub files: Vec<SourceFile>,
}

impl Refusal {
    /// The refusal of a file's text.
    #[must_use]
    pub fn of(path: &str, text: &[u8], diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            diagnostics,
            files: vec![SourceFile {
                path: path.to_owned(),
                role: Role::Compose,
                content: text.to_vec(),
            }],
        }
    }
}

/// Reads a scenario from the text of a file.
///
/// # Errors
/// YAML that cannot be read, keys that no scenario has, values that a key cannot have, a fault that there is not, a time
/// outside the horizon, an expectation that nothing can meet, another version of the format.
pub fn read(path: &str, text: &[u8]) -> Result<Scenario, Refusal> {
    let wrong = |diagnostics| Refusal::of(path, text, diagnostics);
    let node = document(path, text).map_err(|d| wrong(vec![d]))?;
    whole(&node, path).map_err(wrong)
}

fn whole(node: &Node, path: &str) -> Result<Scenario, Vec<Diagnostic>> {
    let one = |d: Diagnostic| vec![d];
    let fields = Fields::of(node, "").map_err(one)?;
    version(&fields).map_err(one)?;
    let mut wrong = Vec::new();
    let horizon = keep(&mut wrong, horizon(&fields)).unwrap_or(LONGEST);
    let name = keep(&mut wrong, fields.text("name")).flatten();
    let app = keep(&mut wrong, fields.text("app")).flatten();
    let peak = keep(&mut wrong, fields.number("peak", 1e-3, 1e6)).flatten();
    let people = people(&mut wrong, &fields);
    let lanes = keep(&mut wrong, names(&fields, "lanes")).unwrap_or_default();
    let mut timeline: Vec<Moment> = Vec::new();
    for (n, node) in items(&mut wrong, &fields, "timeline").iter().enumerate() {
        let key = format!("timeline[{n}]");
        if let Some(mut moment) = keep(&mut wrong, moment(node, &key, horizon)) {
            moment.name = super::unused(&moment.name, &timeline);
            timeline.push(moment);
        }
    }
    let mut expectations = Vec::new();
    for (n, node) in items(&mut wrong, &fields, "expect").iter().enumerate() {
        let found = expectation(node, &format!("expect[{n}]"), &timeline);
        expectations.extend(keep(&mut wrong, found));
    }
    keep(&mut wrong, fields.end(&[]));
    if !wrong.is_empty() {
        return Err(wrong);
    }
    timeline.sort_by_key(|moment| moment.at);
    Ok(Scenario {
        name: name.unwrap_or_else(|| stem(path).to_owned()),
        app,
        lanes,
        peak,
        horizon,
        timeline,
        people,
        expectations,
        named: named(node),
    })
}

/// The value of a result; what is wrong goes to the others, so that one reading tells of all.
pub(super) fn keep<T>(wrong: &mut Vec<Diagnostic>, found: Result<T, Diagnostic>) -> Option<T> {
    found.map_err(|d| wrong.push(d)).ok()
}

/// A file's name without its folder and ending.
fn stem(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.split_once('.').map_or(name, |(stem, _)| stem)
}

fn version(fields: &Fields<'_>) -> Result<(), Diagnostic> {
    let Some(node) = fields.take("version") else {
        return Err(fields.required(&format!("version: {VERSION}")));
    };
    if node.value == Value::Int(VERSION) {
        return Ok(());
    }
    Err(Diagnostic::error("scenario-version")
        .arg("value", scalar(node, "version")?)
        .arg("known", VERSION)
        .key("version")
        .at(node.span))
}

fn horizon(fields: &Fields<'_>) -> Result<Duration, Diagnostic> {
    let horizon = fields.time("horizon")?;
    let horizon = horizon.ok_or_else(|| fields.required("horizon"))?;
    if horizon.is_zero() || horizon > LONGEST {
        let node = fields.place("horizon");
        return Err(Diagnostic::error("scenario-out-of-range")
            .arg("value", scalar(node, "horizon")?)
            .arg("least", "1s")
            .arg("most", "31d")
            .key("horizon")
            .at(node.span));
    }
    Ok(horizon)
}

/// The members of a list, or none.
fn items<'a>(wrong: &mut Vec<Diagnostic>, fields: &Fields<'a>, name: &'static str) -> &'a [Node] {
    let Some(node) = fields.take(name) else {
        return &[];
    };
    let list = node.as_list().ok_or_else(|| wrong_type(node, name, "list"));
    keep(wrong, list).unwrap_or_default()
}

fn names(fields: &Fields<'_>, name: &'static str) -> Result<Vec<String>, Diagnostic> {
    let Some(node) = fields.take(name) else {
        return Ok(Vec::new());
    };
    let list = node
        .as_list()
        .ok_or_else(|| wrong_type(node, name, "list"))?;
    let each = list.iter().enumerate();
    each.map(|(n, node)| scalar(node, &format!("{name}[{n}]")))
        .collect()
}

/// A service or a lane that a scenario speaks of, and where: whether there is one, only the application tells.
fn named(node: &Node) -> Vec<Named> {
    let mut found = Vec::new();
    let mut note = |node: Option<&Node>, key: String, kind: Kind| {
        if let Some((node, name)) = node.and_then(|node| Some((node, node.as_str()?))) {
            found.push(Named {
                kind,
                name: name.to_owned(),
                key,
                span: node.span,
            });
        }
    };
    let list = |name: &str| node.get(name).and_then(Node::as_list).unwrap_or_default();
    for (n, lane) in list("lanes").iter().enumerate() {
        note(Some(lane), format!("lanes[{n}]"), Kind::Lane);
    }
    for part in ["timeline", "expect"] {
        for (n, item) in list(part).iter().enumerate() {
            let key = |name: &str| format!("{part}[{n}].{name}");
            note(item.get("service"), key("service"), Kind::Service);
            note(item.get("lane"), key("lane"), Kind::Lane);
        }
    }
    found
}
