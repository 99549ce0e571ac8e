//! `paperboat compare`: every lane from beginning to end, side by side.

use std::sync::Arc;

use paperboat_core::strategy::{App, NoRange};

use super::history;
use super::verbs::fewer;
use crate::args;
use crate::exit::Exit;
use crate::load::load_app;
use crate::output::{Output, PartialOutput};
use crate::report::{Comparison, Precision, count, page, read, render};
use crate::scenario::{self, Asked};
use crate::settings::{self, replaced, say_unused, with_numbers};
use crate::shard::{Input, Partial, Seeded, Shard};
use crate::ui::Ui;
use crate::waiting::Waiting;
use paperboat_rehearsal::{Comparing, Lane, Seeds, Settings, SideBySide, Told, run, side_by_side};

/// Goes down every lane, and puts them side by side. Ends with 1 when no lane got as far as an answer: that a lane fails is
/// what a comparison is there to find out.
pub fn compare(ui: &Ui, args: &args::Compare) -> Exit {
    try_compare(ui, args).unwrap_or_else(|exit| exit)
}

fn try_compare(ui: &Ui, args: &args::Compare) -> Result<Exit, Exit> {
    settings::Asked::apart(ui, &args.people, &args.app.positional)?;
    let lanes = chosen(ui, &args.lanes)?;
    let precision = precision(ui, args)?;
    let to = To::open(ui, args)?;
    let peak = args.peak.unwrap_or(PEAK);
    check_peak(ui, peak)?;
    let (resolved, options) = load_app(ui, &args.app)?;
    let app = App::new(&resolved, &options);
    let asked = Asked {
        scenario: args.scenario.as_deref(),
        hours: args.hours,
        replicas: args.replicas,
        faults: &args.faults,
    };
    let scenario = scenario::asked(ui, asked, &app)?;
    let lanes = if args.lanes.is_empty() && !scenario.lanes.is_empty() {
        chosen(ui, &scenario.lanes)?
    } else {
        lanes
    };
    let people = settings::Asked::of(ui, args.run.hands, &args.people, &scenario.people)?;
    let replaced = replaced(ui, &args.run.world, &scenario.people)?;
    let model = Arc::new(with_numbers(ui, &replaced)?);
    let settings = Settings {
        seed: args.run.world.seed,
        people: people.people(&model),
        model,
        peak: scenario
            .peak
            .filter(|_| args.peak.is_none())
            .unwrap_or(peak),
        scenario: Arc::new(scenario),
    };
    if let Some(lane) = &args.events {
        let report = run(&app, one(ui, lane, args)?, &settings);
        return Ok(history::list(ui, &report.events, None, None));
    }
    if let Some(asked) = &args.why {
        let form = || ui.fail(Exit::Usage, "why-form", &[("given", asked)]);
        let (lane, what) = asked.split_once(':').ok_or_else(form)?;
        let report = run(&app, one(ui, lane, args)?, &settings);
        return Ok(history::explain(ui, &report.events, what));
    }
    let lanes = following(ui, lanes, args.max_tasks)?;
    let comparing = Comparing {
        app: Arc::new(app),
        lanes: &lanes,
        settings: &settings,
        told: told(args.per_request),
    };
    if args.per_request {
        check_requests(ui, &settings)?;
    }
    let waiting = Waiting::new(ui);
    let output = match to {
        To::Report(output) => output,
        To::Part(shard, output) => {
            let input = Input {
                app: (*comparing.app).clone(),
                scenario: (*settings.scenario).clone(),
                lanes: lanes.iter().map(|lane| lane.name.to_owned()).collect(),
                seed: settings.seed,
                seeds: args.seeds,
                peak_rps: settings.peak,
                people,
                per_request: args.per_request,
                max_tasks: args.max_tasks,
                overrides: replaced,
            };
            let partial = one_part(&comparing, shard, input, &waiting);
            return output.put(ui, &partial).map(|()| Exit::Success);
        }
    };
    let seeds = Seeds {
        most: args.seeds,
        precision,
    };
    let found = side_by_side(&comparing, seeds, &|done, all| waiting.watch(done, all));
    waiting.end();
    let compared = Compared {
        comparing,
        found,
        seeds,
        replaced: replaced.into_keys().collect(),
    };
    show(ui, output, compared)
}

/// Runs a shard's seeds.
fn one_part(comparing: &Comparing<'_>, shard: Shard, input: Input, waiting: &Waiting) -> Partial {
    let model = &comparing.settings.model;
    let mut partial = Partial::new(model.version(), shard, input);
    let range = shard.range(partial.input.seeds);
    let samples = comparing.samples(range, &|done, all| waiting.watch(done, all));
    waiting.end();
    let seeds: Vec<u64> = partial.seeds().collect();
    let seeded = seeds.into_iter().zip(samples);
    partial.samples = seeded.map(|(seed, lanes)| Seeded { seed, lanes }).collect();
    partial.read = read(model).into_iter().map(|row| row.key).collect();
    partial
}

/// A comparison that was made, here or in parts.
pub(super) struct Compared<'a> {
    /// What was compared.
    pub(super) comparing: Comparing<'a>,
    /// What was found.
    pub(super) found: SideBySide,
    /// How many seeds were wanted.
    pub(super) seeds: Seeds,
    /// The numbers of the model that the person replaced.
    pub(super) replaced: Vec<String>,
}

/// Shows a comparison.
pub(super) fn show(ui: &Ui, output: Output, compared: Compared<'_>) -> Result<Exit, Exit> {
    let Compared {
        comparing: Comparing { app, settings, .. },
        found,
        seeds,
        replaced,
    } = compared;
    let precision = seeds
        .precision
        .map(|part| Precision::of(part, seeds.most, &found));
    let comparison = Comparison::of(ui, &app, settings, precision, found);
    let document = if output.is_page() { page } else { render };
    output.put(ui, || &comparison, || document(ui, &comparison))?;
    let unused = replaced
        .into_iter()
        .filter(|key| !settings.model.was_read(key));
    say_unused(ui, unused);
    let mut answers = comparison.lanes.iter().map(|lane| lane.first_answer_s);
    Ok(if answers.any(|answer| answer.is_some()) {
        Exit::Success
    } else {
        Exit::Failed
    })
}

/// What is written, and where.
enum To {
    /// The report.
    Report(Output),
    /// One part of the comparison, which is joined with the others later.
    Part(Shard, PartialOutput),
}

impl To {
    fn open(ui: &Ui, args: &args::Compare) -> Result<Self, Exit> {
        let Some(given) = &args.shard else {
            return Output::open(ui, &args.output).map(Self::Report);
        };
        let said = [("given", given.as_str())];
        let shard = Shard::parse(given);
        let shard = shard.ok_or_else(|| ui.fail(Exit::Usage, "shard-form", &said))?;
        if shard.of > args.seeds {
            let seeds = args.seeds.to_string();
            let said = [("given", given.as_str()), ("seeds", &seeds)];
            return Err(ui.fail(Exit::Usage, "shard-too-many", &said));
        }
        Ok(Self::Part(shard, PartialOutput::open(ui, &args.output)?))
    }
}

/// To what part of the figures the differences are to be known.
fn precision(ui: &Ui, args: &args::Compare) -> Result<Option<f64>, Exit> {
    let Some(given) = &args.precision else {
        return Ok(None);
    };
    let number = given.trim().trim_end_matches('%').trim_end().parse::<f64>();
    let part = number.ok().map(|percent| percent / 100.0);
    let part = part.filter(|part| (1e-4..1.0).contains(part));
    let wrong = || ui.fail(Exit::Usage, "precision-form", &[("given", given)]);
    part.map(Some).ok_or_else(wrong)
}

/// Refuses a rate of requests that no day has.
pub(super) fn check_peak(ui: &Ui, peak: f64) -> Result<(), Exit> {
    if peak.is_finite() && peak > 0.0 && peak <= 1e6 {
        return Ok(());
    }
    let given = peak.to_string();
    Err(ui.fail(Exit::Usage, "peak-out-of-range", &[("given", &given)]))
}

/// Requests a second at the day's peak when nobody says.
pub(crate) const PEAK: f64 = 20.0;

/// How much is told of the first seed.
pub(super) fn told(per_request: bool) -> Told {
    if per_request {
        Told::Requests
    } else {
        Told::Log
    }
}

/// The most requests that are looked at one by one in a lane: they take some seconds and some hundred MiB (own choice).
const ONE_BY_ONE: f64 = 2e7;

/// Refuses to look at more requests one by one than anybody waits for.
fn check_requests(ui: &Ui, settings: &Settings) -> Result<(), Exit> {
    let horizon = settings.scenario.horizon.as_secs_f64();
    let requests = settings.curve(settings.peak).requests(0.0, horizon);
    if requests <= ONE_BY_ONE {
        return Ok(());
    }
    let said = [("requests", count(requests)), ("most", count(ONE_BY_ONE))];
    let said = said.each_ref().map(|(k, v)| (*k, v.as_str()));
    Err(ui.fail(Exit::Usage, "per-request-too-many", &said))
}

pub(super) fn chosen(ui: &Ui, names: &[String]) -> Result<Vec<Lane>, Exit> {
    if names.is_empty() {
        return Ok(Lane::ALL.to_vec());
    }
    let mut lanes: Vec<Lane> = Vec::new();
    for name in names {
        let lane = lane_named(ui, name)?;
        if lanes.contains(&lane) {
            return Err(ui.fail(Exit::Usage, "lane-twice", &[("name", name)]));
        }
        lanes.push(lane);
    }
    Ok(lanes)
}

/// The lanes, with so many tasks at most where tasks follow a metric; refuses where those of no lane do.
pub(super) fn following(
    ui: &Ui,
    lanes: Vec<Lane>,
    max_tasks: Option<u32>,
) -> Result<Vec<Lane>, Exit> {
    let Some(most) = max_tasks else {
        return Ok(lanes);
    };
    let stays = |lane: &Lane| lane.with_max_tasks(most) == Err(NoRange::NoAutoScaling);
    if lanes.iter().all(stays) {
        return Err(ui.fail(Exit::Usage, "max-tasks-lanes", &[]));
    }
    let with = |lane: Lane| with_most(ui, lane, max_tasks);
    lanes.into_iter().map(with).collect()
}

/// A lane, with so many tasks at most where its tasks follow a metric.
fn with_most(ui: &Ui, lane: Lane, max_tasks: Option<u32>) -> Result<Lane, Exit> {
    let Some(most) = max_tasks else {
        return Ok(lane);
    };
    match lane.with_max_tasks(most) {
        Ok(with) => Ok(with),
        Err(NoRange::NoAutoScaling) => Ok(lane),
        Err(NoRange::FewerThanAtFirst { tasks }) => Err(fewer(ui, most, tasks)),
    }
}

/// The lane of which events are asked.
fn one(ui: &Ui, name: &str, args: &args::Compare) -> Result<Lane, Exit> {
    lane_named(ui, name).and_then(|lane| with_most(ui, lane, args.max_tasks))
}

/// Finds a lane by its name; says which is nearest when there is none.
fn lane_named(ui: &Ui, name: &str) -> Result<Lane, Exit> {
    let found = Lane::KNOWN.into_iter().find(|l| l.name == name);
    found.ok_or_else(|| {
        let known = Lane::KNOWN.map(|l| l.name);
        let nearest = paperboat_core::app::nearest::nearest(name, known).unwrap_or("none");
        let names = known.join(", ");
        let name = if name.is_empty() { "none" } else { name };
        let said = [("name", name), ("nearest", nearest), ("names", &names)];
        ui.fail(Exit::Usage, "lane-unknown", &said)
    })
}
