//! One suite for every cloud: what AWS documents of each operation, asked of the simulator, of emulators, of AWS.
//!
//! `PAPERBOAT_CLOUD` names the clouds, separated by commas: `simulator` (which nothing needs to be installed for), `serve`
//! and `serve-warp` (the same behind our own endpoint), `moto`, `ministack`, `localstack` (started from `target/emulators`, or already running at `PAPERBOAT_ENDPOINT`),
//! `aws` (an account: cases create and delete things there). All but the first need the feature `aws`, with which all
//! but the last are asked when none is named.

#[path = "behaviour/applicationautoscaling.rs"]
mod applicationautoscaling;
#[path = "behaviour/autoscaling.rs"]
mod autoscaling;
#[path = "behaviour/bench.rs"]
mod bench;
#[path = "behaviour/case.rs"]
mod case;
#[path = "behaviour/differences.rs"]
mod differences;
#[path = "behaviour/ec2/mod.rs"]
mod ec2;
#[path = "behaviour/ecr.rs"]
mod ecr;
#[path = "behaviour/ecs/mod.rs"]
mod ecs;
#[path = "behaviour/efs.rs"]
mod efs;
#[path = "behaviour/elbv2/mod.rs"]
mod elbv2;
#[cfg(feature = "aws")]
#[path = "behaviour/endpoint.rs"]
mod endpoint;
#[path = "behaviour/flow.rs"]
mod flow;
#[path = "behaviour/host.rs"]
mod host;
#[path = "behaviour/iam.rs"]
mod iam;
#[path = "behaviour/identity.rs"]
mod identity;
#[path = "behaviour/logs.rs"]
mod logs;
#[path = "behaviour/place.rs"]
mod place;
#[path = "behaviour/secretsmanager.rs"]
mod secretsmanager;
#[cfg(feature = "aws")]
#[path = "served/mod.rs"]
mod served;
#[cfg(feature = "aws")]
#[path = "behaviour/served.rs"]
mod served_place;
#[path = "behaviour/servicediscovery.rs"]
mod servicediscovery;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Arguments, Completion, Failed, Trial};

use case::{Case, all};
use differences::{Differences, Section, compare, holds_itself};
use place::{Outcome, Place};

/// Set to write `DIFFERENCES.md` anew.
const UPDATE: &str = "PAPERBOAT_UPDATE_DIFFERENCES";
/// Names the clouds.
const CLOUD: &str = "PAPERBOAT_CLOUD";
/// The clouds that are asked when none is named.
const CLOUDS: &str = if cfg!(feature = "aws") {
    "simulator,serve,serve-warp,moto,ministack,localstack"
} else {
    "simulator"
};

type Sections = Arc<Mutex<BTreeMap<String, Section>>>;

fn main() -> ExitCode {
    let mut args = Arguments::from_args();
    let wanted = std::env::var(CLOUD).unwrap_or_else(|_| CLOUDS.to_owned());
    let clouds: Vec<String> = wanted.split(',').map(|c| c.trim().to_owned()).collect();
    if clouds.iter().any(|cloud| cloud != "simulator") {
        // All cases share one account there, and meet what those before them left.
        args.test_threads = Some(1);
    }
    let update = std::env::var_os(UPDATE).is_some_and(|v| v == "1");
    let listed = Arc::new(Differences::read());
    let seen = Sections::default();
    let mut trials = vec![Trial::test(
        "the list of differences is read as it is written",
        || holds_itself().map_err(Failed::from),
    )];
    trials.push(same_through_the_wire(&listed));
    for cloud in &clouds {
        // Nothing is started only to list names.
        let place = if args.list {
            Ok(None)
        } else {
            Place::open(cloud).map(Some)
        };
        match place {
            Ok(place) => trials.extend(trials_on(cloud, place, update, &listed, &seen)),
            Err(why) => {
                eprintln!("{cloud}: {why}");
                return ExitCode::FAILURE;
            }
        }
    }
    let whole = args.filter.is_none() && args.skip.is_empty() && !args.ignored;
    let conclusion = libtest_mimic::run(&args, trials);
    if args.list {
        return ExitCode::SUCCESS;
    }
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    for (cloud, section) in &*seen {
        let (pass, differ, unsupported) = (
            section.pass,
            section.differ.len(),
            section.unsupported.len(),
        );
        eprintln!("{cloud}: {pass} cases pass, {differ} differ, {unsupported} are not asked");
    }
    let held = conclude(&listed, &seen, whole, update);
    if held {
        conclusion.exit_code()
    } else {
        ExitCode::FAILURE
    }
}

/// What is listed of our own endpoint is what is listed of the simulator; what the SDK's cloud here does not have was not
/// asked.
fn same_through_the_wire(listed: &Arc<Differences>) -> Trial {
    let listed = Arc::clone(listed);
    Trial::test(
        "the endpoint comes to what the simulator comes to",
        move || {
            let none = Section::default();
            let of = |cloud: &str| listed.0.get(cloud).unwrap_or(&none);
            let (simulator, served) = (of("simulator"), of("serve"));
            let asked = served.pass + served.differ.len() + served.unsupported.len();
            if asked == simulator.pass + simulator.differ.len() && served.differ == simulator.differ
            {
                return Ok(());
            }
            Err(format!("{served:?} is not {simulator:?}").into())
        },
    )
}

fn trials_on(
    cloud: &str,
    place: Option<Place>,
    update: bool,
    listed: &Arc<Differences>,
    seen: &Sections,
) -> Vec<Trial> {
    let place = Arc::new(place);
    let trial = |(number, case): (usize, Case)| {
        let (place, listed, seen) = (Arc::clone(&place), Arc::clone(listed), Arc::clone(seen));
        let cloud = cloud.to_owned();
        let kind = cloud.clone();
        let run = move || {
            let place = place.as_ref().as_ref().ok_or("nothing is open")?;
            let outcome = place.run(&case, number);
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            let section = seen.entry(cloud.clone()).or_default();
            let known = listed.0.get(&cloud);
            judge(&case, outcome, section, known, update)
        };
        Trial::ignorable_test(case.name, run).with_kind(kind)
    };
    all().into_iter().enumerate().map(trial).collect()
}

fn judge(
    case: &Case,
    outcome: Outcome,
    section: &mut Section,
    known: Option<&Section>,
    update: bool,
) -> Result<Completion, Failed> {
    match outcome {
        Outcome::Unsupported(operation) => {
            section
                .unsupported
                .insert(case.name.to_owned(), operation.clone());
            Ok(Completion::ignored_with(format!("no {operation}")))
        }
        Outcome::Asked(found) => {
            let listed = known.and_then(|s| s.differ.get(case.name));
            let disagree = compare(listed.map_or(&[], Vec::as_slice), &found);
            if found.is_empty() {
                section.pass += 1;
            } else {
                section.differ.insert(case.name.to_owned(), found);
            }
            match disagree {
                Some(why) if !update => Err(why.into()),
                _ => Ok(Completion::Completed),
            }
        }
    }
}

/// Writes what a whole run found, or holds the file to it. Without a whole run there is nothing to say.
fn conclude(
    listed: &Differences,
    seen: &BTreeMap<String, Section>,
    whole: bool,
    update: bool,
) -> bool {
    if !whole {
        if update {
            eprintln!("{UPDATE} writes what all cases find: run them all");
        }
        return !update;
    }
    let mut now = listed.clone();
    now.0.extend(
        seen.iter()
            .map(|(cloud, section)| (cloud.clone(), section.clone())),
    );
    if update {
        return now
            .write()
            .map_err(|e| eprintln!("DIFFERENCES.md: {e}"))
            .is_ok();
    }
    let same = now == *listed;
    if !same {
        eprintln!(
            "behaviour/DIFFERENCES.md does not say what this run found: {UPDATE}=1 writes it"
        );
    }
    same
}
