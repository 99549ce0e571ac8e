//! From options to what happens while users come.

mod numbers;

use std::time::Duration;

use paperboat_core::app::duration::ComposeDuration;
use paperboat_core::app::nearest::nearest;
use paperboat_core::fault::{Fault, FaultError};
use paperboat_core::scenario::{self, Act, LONGEST, Moment, Scenario};
use paperboat_core::strategy::App;
use paperboat_rehearsal::Lane;

use crate::diagnostic::{refusal, render};
use crate::exit::Exit;
use crate::ui::Ui;

/// The scenarios that need no file.
const BUILT_IN: [&str; 2] = ["standard", "calm"];

/// How long users are watched after the last fault that was thrown: long enough for a person who sleeps to be called, to
/// come and to try several times (own choice).
const AFTER_THE_LAST: Duration = Duration::from_secs(6 * 3_600);

/// What an option asks to happen.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// A scenario's name or file.
    pub scenario: Option<&'a str>,
    /// Hours of users before anything happens, in a scenario without a file.
    pub hours: u32,
    /// Replicas to scale out to, in a scenario without a file.
    pub replicas: u32,
    /// Faults with their times.
    pub faults: &'a [String],
}

/// The scenario that the options ask for.
///
/// # Errors
/// The exit code, after it was said what is wrong.
pub fn asked(ui: &Ui, asked: Asked<'_>, app: &App) -> Result<Scenario, Exit> {
    let Asked {
        scenario,
        hours,
        replicas,
        faults,
    } = asked;
    let mut found = match scenario {
        None if !faults.is_empty() => Scenario {
            timeline: Vec::new(),
            ..Scenario::calm(hours, replicas)
        },
        None | Some("standard") => Scenario::standard(hours, replicas),
        Some("calm") => Scenario::calm(hours, replicas),
        Some(path) => {
            let file = FromFile::read(ui, path)?;
            file.hold_against(ui, app)?;
            file.scenario
        }
    };
    for given in faults {
        let moment = thrown(ui, given)?;
        if let Act::Fault(fault) = &moment.act {
            fits(ui, fault, app)?;
        }
        let enough = (moment.at + AFTER_THE_LAST).min(LONGEST);
        found.horizon = found.horizon.max(enough);
        found.add(moment);
    }
    Ok(found)
}

/// A scenario, with the file in which it stands.
#[derive(Debug)]
pub struct FromFile<'a> {
    path: &'a str,
    text: Vec<u8>,
    /// The scenario.
    pub scenario: Scenario,
}

impl<'a> FromFile<'a> {
    /// Reads a scenario's file.
    ///
    /// # Errors
    /// The exit code, after it was said what is wrong, with the line.
    pub fn read(ui: &Ui, path: &'a str) -> Result<Self, Exit> {
        let text = std::fs::read(path).map_err(|error| {
            let near = nearest(path, BUILT_IN).unwrap_or("none");
            let reason = error.to_string();
            let said = [("path", path), ("reason", &reason), ("nearest", near)];
            ui.fail(Exit::Usage, "scenario-unreadable", &said)
        })?;
        let scenario = scenario::read(path, &text).map_err(|refused| {
            refuse(ui, &refused);
            Exit::Usage
        })?;
        let diagnostics = numbers::wrong(&scenario.people);
        if !diagnostics.is_empty() {
            refuse(ui, &scenario::Refusal::of(path, &text, diagnostics));
            return Err(Exit::Usage);
        }
        Ok(Self {
            path,
            text,
            scenario,
        })
    }

    /// Refuses a scenario that names services or lanes that there are not.
    ///
    /// # Errors
    /// The exit code, after it was said which, with their lines.
    pub fn hold_against(&self, ui: &Ui, app: &App) -> Result<(), Exit> {
        let lanes = Lane::KNOWN.map(|lane| lane.name);
        let diagnostics = self.scenario.unknown(&services(app), &lanes);
        if diagnostics.is_empty() {
            return Ok(());
        }
        refuse(
            ui,
            &scenario::Refusal::of(self.path, &self.text, diagnostics),
        );
        Err(Exit::Usage)
    }
}

/// The names of an application's services.
fn services(app: &App) -> Vec<&str> {
    app.project.services.keys().map(String::as_str).collect()
}

fn refuse(ui: &Ui, refused: &scenario::Refusal) {
    if ui.json {
        ui.json(&refusal(&ui.text, &refused.diagnostics, &refused.files));
    } else {
        let colour = ui.colour_err();
        ui.err(&render(
            &ui.text,
            &refused.diagnostics,
            &refused.files,
            colour,
        ));
    }
}

/// Reads `FAULT@TIME`.
fn thrown(ui: &Ui, given: &str) -> Result<Moment, Exit> {
    let form = || ui.fail(Exit::Usage, "fault-form", &[("given", given)]);
    let (what, when) = given.rsplit_once('@').ok_or_else(form)?;
    let fault = fault(ui, what)?;
    let at = ComposeDuration::parse(when.trim()).ok();
    let at = at.filter(|at| at.0 >= 0 && at.to_std() < LONGEST);
    let at = at.ok_or_else(|| ui.fail(Exit::Usage, "fault-time", &[("given", when)]))?;
    Ok(Moment {
        at: at.to_std(),
        name: fault.name().to_owned(),
        act: Act::Fault(fault),
    })
}

/// Reads how much time is to pass; none for what is no time, for no time at all, and for more than a scenario can have.
#[must_use]
pub fn span(text: &str) -> Option<Duration> {
    let time = ComposeDuration::parse(text).ok()?.to_std();
    (!time.is_zero() && time <= LONGEST).then_some(time)
}

/// Refuses a fault of a service that the application does not have.
///
/// # Errors
/// The exit code, after it was said which there are.
pub fn fits(ui: &Ui, fault: &Fault, app: &App) -> Result<(), Exit> {
    let parameters = fault.parameters();
    let named = parameters.iter().find(|(name, _)| *name == "service");
    let services = services(app);
    match named {
        Some((_, service)) if !services.contains(&service.as_str()) => {
            let said = [
                ("fault", fault.name()),
                ("service", service),
                ("services", &services.join(", ")),
            ];
            Err(ui.fail(Exit::Usage, "fault-service", &said))
        }
        _ => Ok(()),
    }
}

/// Reads a fault in short form.
///
/// # Errors
/// The exit code, after it was said what is wrong and what is nearest.
pub fn fault(ui: &Ui, text: &str) -> Result<Fault, Exit> {
    Fault::parse(text).map_err(|error| match error {
        FaultError::Unknown { name, nearest } => {
            let nearest = nearest.as_deref().unwrap_or("none");
            let said = [("name", name.as_str()), ("nearest", nearest)];
            ui.fail(Exit::Usage, "fault-unknown", &said)
        }
        FaultError::Parameter {
            fault,
            parameter,
            known,
            ..
        } => {
            let known = if known.is_empty() {
                "none".to_owned()
            } else {
                known.join(", ")
            };
            let said = [("fault", fault), ("name", &parameter), ("known", &known)];
            ui.fail(Exit::Usage, "fault-parameter", &said)
        }
        FaultError::Value {
            fault,
            parameter,
            value,
            ..
        } => {
            let said = [("fault", fault), ("name", &parameter), ("value", &value)];
            ui.fail(Exit::Usage, "fault-value", &said)
        }
    })
}
