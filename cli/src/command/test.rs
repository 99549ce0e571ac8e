//! `paperboat test`: scenarios with what is expected of them, as a deployment test.

use std::path::Path;
use std::sync::Arc;

use paperboat_core::scenario::{Expectation, Scenario, What};
use paperboat_core::strategy::App;
use paperboat_rehearsal::{Found, Judged, Lane, LaneReport, Settings, Told, Trial, judge, run_all};
use serde::Serialize;

use super::compare::{PEAK, check_peak, chosen};
use crate::args;
use crate::exit::Exit;
use crate::junit;
use crate::load::load_app;
use crate::report::{Replaced, count, dollars, own_numbers, seconds, work};
use crate::scenario::FromFile;
use crate::settings::{self, replaced, say_unused, with_numbers};
use crate::style::{bad, good, strong};
use crate::ui::Ui;

/// One scenario, with all that was expected of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tested {
    /// The scenario's file.
    pub file: String,
    /// What it is called.
    pub scenario: String,
    /// The application.
    pub app: String,
    /// Its Compose file, as it was named.
    pub compose: String,
    /// The options that decide the runs beside the seed, as they are typed.
    #[serde(skip)]
    options: String,
    /// How the work was done, where that is not the usual way, in the reader's language.
    #[serde(skip)]
    work: Option<String>,
    /// The numbers of the model that the person replaced, in the scenario or by options.
    pub replaced: Vec<Replaced>,
    /// What was expected, of each lane.
    pub cases: Vec<Case>,
}

/// One expectation of one lane.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Case {
    /// The lane.
    pub lane: String,
    /// The line of the file at which it stands.
    pub line: Option<u32>,
    /// What was expected, in the reader's language.
    pub expected: String,
    /// Whether it was met under every seed.
    pub met: bool,
    /// Under how many seeds it was met.
    pub met_seeds: u64,
    /// How many seeds were tried.
    pub seeds: u64,
    /// The first seed under which it was not met, or else the first one.
    pub seed: u64,
    /// What was found under that seed.
    #[serde(flatten)]
    pub found: Found,
    /// The same in the reader's language.
    pub said: String,
    /// The event to begin with when one asks why, under that seed.
    pub event: Option<u32>,
}

/// Runs scenarios and holds them against what they expect. Ends with 1 when something was not met.
pub fn test(ui: &Ui, args: &args::Test) -> Exit {
    try_test(ui, args).unwrap_or_else(|exit| exit)
}

fn try_test(ui: &Ui, args: &args::Test) -> Result<Exit, Exit> {
    settings::Asked::apart(ui, &args.people, &args.files)?;
    // All files are read before any is run: a mistake in the last one is told at once.
    let wanted: Vec<Wanted<'_>> = args
        .files
        .iter()
        .map(|file| read(ui, args, file))
        .collect::<Result<_, _>>()?;
    let mut tested = Vec::new();
    for one in wanted {
        tested.push(tried(ui, args, one)?);
    }
    if let Some(path) = &args.junit {
        let written = junit::write(Path::new(path), &tested);
        written.map_err(|error| {
            let reason = error.to_string();
            let said = [("path", path.as_str()), ("reason", &reason)];
            ui.fail(Exit::Io, "junit-unwritable", &said)
        })?;
    }
    if ui.json {
        ui.json(&tested);
    } else {
        ui.report(&render(ui, &tested));
    }
    let mut cases = tested.iter().flat_map(|t| &t.cases);
    let met = cases.all(|case| case.met);
    Ok(if met { Exit::Success } else { Exit::Failed })
}

/// A scenario with its application.
struct Wanted<'a> {
    file: &'a str,
    scenario: Scenario,
    compose: String,
    app: App,
}

fn read<'a>(ui: &Ui, args: &args::Test, file: &'a str) -> Result<Wanted<'a>, Exit> {
    let found = FromFile::read(ui, file)?;
    let scenario = &found.scenario;
    if scenario.expectations.is_empty() {
        return Err(ui.fail(Exit::Usage, "scenario-expects-nothing", &[("path", file)]));
    }
    let named = match (&args.app, &scenario.app) {
        (Some(app), _) => app.clone(),
        (None, Some(app)) => {
            let folder = Path::new(file).parent().unwrap_or(Path::new("."));
            folder.join(app).display().to_string()
        }
        (None, None) => return Err(ui.fail(Exit::Usage, "scenario-no-app", &[("path", file)])),
    };
    let of = args::AppArgs {
        positional: vec![named.clone()],
        ..args::AppArgs::default()
    };
    let (resolved, options) = load_app(ui, &of)?;
    let app = App::new(&resolved, &options);
    found.hold_against(ui, &app)?;
    Ok(Wanted {
        file,
        scenario: found.scenario,
        compose: named,
        app,
    })
}

fn tried(ui: &Ui, args: &args::Test, wanted: Wanted<'_>) -> Result<Tested, Exit> {
    let Wanted {
        file,
        scenario,
        compose,
        app,
    } = wanted;
    let lanes = chosen(ui, &scenario.lanes)?;
    let peak = scenario.peak.unwrap_or(PEAK);
    check_peak(ui, peak)?;
    let scenario = Arc::new(scenario);
    let people = settings::Asked::of(ui, args.run.hands, &args.people, &scenario.people)?;
    let numbers = replaced(ui, &args.run.world, &scenario.people)?;
    let model = Arc::new(with_numbers(ui, &numbers)?);
    let settings = Settings {
        seed: args.run.world.seed,
        people: people.people(&model),
        model,
        peak,
        scenario: Arc::clone(&scenario),
    };
    let seeds = (0..args.seeds).map(|n| args.run.world.seed.wrapping_add(n));
    let app = Arc::new(app);
    let trial = |seed: u64, lane: &Lane| Trial {
        app: Arc::clone(&app),
        lane: *lane,
        settings: Settings {
            seed,
            ..settings.clone()
        },
        // Expectations ask it what was seen.
        told: Told::Log,
    };
    let trials: Vec<Trial> = seeds
        .flat_map(|seed| lanes.iter().map(move |lane| (seed, lane)))
        .map(|(seed, lane)| trial(seed, lane))
        .collect();
    let reports = run_all(&trials);
    let unused = numbers.into_keys();
    say_unused(ui, unused.filter(|key| !settings.model.was_read(key)));
    let mut cases = Vec::new();
    for (n, lane) in lanes.iter().enumerate() {
        let ours = reports.iter().zip(&trials).skip(n).step_by(lanes.len());
        let ours: Vec<(u64, &LaneReport)> = ours.map(|(r, t)| (t.settings.seed, r)).collect();
        let of_lane = |e: &&Expectation| e.lane.as_ref().is_none_or(|name| *name == lane.name);
        let expected = scenario.expectations.iter().filter(of_lane);
        cases.extend(expected.map(|e| case(ui, e, lane.name, &ours)));
    }
    Ok(Tested {
        file: file.to_owned(),
        scenario: scenario.name.clone(),
        app: app.name.clone(),
        compose,
        options: options(args),
        work: work(ui, &settings.people),
        replaced: Replaced::of(&settings.model),
        cases,
    })
}

/// The options that were given, as they are typed, each with a blank before it.
fn options(args: &args::Test) -> String {
    let mut options = String::new();
    if let Some(hands) = args.run.hands {
        options += &format!(" --hands {}", hands.key());
    }
    if let Some(routine) = args.people.routine {
        options += &format!(" --routine {}", routine.key());
    }
    match args.people.slips.as_deref() {
        Some("model") => options += " --slips",
        Some(chance) => options += &format!(" --slips={chance}"),
        None => {}
    }
    for set in &args.run.world.overrides {
        options += &format!(" --set {}", paperboat_core::aws::quote(set));
    }
    options
}

fn case(ui: &Ui, expected: &Expectation, lane: &str, runs: &[(u64, &LaneReport)]) -> Case {
    let judged = runs
        .iter()
        .map(|(seed, report)| (*seed, judge(expected, report)));
    let judged: Vec<(u64, Judged)> = judged.collect();
    let met = judged.iter().filter(|(_, j)| j.met).count() as u64;
    let shown = judged.iter().find(|(_, j)| !j.met).or(judged.first());
    let (seed, found, event) = match shown {
        Some((seed, j)) => (*seed, j.found.clone(), j.event),
        None => (0, Found::NotReached, None),
    };
    Case {
        lane: lane.to_owned(),
        line: expected.span.map(|span| span.line),
        expected: wanted(ui, expected),
        met: met == judged.len() as u64,
        met_seeds: met,
        seeds: judged.len() as u64,
        seed,
        said: said(ui, &found),
        found,
        event: event.map(|e| e.0),
    }
}

/// What is expected, as a sentence.
fn wanted(ui: &Ui, expected: &Expectation) -> String {
    let value = match &expected.what {
        What::Available(part) | What::LostPartBelow(part) => percent(*part),
        What::LostBelow(number) => count(*number),
        What::RecoveredWithin(time) | What::FirstAnswerWithin(time) => seconds(time.as_secs_f64()),
        What::CostBelow(usd) => dollars(*usd),
        What::Seen(pattern) | What::NeverSeen(pattern) => {
            let member = |(name, value): (&String, &String)| format!("{name}: {value}");
            pattern.0.iter().map(member).collect::<Vec<_>>().join(", ")
        }
    };
    let key = format!("expect-{}", expected.what.key());
    let mut text = ui.text.with(&key, &[("value", &value)]);
    for (key, name) in [("service", &expected.service), ("after", &expected.after)] {
        if let Some(name) = name {
            text += &format!(
                " {}",
                ui.text.with(&format!("expect-of-{key}"), &[("name", name)])
            );
        }
    }
    text
}

/// What was found, as a sentence.
fn said(ui: &Ui, found: &Found) -> String {
    match found {
        Found::Part { value } => percent(*value),
        Found::Requests { value } => ui.text.with("found-requests", &[("value", &count(*value))]),
        Found::Seconds { value } => seconds(*value),
        Found::Dollars { value } => dollars(*value),
        Found::NotInterrupted => ui.text.get("found-not-interrupted"),
        Found::NotYet => ui.text.get("found-not-yet"),
        Found::Seen { event } => ui
            .text
            .with("found-seen", &[("event", &event.0.to_string())]),
        Found::NotSeen => ui.text.get("found-not-seen"),
        Found::NotReached => ui.text.get("found-not-reached"),
    }
}

/// A part as a percentage, with as many digits as an availability needs.
fn percent(part: f64) -> String {
    let shown = format!("{:.4}", part * 100.0);
    let shown = shown.trim_end_matches('0').trim_end_matches('.');
    format!("{shown}%")
}

fn render(ui: &Ui, tested: &[Tested]) -> String {
    let mut out = Vec::new();
    for t in tested {
        let title = [
            ("file", t.file.as_str()),
            ("scenario", &t.scenario),
            ("app", &t.app),
        ];
        out.push(strong(&ui.text.with("test-title", &title)));
        let own = own_numbers(ui, &t.replaced);
        out.extend(
            t.work
                .iter()
                .cloned()
                .chain(own)
                .map(|line| format!("  {line}")),
        );
        let mut lane = "";
        for case in &t.cases {
            if lane != case.lane {
                lane = &case.lane;
                out.push(format!("  {lane}"));
            }
            out.push(format!("    {}", line(ui, case)));
            if let (false, Some(event)) = (case.met, case.event) {
                let (compose, file, seed) = (&t.compose, &t.file, case.seed);
                let options = &t.options;
                let why = format!("--seed {seed} --why {}:{event}", case.lane);
                out.push(format!(
                    "      paperboat compare {compose} --scenario {file}{options} {why}"
                ));
            }
        }
    }
    let cases = || tested.iter().flat_map(|t| &t.cases);
    let (all, met) = (cases().count(), cases().filter(|c| c.met).count());
    let sum = [("met", met.to_string()), ("all", all.to_string())];
    let sum: Vec<(&str, &str)> = sum.iter().map(|(k, v)| (*k, v.as_str())).collect();
    out.push(ui.text.with("test-sum", &sum));
    out.join("\n")
}

fn line(ui: &Ui, case: &Case) -> String {
    let mark = if case.met {
        good(&ui.text.get("test-met"))
    } else {
        bad(&ui.text.get("test-not-met"))
    };
    let mut text = format!("{mark} {}: {}", case.expected, case.said);
    if case.seeds > 1 {
        let said = [
            ("met", case.met_seeds.to_string()),
            ("seeds", case.seeds.to_string()),
            ("seed", case.seed.to_string()),
        ];
        let said: Vec<(&str, &str)> = said.iter().map(|(k, v)| (*k, v.as_str())).collect();
        text += &format!(" {}", ui.text.with("test-seeds", &said));
    }
    text
}
