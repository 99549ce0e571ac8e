//! `paperboat fault` and `paperboat advance`: what strikes a simulated deployment that goes on, and time that passes.

use paperboat_core::event::Event;
use paperboat_core::fault::{Fault, Row};
use serde::Serialize;

use super::verbs::ended;
use crate::args;
use crate::deployment::Deployment;
use crate::exit::Exit;
use crate::report::{event_line, seconds};
use crate::scenario::{fault as parsed, fits, span};
use crate::table::Table;
use crate::ui::Ui;

/// The word that asks for all faults, and is none.
const LIST: &str = "list";

/// Lists all faults, or throws one at a simulated deployment.
pub fn fault(ui: &Ui, args: &args::Throw) -> Exit {
    if args.fault == LIST {
        return list(ui);
    }
    ended(throw(ui, args))
}

/// A fault that there is.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Known {
    fault: &'static str,
    parameters: &'static [&'static str],
    lasts: bool,
    about: String,
}

fn list(ui: &Ui) -> Exit {
    let known = |row: &Row| Known {
        fault: row.name,
        parameters: row.parameters,
        lasts: row.lasts(),
        about: ui.text.get(&format!("fault-{}", row.name)),
    };
    let all: Vec<Known> = Fault::ALL.iter().map(known).collect();
    if ui.json {
        ui.json(&all);
        return Exit::Success;
    }
    let mut table = Table::new(ui, &["column-fault", "column-parameters", "column-about"]);
    for fault in &all {
        let parameters = fault.parameters.join(", ");
        table.row([fault.fault.to_owned(), parameters, fault.about.clone()]);
    }
    ui.report(&format!(
        "{}\n{}",
        table.render(),
        ui.text.get("fault-forms")
    ));
    Exit::Success
}

/// What came of a fault that was thrown.
#[derive(Debug, Serialize)]
struct Thrown {
    fault: Fault,
    event: u32,
    hit: Vec<String>,
    missed: Option<&'static str>,
}

fn throw(ui: &Ui, args: &args::Throw) -> Result<Exit, Exit> {
    let fault = parsed(ui, &args.fault)?;
    let mut deployment = Deployment::open(ui, args.existing.name.as_deref())?;
    fits(ui, &fault, deployment.app())?;
    let Some((strike, happened)) = deployment.strike(&fault) else {
        return Err(ui.fail(Exit::Usage, "world-outside", &[]));
    };
    deployment.save(ui)?;
    if ui.json {
        ui.json(&Thrown {
            fault,
            event: strike.event.0,
            hit: strike.hit,
            missed: strike.missed,
        });
        return Ok(Exit::Success);
    }
    told(ui, &happened);
    let name = [("name", deployment.name.as_str())];
    ui.out(&ui.text.with("fault-next", &name));
    Ok(Exit::Success)
}

/// Time that passed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Passed {
    now_s: f64,
    events: Vec<Event>,
}

/// Lets time pass in a simulated deployment.
pub fn advance(ui: &Ui, args: &args::Advance) -> Exit {
    ended(try_advance(ui, args))
}

fn try_advance(ui: &Ui, args: &args::Advance) -> Result<Exit, Exit> {
    let Some(time) = span(&args.time) else {
        return Err(ui.fail(Exit::Usage, "advance-time", &[("given", &args.time)]));
    };
    let mut deployment = Deployment::open(ui, args.existing.name.as_deref())?;
    let Some((now, events)) = deployment.pass(time) else {
        return Err(ui.fail(Exit::Usage, "world-outside", &[]));
    };
    deployment.save(ui)?;
    if ui.json {
        ui.json(&Passed {
            now_s: now.as_secs_f64(),
            events,
        });
        return Ok(Exit::Success);
    }
    told(ui, &events);
    let said = [
        ("time", seconds(time.as_secs_f64())),
        ("now", now.to_string()),
        ("count", events.len().to_string()),
    ];
    let said: Vec<(&str, &str)> = said.iter().map(|(k, v)| (*k, v.as_str())).collect();
    ui.out(&ui.text.with("advance-done", &said));
    Ok(Exit::Success)
}

/// How many events are shown: the first of them are the ones that the reader waits for.
const SHOWN: usize = 40;

fn told(ui: &Ui, events: &[Event]) {
    for event in events.iter().take(SHOWN) {
        ui.out(&event_line(ui, event));
    }
    if let Some(rest) = events.len().checked_sub(SHOWN).filter(|n| *n > 0) {
        ui.out(
            &ui.text
                .with("advance-more", &[("count", &rest.to_string())]),
        );
    }
}
