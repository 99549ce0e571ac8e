//! SIGKILL between any two calls of a deployment on an emulator leaves nothing that is not found: by `destroy` with the
//! journal, by `leftovers` without it, by `deploy` again, here and elsewhere.
//!
//! A call is cut both before it leaves and before its answer arrives. `PAPERBOAT_CUTS=1` cuts at all of these places,
//! which takes minutes; without it, at every [`STRIDE`]th one.
#![cfg(feature = "aws")]

mod outside;
mod person;

use std::path::Path;
use std::process::Output;
use std::time::Instant;

use outside::emulator::{Cut, Emulator};
use outside::{SHOP, said};

/// Of how many places one is cut when nothing else is said: an odd number, so that both ways of being cut come.
const STRIDE: usize = 3;

fn works(output: &Output, when: &str) {
    let said = said(output);
    assert_eq!(output.status.code(), Some(0), "{when}: {said}");
}

/// The calls in a deployment's journal that may change something in the account.
fn journalled(folder: &Path) -> usize {
    let journal = folder.join(".paperboat/default/journal.jsonl");
    let text = std::fs::read_to_string(journal).expect("a journal");
    let lines = text
        .lines()
        .map(|l| serde_json::from_str(l).expect("a line"));
    let sent = |line: &serde_json::Value| {
        let entry = &line["entry"];
        let name = entry["operation"].as_str().unwrap_or("host:");
        !name.starts_with("host:") && entry["answer"].is_null()
    };
    lines.filter(sent).count()
}

/// What comes after a kill.
type End = fn(&Emulator, &Path, &[&str], &str);

/// What comes after the kill; each ends with the account as it was.
const ENDS: [End; 4] = [
    destroyed,
    swept_from_elsewhere,
    taken_up_again,
    taken_up_elsewhere,
];

fn destroyed(emulator: &Emulator, folder: &Path, _: &[&str], when: &str) {
    works(&emulator.types(folder, &["destroy"]), when);
    assert!(!folder.join(".paperboat/default").exists(), "{when}");
}

fn swept_from_elsewhere(emulator: &Emulator, _: &Path, _: &[&str], when: &str) {
    let elsewhere = tempfile::tempdir().expect("a folder");
    let sweep = ["leftovers", "--remove", "shop"];
    let sweep = [&sweep[..], &emulator.place()].concat();
    works(&emulator.types(elsewhere.path(), &sweep), when);
}

fn taken_up_again(emulator: &Emulator, folder: &Path, deploy: &[&str], when: &str) {
    works(&emulator.types(folder, deploy), when);
    destroyed(emulator, folder, deploy, when);
}

fn taken_up_elsewhere(emulator: &Emulator, _: &Path, deploy: &[&str], when: &str) {
    let elsewhere = tempfile::tempdir().expect("a folder");
    taken_up_again(emulator, elsewhere.path(), deploy, when);
}

fn cut_off_everywhere(strategy: &str, least: usize) {
    let began = Instant::now();
    let emulator = Emulator::start("shop");
    let place = emulator.place();
    let deploy = [&["deploy", SHOP, "-s", strategy][..], &place].concat();
    let whole = tempfile::tempdir().expect("a folder");
    works(&emulator.types(whole.path(), &deploy), "uncut");
    let writes = journalled(whole.path());
    // before a deployment the endpoint is asked what it has, with questions that change nothing
    let questions = emulator.writes() - writes;
    assert!(writes >= least, "{strategy} sends {writes} calls");
    destroyed(&emulator, whole.path(), &deploy, "uncut");
    emulator.watched.is_as_before("uncut");

    let stride = std::env::var("PAPERBOAT_CUTS").ok();
    let stride = stride.map_or(STRIDE, |every| every.parse().expect("a number of places"));
    let places = (1..=writes).flat_map(|n| [Cut::Before(questions + n), Cut::After(questions + n)]);
    let cuts: Vec<Cut> = places.step_by(stride).collect();
    for (turn, cut) in cuts.iter().enumerate() {
        let when = format!("{strategy}, {cut:?} of {questions}+{writes}");
        let folder = tempfile::tempdir().expect("a folder");
        assert!(emulator.kills(folder.path(), &deploy, *cut), "{when}");
        ENDS[turn % ENDS.len()](&emulator, folder.path(), &deploy, &when);
        emulator.watched.is_as_before(&when);
    }
    let (cuts, places, took) = (cuts.len(), 2 * writes, began.elapsed().as_secs());
    println!("{strategy}: {cuts} of {places} places were cut (stride {stride}) in {took} s");
}

#[test]
fn a_killed_deployment_on_ec2_is_found() {
    cut_off_everywhere("ec2", 6);
}

#[test]
fn a_killed_deployment_on_fargate_is_found() {
    cut_off_everywhere("fargate", 20);
}
