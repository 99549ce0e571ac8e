//! `paperboat check`: what becomes of every key in each strategy, and the traps.

use std::path::Path;

use paperboat_core::check::{
    Finding, KeyReport, Outcome, Place, Report, Saying, Verdict, check as look,
};
use paperboat_core::strategy::App;

use super::verbs::known_strategy;
use crate::args;
use crate::exit::Exit;
use crate::load::load_app;
use crate::table::Table;
use crate::ui::Ui;

/// Shows what becomes of every key. Ends with 4 when the strategies that were asked all refuse something.
pub fn check(ui: &Ui, args: &args::Check) -> Exit {
    for name in &args.strategies {
        if let Err(exit) = known_strategy(ui, name) {
            return exit;
        }
    }
    let (resolved, options) = match load_app(ui, &args.app) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let only: Vec<&str> = args.strategies.iter().map(String::as_str).collect();
    let report = look(&resolved, &App::new(&resolved, &options), &only);
    if ui.json {
        ui.json(&report);
    } else {
        ui.report(&render(ui, &report, args.all));
    }
    if report.refused_by_all() {
        Exit::Refused
    } else {
        Exit::Success
    }
}

/// Writes the report: a table for each service and one for the rest, the traps, and which strategies remain.
fn render(ui: &Ui, report: &Report, all: bool) -> String {
    let mut parts = vec![ui.text.with("check-title", &[("app", &report.app)])];
    let shown = |key: &&KeyReport| all || !kept(key);
    let mut services: Vec<Option<&str>> = Vec::new();
    for key in report.keys.iter().filter(shown) {
        if !services.contains(&key.service.as_deref()) {
            services.push(key.service.as_deref());
        }
    }
    services.sort_by_key(|service| service.is_none());
    for service in services {
        let heading = match service {
            Some(name) => name.to_owned(),
            None => ui.text.get("check-beside"),
        };
        let ours = report.keys.iter().filter(shown);
        let ours = ours.filter(|key| key.service.as_deref() == service);
        parts.push(format!("{heading}\n{}", table(ui, report, ours)));
    }
    let hidden = report.keys.iter().filter(|key| !all && kept(key)).count();
    if hidden == report.keys.len() {
        parts.push(ui.text.get("check-all-kept"));
    } else if hidden > 0 {
        let count = hidden.to_string();
        parts.push(ui.text.with("check-hidden", &[("count", &count)]));
    }
    parts.push(traps(ui, &report.findings));
    let last = report
        .strategies
        .iter()
        .map(|name| outlook(ui, report, name));
    parts.push(last.collect::<Vec<_>>().join("\n"));
    parts.join("\n\n")
}

fn kept(key: &KeyReport) -> bool {
    key.verdicts.values().all(|v| v.outcome == Outcome::Kept)
}

fn table<'a>(ui: &Ui, report: &Report, keys: impl Iterator<Item = &'a KeyReport>) -> String {
    let mut headings = vec![ui.text.get("column-key")];
    headings.extend(report.strategies.iter().map(|name| (*name).to_owned()));
    headings.push(ui.text.get("check-what"));
    let mut table = Table::titled(ui, headings).ruled();
    for key in keys {
        let prefix = key.service.as_ref().map(|name| format!("services.{name}."));
        let short = prefix.and_then(|p| key.key.strip_prefix(&p));
        let mut row = vec![short.unwrap_or(&key.key).to_owned()];
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
    table.render()
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

fn traps(ui: &Ui, findings: &[Finding]) -> String {
    if findings.is_empty() {
        return ui.text.get("check-no-traps");
    }
    let mut lines = vec![ui.text.get("check-traps")];
    for finding in findings {
        let place = finding.place.as_ref().map(|p| format!("{}: ", shown(p)));
        let level = ui.text.get(finding.severity.key());
        let strategies = finding.strategies.join(", ");
        let trap = say(ui, &finding.trap, &finding.trap);
        let remedy = say(ui, &finding.remedy, &finding.trap);
        lines.push(format!(
            "{}{level} ({strategies}): {}: {trap}\n    {}",
            place.unwrap_or_default(),
            finding.key,
            ui.text.with("check-remedy", &[("remedy", &remedy)]),
        ));
    }
    lines.join("\n")
}

/// A place as compilers write it, from here.
fn shown(place: &Place) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let path = Path::new(&place.file);
    let path = path.strip_prefix(&here).unwrap_or(path);
    format!("{}:{}:{}", path.display(), place.line, place.column)
}

fn outlook(ui: &Ui, report: &Report, strategy: &str) -> String {
    let refused = |key: &&KeyReport| {
        let verdict = key.verdicts.get(strategy);
        verdict.is_some_and(|v| v.outcome == Outcome::Refused)
    };
    let keys: Vec<&str> = report
        .keys
        .iter()
        .filter(refused)
        .map(|k| k.key.as_str())
        .collect();
    if keys.is_empty() {
        return ui.text.with("check-deployable", &[("strategy", strategy)]);
    }
    let given = [("strategy", strategy), ("keys", &keys.join(", "))];
    ui.text.with("check-refused", &given)
}
