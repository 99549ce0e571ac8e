//! One verdict: what `check` refuses, `plan` refuses for the same reasons, and what it lets through gets as far as an
//! answer, in every way to deploy.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use paperboat::settings::typing;
use paperboat_core::app::files::InMemory;
use paperboat_core::app::load::{Load, Resolved};
use paperboat_core::app::mounts;
use paperboat_core::check::{Outcome, check};
use paperboat_core::error::Cause;
use paperboat_core::people::Practice;
use paperboat_core::strategy::{App, Asg, Care, Ec2, EcsEc2, Fargate, RunWith, Way, Why};
use paperboat_rehearsal::{Rehearsal, Settings, rehearse};
use paperboat_simulator::model::Model;

const CASES: &str = include_str!("fixtures/refused.yaml");

/// The ways by the words of the cases.
const WAYS: [(&str, Way); 6] = [
    ("ec2", ec2(Care::Careful, RunWith::Compose)),
    ("naive", ec2(Care::Naive, RunWith::Compose)),
    ("run", ec2(Care::Careful, RunWith::Docker)),
    ("asg", Way::Asg(Asg { instances: 2 })),
    ("fargate", Way::Fargate(Fargate::of(1))),
    ("ecs-ec2", Way::EcsEc2(EcsEc2::of(1))),
];

const fn ec2(care: Care, run: RunWith) -> Way {
    Way::Ec2(Ec2 { care, run })
}

fn read(text: &str) -> (Resolved, App) {
    let load = Load {
        working_directory: "/app".to_owned(),
        files: vec!["compose.yaml".to_owned()],
        ..Load::default()
    };
    let files = InMemory::one("/app/compose.yaml", text);
    let resolved = load.read(&files);
    let mut resolved = resolved.unwrap_or_else(|refused| panic!("{refused}: {text}"));
    mounts::read(&mut resolved, &files);
    let app = App::new(&resolved, &load);
    (resolved, app)
}

/// A case: its name, the reasons by way, and the file.
struct Case<'a> {
    name: &'a str,
    reasons: BTreeMap<&'a str, BTreeSet<String>>,
    text: String,
}

fn cases() -> Vec<Case<'static>> {
    let mut found: Vec<Case<'_>> = Vec::new();
    for line in CASES.lines() {
        if let Some(head) = line.strip_prefix("--- ") {
            let mut parts = head.split(" | ");
            let name = parts.next().expect("a name");
            let reasons = parts.map(|part| {
                let mut words = part.split(' ');
                let way = words.next().expect("a way");
                (way, words.map(str::to_owned).collect())
            });
            found.push(Case {
                name,
                reasons: reasons.collect(),
                text: String::new(),
            });
        } else if let Some(case) = found.last_mut() {
            case.text.push_str(line);
            case.text.push('\n');
        }
    }
    assert!(found.len() >= 60, "{}", found.len());
    found
}

/// The word of a reason, as it is sent.
fn word(why: Why) -> String {
    let word = serde_json::to_value(why).expect("JSON");
    word.as_str().expect("a word").to_owned()
}

fn planned(app: &App, way: Way) -> Rehearsal {
    // An account that may run a group of instances with a data host beside it.
    let quota = BTreeMap::from([("ec2.vcpu_quota".to_owned(), 32.into())]);
    let model = Model::default().with_overrides(&quota).expect("a value");
    let typing = typing(&model, Practice::default());
    let settings = Settings::quiet(Arc::new(model), typing);
    rehearse(app, way, &settings)
}

#[test]
fn check_and_plan_refuse_for_the_same_reasons_and_what_check_permits_answers() {
    let mut wrong = Vec::new();
    let mut held = BTreeSet::new();
    for case in cases() {
        let (resolved, app) = read(&case.text);
        for way in WAYS {
            let report = check(&resolved, &app, &[way.1]);
            let refused = report.answers[0].outcome == Outcome::Refused;
            let plan = planned(&app, way.1);
            let mut reasons = BTreeSet::new();
            match plan.error.as_ref().map(|e| &e.cause) {
                Some(Cause::Refused { refusals }) => {
                    assert!(
                        plan.resources.is_empty(),
                        "{}: something was made",
                        case.name
                    );
                    reasons.extend(refusals.iter().map(|r| word(r.why)));
                    held.extend(refusals.iter().map(|r| r.why));
                }
                // What the simulator lacks it says, and a real machine has.
                Some(other) if other.to_string().contains("not modelled") => {}
                Some(other) => wrong.push(format!("{} by {}: {other}", case.name, way.0)),
                None => {}
            }
            if refused == reasons.is_empty() && plan.error.is_none() {
                wrong.push(format!(
                    "{} by {}: check refused: {refused}",
                    case.name, way.0
                ));
            }
            let wanted = wanted(&case, way.0);
            if wanted != reasons {
                wrong.push(format!(
                    "{} by {}: {reasons:?} instead of {wanted:?}",
                    case.name, way.0
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // An image for one processor only refuses nothing: the machine and the task are chosen by it.
    let missing: Vec<&Why> = Why::ALL.iter().filter(|why| !held.contains(why)).collect();
    // Files that are there are mounted in `beside.rs`.
    // Express Mode takes one container only, and is asked in `tests/express.rs`.
    // A quota is met by a scale: `quota.rs`. Old data are met by an update: `data.rs`.
    let elsewhere = [
        &Why::Architecture,
        &Why::ExpressLacks,
        &Why::ExpressOne,
        &Why::ExpressNobody,
        &Why::ExpressPort,
        &Why::MountHides,
        &Why::MountTooLarge,
        &Why::OverQuota,
        &Why::OldData,
    ];
    assert_eq!(missing, elsewhere, "no case holds them");
}

/// The reasons that a case has for a way. Tasks on instances are refused as those on Fargate are, but for what only Fargate lacks;
/// and, as on a machine of one's own, where one kind of instance does not do for all.
fn wanted(case: &Case<'_>, way: &str) -> BTreeSet<String> {
    let of = |way: &str| case.reasons.get(way).cloned().unwrap_or_default();
    if way != "ecs-ec2" {
        return of(way);
    }
    let (lacks, size) = (word(Why::FargateLacks), word(Why::NoTaskSize));
    let of_kind = [word(Why::PlatformOther), word(Why::NoInstance)];
    let reasons = of("fargate").into_iter().filter(|reason| *reason != size);
    let here = |reason: String| match reason == lacks {
        true => word(Why::TasksLack),
        false => reason,
    };
    let machine = of("ec2").into_iter().filter(|r| of_kind.contains(r));
    reasons.map(here).chain(machine).collect()
}
