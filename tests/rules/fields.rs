//! Whose state a room reads and changes: its own. What others need of it they ask its functions.

use std::collections::{BTreeMap, BTreeSet};

use super::source::code_of;

/// The fields of the world that are the state of a room, where they are not called as the room is.
const CALLED: [(&str, &str); 4] = [
    ("containers", "container"),
    ("data", "container"),
    ("hosts", "host"),
    ("pools", "container"),
];

/// Containers are looked at by whoever runs them or connects to them, as they stand in the world: their fields are what can be
/// seen of them. Only their room takes them from state to state.
const IN_SIGHT: [&str; 2] = ["containers", "pools"];

/// Rooms that reach into the state of another, with its field. None may be added; one that is gone must be taken out here.
const REACHED_INTO: [(&str, &str); 2] = [("ecr", "registry"), ("host", "registry")];

/// The fields in which the world holds the state of rooms, each with its room.
fn fields() -> BTreeMap<String, String> {
    let world = super::root().join("simulator/src/world.rs");
    let text = code_of(&std::fs::read_to_string(world).expect("the world"));
    // What every room speaks (ids, changes) is held like the rooms, and no room's.
    let held = text.lines().filter(|line| {
        line.contains(": Room<") && !line.contains("Ids>") && !line.contains("Changes>")
    });
    let names = held.filter_map(|line| line.split(':').next()?.split_whitespace().last());
    let room = |field: &str| {
        let called = CALLED.iter().find(|(name, _)| *name == field);
        called.map_or(field, |(_, room)| room).to_owned()
    };
    names.map(|name| (name.to_owned(), room(name))).collect()
}

/// The fields of a world that some code names, whatever it calls the world: `w.ec2`, `self.w.ec2`, `self.ec2`.
fn named(code: &str) -> BTreeSet<String> {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    // A chain may be broken over lines before each of its dots.
    let code = code
        .split('.')
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join(".");
    let mut found = BTreeSet::new();
    for world in ["w.", "self."] {
        for (at, _) in code.match_indices(world) {
            let begins = !code[..at].ends_with(word);
            let rest = &code[at + world.len()..];
            let end = rest.find(|c| !word(c)).unwrap_or(rest.len());
            // A field is followed by what is taken of it, a method of the world by its arguments; a method of the state is
            // what its room offers.
            let Some(taken) = rest[end..].strip_prefix(['.', '[']) else {
                continue;
            };
            let offered = taken.trim_start_matches(word).starts_with('(');
            if begins && !offered {
                found.insert(rest[..end].to_owned());
            }
        }
    }
    found
}

#[test]
fn state_of_a_room_is_reached_by_its_functions() {
    let fields = fields();
    assert!(fields.len() > 15, "the world's fields are read: {fields:?}");
    let src = super::root().join("simulator/src");
    let mut reached = BTreeSet::new();
    for path in super::sources("simulator") {
        let module = super::rooms::module(&path, &src);
        let is_test = module
            .iter()
            .any(|part| part == "tests" || part == "testing");
        if is_test || super::rooms::WORLD.contains(&module[0].as_str()) {
            continue;
        }
        let code = code_of(&std::fs::read_to_string(&path).expect("a readable source"));
        for field in named(&code) {
            let owner = fields.get(&field).filter(|owner| **owner != module[0]);
            // `self.ec2` may be a field of something else; only the world has these for rooms that say `World`.
            if owner.is_some() && !IN_SIGHT.contains(&field.as_str()) && code.contains("World") {
                reached.insert((module[0].clone(), field));
            }
        }
    }
    let known: BTreeSet<(String, String)> = REACHED_INTO
        .iter()
        .map(|(room, field)| ((*room).to_owned(), (*field).to_owned()))
        .collect();
    let added: Vec<_> = reached.difference(&known).collect();
    assert!(
        added.is_empty(),
        "these reach into another room's state: {added:?}"
    );
    let gone: Vec<_> = known.difference(&reached).collect();
    assert!(
        gone.is_empty(),
        "gone, and to be taken out of REACHED_INTO: {gone:?}"
    );
}

#[test]
fn a_field_is_told_from_a_method_and_from_a_longer_word() {
    let code = "w\n    .hosts\n    .jobs[key]; self.w.registry.images[i]; w.settle(); new.ec2.x; w.ids; w.weather.leave(x)\n";
    let found: Vec<String> = named(code).into_iter().collect();
    assert_eq!(found, ["hosts", "registry", "w"]);
}
