//! `paperboat check`: whether an application can be deployed, its traps, and what becomes of its keys.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use paperboat_core::check::{
    Answer, Finding, KeyReport, Obstacle, Outcome, Place, Report, Saying, Verdict, check as look,
};
use paperboat_core::people::Practice;
use paperboat_core::strategy::{App, Care, NAMES, RunWith, USUAL, Way};
use paperboat_simulator::model::Model;
use serde::Serialize;
use serde_json::{Value, json};

use super::verbs::known_way;
use crate::args;
use crate::document::{Block, Document, Item};
use crate::exit::Exit;
use crate::load::{as_given, load_app};
use crate::output::Output;
use crate::report::failure;
use crate::settings::typing;
use crate::table::Table;
use crate::text::Catalogue;
use crate::ui::Ui;
use paperboat_rehearsal::{Failure, Settings, rehearse};

/// Shows whether an application can be deployed. Ends with 4 when the strategies that were asked all refuse something, or
/// fail in a rehearsal.
pub fn check(ui: &Ui, args: &args::Check) -> Exit {
    let known = |name: &str| known_way(ui, name, args.care, args.run);
    if let Some(exit) = args.strategies.iter().find_map(|s| known(s).err()) {
        return exit;
    }
    let output = match Output::open(ui, &args.output) {
        Ok(output) => output,
        Err(exit) => return exit,
    };
    let (resolved, options) = match load_app(ui, &args.app) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let asked = |name: &&&str| match &args.strategies[..] {
        [] => USUAL.contains(*name),
        asked => asked.iter().any(|s| s == **name),
    };
    let ways = NAMES.iter().filter(asked).filter_map(|s| known(s).ok());
    let ways: Vec<Way> = ways.collect();
    let app = App::new(&resolved, &options);
    let report = look(&resolved, &app, &ways);
    let failures = rehearsed(ui, &app, &report, &ways);
    let fails = |s: &str| report.refuses(s) || failures.iter().any(|f| f.strategy == s);
    let none = !ways.is_empty() && report.strategies.iter().all(|s| fails(s));
    let data = || {
        let checked = serde_json::to_value(&Checked {
            report: &report,
            failures: &failures,
        });
        checked.map_or_else(
            |error| json!({ "error": error.to_string() }),
            |mut checked| {
                tell(&ui.text, &mut checked);
                checked
            },
        )
    };
    let document = || document(ui, &report, &failures, args.all);
    if let Err(exit) = output.put(ui, data, document) {
        return exit;
    }
    if none { Exit::Refused } else { Exit::Success }
}

/// Adds to each reason, remedy and trap the sentence that its key stands for; a remedy is told with the arguments of what
/// it is for. A file that came on standard input is called `-`, as it was given.
fn tell(text: &Catalogue, value: &mut Value) {
    match value {
        Value::Object(members) => {
            let own = ["reason", "trap"].iter().find_map(|why| members.get(*why));
            let own = own.and_then(|why| why.get("args")).cloned();
            for name in ["reason", "remedy", "trap"] {
                if let Some(Value::Object(said)) = members.get_mut(name) {
                    let args: Vec<(&str, &str)> = [own.as_ref(), said.get("args")]
                        .into_iter()
                        .filter_map(|args| args?.as_object())
                        .flatten()
                        .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
                        .collect();
                    let key = said.get("key").and_then(Value::as_str);
                    if let Some(sentence) = key.map(|key| text.with(key, &args)) {
                        said.insert("sentence".to_owned(), sentence.into());
                    }
                }
            }
            if let Some(Value::String(file)) = members.get_mut("file") {
                *file = as_given(file).to_owned();
            }
            members.values_mut().for_each(|value| tell(text, value));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| tell(text, value)),
        _ => {}
    }
}

/// What `check` prints as data.
#[derive(Debug, Serialize)]
struct Checked<'a> {
    #[serde(flatten)]
    report: &'a Report,
    /// The strategies that refuse nothing and fail all the same.
    failures: &'a [Failed],
}

/// A strategy that refuses nothing, and whose rehearsal does not come to an answer.
#[derive(Debug, Serialize)]
struct Failed {
    strategy: &'static str,
    error: Failure,
}

/// Rehearses, as `plan` does, what nothing in the file forbids: a list of reasons cannot foresee what programs do to each
/// other, and a verdict that a deployment then contradicts is worth nothing.
fn rehearsed(ui: &Ui, app: &App, report: &Report, ways: &[Way]) -> Vec<Failed> {
    let model = Arc::new(Model::default());
    let settings = Settings::quiet(Arc::clone(&model), typing(&model, Practice::default()));
    let permitted = ways.iter().filter(|way| !report.refuses(way.name()));
    let failure = |way: &Way| {
        let error = rehearse(app, *way, &settings).error?;
        Some(Failed {
            strategy: way.name(),
            error: failure(ui, &error, None),
        })
    };
    permitted.filter_map(failure).collect()
}

/// The report: the verdict of each strategy, the traps, and the keys that change or have no effect; or all keys.
fn document(ui: &Ui, report: &Report, failures: &[Failed], all: bool) -> Document {
    let mut doc = Document::new(ui.text.with("check-title", &[("app", &report.app)]));
    doc.blocks.push(Block::Gap);
    for answer in &report.answers {
        let failure = failures.iter().find(|f| f.strategy == answer.strategy);
        doc.blocks.extend(outlook(ui, answer, failure));
    }
    traps(ui, &mut doc, &report.findings);
    let shown = |key: &&KeyReport| all || noteworthy(key);
    let mut services: Vec<Option<&str>> = Vec::new();
    for key in report.keys.iter().filter(shown) {
        if !services.contains(&key.service.as_deref()) {
            services.push(key.service.as_deref());
        }
    }
    services.sort_by_key(|service| service.is_none());
    if !services.is_empty() {
        let key = if all { "check-keys-all" } else { "check-keys" };
        doc.part(ui.text.get(key));
    }
    for service in services {
        let heading = match service {
            Some(name) => name.to_owned(),
            None => ui.text.get("check-beside"),
        };
        let ours = report.keys.iter().filter(shown);
        let ours = ours.filter(|key| key.service.as_deref() == service);
        doc.blocks.push(Block::Gap);
        if all {
            doc.text(heading.clone());
            let table = table(ui, report, ours).captioned(heading);
            doc.blocks.push(Block::Table(table));
        } else {
            doc.blocks
                .push(Block::Under(heading, lines(ui, report, ours)));
        }
    }
    let hidden = report.keys.iter().filter(|key| !shown(key)).count();
    if hidden > 0 {
        let count = hidden.to_string();
        doc.blocks.push(Block::Gap);
        doc.text(ui.text.with("check-hidden", &[("count", &count)]));
    }
    doc
}

/// Tells whether a key is worth a line: something has no effect, or something can be done about it. What is refused
/// stands in the verdict.
fn noteworthy(key: &KeyReport) -> bool {
    key.verdicts.values().any(is_noteworthy)
}

fn is_noteworthy(verdict: &Verdict) -> bool {
    match verdict.outcome {
        Outcome::Dropped => verdict.reason.key != "because-holds-anyway",
        Outcome::Changed => true,
        Outcome::Kept | Outcome::Refused => false,
    }
}

/// The keys that change or have no effect, each on its lines: what becomes of it in which strategy, and why.
fn lines<'a>(ui: &Ui, report: &Report, keys: impl Iterator<Item = &'a KeyReport>) -> Vec<String> {
    // What is said alike of several keys is said once.
    let mut said: Vec<(String, Vec<String>)> = Vec::new();
    for key in keys {
        for (text, strategies) in reasons(ui, report, key, is_noteworthy) {
            let who = strategies.join(", ");
            let line = format!("{who}: {text}");
            let key = short(key).to_owned();
            match said.iter_mut().find(|(known, _)| *known == line) {
                Some((_, keys)) => keys.push(key),
                None => said.push((line, vec![key])),
            }
        }
    }
    let line = |(text, keys): &(String, Vec<String>)| format!("{}\n    {text}", keys.join(", "));
    said.iter().map(line).collect()
}

/// A key without the name of its service.
fn short(key: &KeyReport) -> &str {
    let prefix = key.service.as_ref().map(|name| format!("services.{name}."));
    let short = prefix.and_then(|p| key.key.strip_prefix(&p));
    short.unwrap_or(&key.key)
}

/// What strategies say of a key, alike ones together.
fn reasons<'a>(
    ui: &Ui,
    report: &'a Report,
    key: &KeyReport,
    wanted: impl Fn(&Verdict) -> bool,
) -> Vec<(String, Vec<&'a str>)> {
    let mut found: Vec<(String, Vec<&str>)> = Vec::new();
    for strategy in &report.strategies {
        let Some(verdict) = key.verdicts.get(strategy).filter(|v| wanted(v)) else {
            continue;
        };
        let outcome = ui.text.get(verdict.outcome.key());
        let text = format!("{outcome}: {}", because(ui, verdict));
        match found.iter_mut().find(|(known, _)| *known == text) {
            Some((_, strategies)) => strategies.push(strategy),
            None => found.push((text, vec![*strategy])),
        }
    }
    found
}

fn kept(key: &KeyReport) -> bool {
    key.verdicts.values().all(|v| v.outcome == Outcome::Kept)
}

fn table<'a>(ui: &Ui, report: &Report, keys: impl Iterator<Item = &'a KeyReport>) -> Table {
    let mut headings = vec![ui.text.get("column-key")];
    headings.extend(report.strategies.iter().map(|name| (*name).to_owned()));
    headings.push(ui.text.get("check-what"));
    let mut table = Table::titled(ui, headings).ruled();
    for key in keys {
        let mut row = vec![short(key).to_owned()];
        let verdicts = || {
            report
                .strategies
                .iter()
                .filter_map(|s| Some((s, key.verdicts.get(s)?)))
        };
        row.extend(verdicts().map(|(_, v)| ui.text.get(v.outcome.key())));
        // What is kept needs no reason, unless nothing else is in the row.
        let silent = |v: &Verdict| v.outcome == Outcome::Kept && !kept(key);
        let mut why: Vec<(String, Vec<&str>)> = Vec::new();
        for (strategy, v) in verdicts().filter(|(_, v)| !silent(v)) {
            let text = because(ui, v);
            match why.iter_mut().find(|(known, _)| *known == text) {
                Some((_, strategies)) => strategies.push(strategy),
                None => why.push((text, vec![strategy])),
            }
        }
        let why = why.iter().map(|(text, strategies)| {
            if strategies.len() == report.strategies.len() {
                text.clone()
            } else {
                format!("{}: {text}", strategies.join(", "))
            }
        });
        row.push(why.collect::<Vec<_>>().join("\n"));
        table.row(row);
    }
    table
}

/// The reason, and the remedy if there is one.
fn because(ui: &Ui, verdict: &Verdict) -> String {
    let reason = say(ui, &verdict.reason, &verdict.reason);
    let Some(remedy) = &verdict.remedy else {
        return reason;
    };
    let remedy = say(ui, remedy, &verdict.reason);
    let remedy = ui.text.with("check-remedy", &[("remedy", &remedy)]);
    format!("{reason}; {remedy}")
}

/// Fills a sentence; a remedy takes the arguments of its reason, and its own.
fn say(ui: &Ui, what: &Saying, with: &Saying) -> String {
    let all = with.args.iter().chain(&what.args);
    let arguments: Vec<(&str, &str)> = all.map(|(k, v)| (*k, v.as_str())).collect();
    ui.text.with(what.key, &arguments)
}

/// Traps that differ only in the service and its names, together.
fn alike(findings: &[Finding]) -> Vec<Vec<&Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for finding in findings {
        let same = |group: &&mut Vec<&Finding>| {
            group[0].trap.key == finding.trap.key && group[0].strategies == finding.strategies
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

fn traps(ui: &Ui, doc: &mut Document, findings: &[Finding]) {
    if findings.is_empty() {
        doc.blocks.push(Block::Gap);
        return doc.text(ui.text.get("check-no-traps"));
    }
    doc.part(ui.text.get("check-traps"));
    let mut items = Vec::new();
    for group in alike(findings) {
        let first = group[0];
        let level = ui.text.get(first.severity.key());
        let strategies = first.strategies.join(", ");
        let mut said: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for finding in &group {
            let trap = say(ui, &finding.trap, &finding.trap);
            said.entry(trap).or_default().push(at(finding));
        }
        let remedies: Vec<String> = group
            .iter()
            .map(|finding| say(ui, &finding.remedy, &finding.trap))
            .collect();
        let mut remedies: Vec<&str> = remedies.iter().map(String::as_str).collect();
        remedies.sort_unstable();
        remedies.dedup();
        items.extend(said.into_iter().map(|(trap, below)| Item {
            text: format!("{level} ({strategies}): {trap}"),
            below,
        }));
        let remedy = remedies.join("; ");
        let remedy = ui.text.with("check-remedy", &[("remedy", &remedy)]);
        if let Some(last) = items.last_mut() {
            last.below.push(remedy);
        }
    }
    doc.blocks.push(Block::List(0, items));
}

/// Where a trap is: the place, and the key.
fn at(finding: &Finding) -> String {
    let place = finding.place.as_ref().map(shown).unwrap_or_default();
    format!("{place}{}", finding.key)
}

/// A place as compilers write it, from here.
fn shown(place: &Place) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let path = Path::new(as_given(&place.file));
    let path = path.strip_prefix(&here).unwrap_or(path);
    format!("{}:{}:{}: ", path.display(), place.line, place.column)
}

/// The verdict of one strategy: it can be deployed, or what stands in the way, each with its remedy.
fn outlook(ui: &Ui, answer: &Answer, failure: Option<&Failed>) -> Vec<Block> {
    if let Some(Failed { error, .. }) = failure {
        let step = ui.text.get(&format!("step-{}", error.step));
        let said = [("strategy", &*way(ui, answer)), ("step", &step)];
        let remedy = error.remedy.iter();
        let remedy = remedy.map(|r| ui.text.with("check-remedy", &[("remedy", r)]));
        let lines = error.message.lines().map(|line| format!("    {line}"));
        let lines = lines.chain(remedy.map(|line| format!("      {line}")));
        let lines = std::iter::once(ui.text.with("check-fails", &said)).chain(lines);
        return vec![Block::Text(lines.collect::<Vec<_>>().join("\n"))];
    }
    let key = match answer.outcome {
        Outcome::Kept => "check-deployable",
        Outcome::Changed | Outcome::Dropped => "check-changed",
        Outcome::Refused => "check-refused",
    };
    let way = way(ui, answer);
    let mut blocks = vec![Block::Text(ui.text.with(key, &[("strategy", &way)]))];
    if !answer.refusals.is_empty() {
        let obstacles = answer.refusals.iter().map(|o| obstacle(ui, o));
        blocks.push(Block::List(2, obstacles.collect()));
    }
    blocks
}

/// A strategy with the settings that are not the usual ones.
fn way(ui: &Ui, answer: &Answer) -> String {
    let care = answer.care.map(|care| match care {
        Care::Naive => "check-naive",
        Care::Careful => "check-careful",
    });
    let run = answer.run.map(|run| match run {
        RunWith::Compose => "docker compose",
        RunWith::Docker => "docker run",
    });
    match (care, run) {
        (Some(care), Some(run)) => {
            format!("{} ({}, {run})", answer.strategy, ui.text.get(care))
        }
        _ => answer.strategy.to_owned(),
    }
}

fn obstacle(ui: &Ui, obstacle: &Obstacle) -> Item {
    let reason = say(ui, &obstacle.reason, &obstacle.reason);
    let remedy = say(ui, &obstacle.remedy, &obstacle.reason);
    let remedy = ui.text.with("check-remedy", &[("remedy", &remedy)]);
    let place = obstacle.place.as_ref().map(shown).unwrap_or_default();
    Item {
        text: format!("{place}{}: {reason}", obstacle.key),
        below: vec![remedy],
    }
}
