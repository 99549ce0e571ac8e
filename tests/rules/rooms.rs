//! Which room of the simulator may know which: imports point to the ground, so that no circle of them crosses a room.

use std::collections::BTreeSet;
use std::path::Path;

use super::source::code_of;

/// The rooms from the ground up: each may import those before it.
const ROOMS: [&str; 40] = [
    // What knows nothing of AWS.
    "random",
    "agenda",
    "arena",
    "log",
    "room",
    "sharing",
    "wildcard",
    "page",
    "key",
    "switch",
    // What every room speaks: ids, numbers, timers, refusals, causes, connections.
    "id",
    "wake",
    "model",
    "refusal",
    "change",
    "meter",
    "net",
    // What lasts of what has struck from outside.
    "weather",
    // What stands by itself.
    "secretsmanager",
    "servicediscovery",
    "logs",
    "iam",
    // Images, the programs in them, the machines that run these.
    "ecr",
    "registry",
    "container",
    "host",
    // The services that use machines: who uses whom.
    "ec2",
    "elbv2",
    "efs",
    "autoscaling",
    "ecs",
    // What goes through all of them: connections, and the requests of users.
    "path",
    "traffic",
    // The services that look at requests.
    "applicationautoscaling",
    "express",
    // What somebody outside sees.
    "topology",
    "visit",
    // What strikes from outside: it hits any of them.
    "fault",
    // What AWS's models refuse before a service looks.
    "constraint",
    // A front for futures.
    "sim",
];

/// What is no room: the world, which holds all rooms and which all know as the place of everything, and what belongs to
/// it: its doors for news, for connections and for what is owned, what follows from a change, why something was in vain,
/// whether all that is used is billed.
pub(super) const WORLD: [&str; 7] = [
    "world", "news", "reach", "owner", "settle", "vain", "billable",
];

/// The modules of the crate that some code names: `crate::a`, and each of `crate::{a::b, c}`.
fn imports(code: &str) -> BTreeSet<String> {
    let word = |text: &str| -> String {
        let letters = text
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_');
        letters.collect()
    };
    let mut found = BTreeSet::new();
    for (at, path) in code.match_indices("crate::") {
        let rest = &code[at + path.len()..];
        let Some(list) = rest.strip_prefix('{') else {
            found.insert(word(rest));
            continue;
        };
        let (mut depth, mut begins) = (1, true);
        for (at, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 1 => break,
                '}' => depth -= 1,
                ',' if depth == 1 => begins = true,
                _ if begins && !c.is_whitespace() => {
                    found.insert(word(&list[at..]));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    found
}

/// The most `super::` in a row.
fn steps_up(code: &str) -> usize {
    let mut most = 0;
    let mut rest = code;
    while let Some(at) = rest.find("super::") {
        rest = &rest[at..];
        let mut steps = 0;
        while let Some(after) = rest.strip_prefix("super::") {
            (steps, rest) = (steps + 1, after);
        }
        most = most.max(steps);
    }
    most
}

/// The parts of a file's path below `src`, without `mod.rs` and the ending.
pub(super) fn module(path: &Path, src: &Path) -> Vec<String> {
    let below = path.strip_prefix(src).expect("a source");
    let parts = below.with_extension("");
    let parts = parts.iter().map(|p| p.to_string_lossy().into_owned());
    parts.filter(|part| part != "mod").collect()
}

#[test]
fn rooms_of_the_simulator_know_those_below_them() {
    let src = super::root().join("simulator/src");
    let place = |room: &str| ROOMS.iter().position(|r| *r == room);
    let mut upward = BTreeSet::new();
    for path in super::sources("simulator") {
        let module = module(&path, &src);
        let room = module[0].as_str();
        let is_test = module.iter().any(|part| part == "tests") || room == "testing";
        if is_test || WORLD.contains(&room) || room == "lib" {
            continue;
        }
        let own = place(room).unwrap_or_else(|| panic!("{room} is no room: give it its place"));
        let code = code_of(&std::fs::read_to_string(&path).expect("a readable source"));
        assert!(
            steps_up(&code) < module.len(),
            "{} leaves its room by `super::`: name the room",
            path.display()
        );
        for other in imports(&code) {
            if place(&other).is_some_and(|other| other > own) {
                upward.insert((room.to_owned(), other));
            }
        }
    }
    assert!(
        upward.is_empty(),
        "these import a room above them; what they ask or tell goes through a door of the world: {upward:?}"
    );
}

#[test]
fn imports_are_read_as_the_compiler_reads_them() {
    let code = "use crate::world::World;\nuse crate::{ec2, net::{self, Origin}, page as p};\nfn f() { crate::elbv2::g() }";
    let found: Vec<String> = imports(code).into_iter().collect();
    assert_eq!(found, ["ec2", "elbv2", "net", "page", "world"]);
    assert_eq!(steps_up("use super::super::x; super::y"), 2);
}
