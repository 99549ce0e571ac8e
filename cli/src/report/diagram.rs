//! What is made in which order, and who talks to whom then: as drawings and as characters.

use std::collections::{BTreeMap, BTreeSet};

use paperboat_rehearsal::{Rehearsal, TimedStep};
use paperboat_simulator::topology::{End, Link, Opening, Place, PlaceKind, Topology};
use serde::Serialize;
use textwrap::core::display_width;

use super::number::seconds;
use crate::chart::{self, Flow, Frame, Key, Net, Node, Stage};
use crate::document::{Block, Document, Figure};
use crate::scene::Role;
use crate::style::{joined, paint};
use crate::table::Table;
use crate::ui::Ui;

/// A way to deploy, rehearsed.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Drawn {
    /// The way's name: the lane's, where it is one.
    pub lane: String,
    /// Seconds until every public service answered; none when it never does.
    pub ready_s: Option<f64>,
    /// The steps, in order.
    pub steps: Vec<TimedStep>,
    /// Who talks to whom; none when nothing came up.
    pub topology: Option<Topology>,
}

impl Drawn {
    /// What a rehearsal shows of a way.
    #[must_use]
    pub fn of(lane: String, rehearsal: Rehearsal) -> Self {
        let steps = rehearsal.steps.into_iter();
        Self {
            lane,
            ready_s: rehearsal.ready_s,
            steps: steps.map(|planned| planned.step).collect(),
            topology: rehearsal.topology,
        }
    }
}

/// Ways side by side: what is made in which order, then who talks to whom.
#[must_use]
pub fn diagram_document(ui: &Ui, app: &str, ways: &[Drawn]) -> Document {
    let text = &ui.text;
    let mut doc = Document::new(text.with("diagram-title", &[("app", app)]));
    doc.section(text.get("diagram-flow"));
    let flows: Vec<Flow> = ways.iter().map(|way| flow(ui, way)).collect();
    let told: Vec<String> = flows.iter().map(told).collect();
    let draw = |wide| chart::flow(&flows, wide);
    let figure = Figure::drawn(text.get("diagram-flow"), told.join(". "), &[], draw);
    doc.blocks.push(Block::Figure(Box::new(figure)));
    doc.blocks.push(Block::Table(steps(ui, ways)));
    doc.section(text.get("diagram-topology"));
    let stand = |way: &Drawn| way.topology.clone().map(|t| (way.lane.clone(), t));
    let stand: Vec<(String, Topology)> = ways.iter().filter_map(stand).collect();
    doc.blocks.extend(topology(ui, &stand));
    if !stand.is_empty() {
        doc.blocks.push(Block::Characters(trees(ui, &stand)));
    }
    for way in ways.iter().filter(|way| way.topology.is_none()) {
        doc.text(text.with("diagram-nothing", &[("lane", &way.lane)]));
    }
    doc
}

/// The steps of a way, by the ends that they serve one after the other.
fn flow(ui: &Ui, way: &Drawn) -> Flow {
    let of = |steps: &[TimedStep]| Stage {
        name: ui.text.get(&format!("subgoal-{}", steps[0].subgoal.key())),
        steps: steps.iter().map(|step| named(ui, step)).collect(),
    };
    let stages = way.steps.chunk_by(|a, b| a.subgoal == b.subgoal).map(of);
    let name = match way.ready_s {
        Some(s) => format!("{}: {}", way.lane, seconds(s)),
        None => ui.text.with("drawn-never", &[("lane", &way.lane)]),
    };
    Flow {
        name: paint(&name, false),
        stages: stages.collect(),
    }
}

fn named(ui: &Ui, step: &TimedStep) -> (String, String) {
    let name = ui.text.get(&format!("step-{}", step.step));
    (name, paint(&seconds(step.seconds), false))
}

fn told(flow: &Flow) -> String {
    let stages = flow.stages.iter().map(|stage| {
        let steps: Vec<&str> = stage.steps.iter().map(|step| step.0.as_str()).collect();
        format!("{}: {}", stage.name, steps.join(", "))
    });
    format!("{}: {}", flow.name, stages.collect::<Vec<_>>().join(" → "))
}

/// The steps in characters: a row an end, a column a way, in the order in which the first way comes to them.
fn steps(ui: &Ui, ways: &[Drawn]) -> Table {
    let headings = std::iter::once(ui.text.get("column-subgoal"));
    let lanes = ways.iter().map(|way| way.lane.clone());
    let mut table = Table::titled(ui, headings.chain(lanes)).ruled();
    table = table.captioned(ui.text.get("diagram-flow"));
    for subgoal in paperboat_core::event::Subgoal::ALL {
        let cell = |way: &Drawn| {
            let numbered = way.steps.iter().enumerate();
            let here = numbered.filter(|(_, step)| step.subgoal == subgoal);
            let lines = here.map(|(n, step)| {
                let (name, time) = named(ui, step);
                format!("{}. {name} {}", n + 1, joined(&time))
            });
            lines.collect::<Vec<_>>().join("\n")
        };
        let cells: Vec<String> = ways.iter().map(cell).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            let name = ui.text.get(&format!("subgoal-{}", subgoal.key()));
            table.row(std::iter::once(name).chain(cells));
        }
    }
    table
}

/// Who talks to whom, as a drawing.
pub(super) fn topology(ui: &Ui, ways: &[(String, Topology)]) -> Option<Block> {
    if ways.is_empty() {
        return None;
    }
    let nets: Vec<Net> = ways.iter().map(|(lane, t)| net(ui, lane, t)).collect();
    let told = |(lane, topology): &(String, Topology)| {
        let lines = topology.links.iter().map(|link| sentence(ui, link));
        format!("{lane}: {}", lines.collect::<Vec<_>>().join(", "))
    };
    let described: Vec<String> = ways.iter().map(told).collect();
    let draw = |wide| chart::topology(&nets, wide);
    let title = ui.text.get("diagram-topology");
    // A sign that the drawing does not have needs no explanation.
    let open = ways.iter().any(|(_, t)| t.places.iter().any(is_open));
    let keys: Vec<Key> = open
        .then(|| Key::of(Role::Open, ui.text.get("diagram-open-key")))
        .into_iter()
        .collect();
    let figure = Figure::drawn(title, described.join(". "), &keys, draw);
    Some(Block::Figure(Box::new(figure)))
}

fn sentence(ui: &Ui, link: &Link) -> String {
    let port = link.port.to_string();
    let from = called(ui, &link.from);
    let to = link
        .to
        .as_ref()
        .map_or_else(|| "?".to_owned(), |to| called(ui, to));
    let said = [("from", from.as_str()), ("to", &to), ("port", &port)];
    let said = ui.text.with("diagram-link", &said);
    match link.fails {
        None => said,
        Some(why) => format!("{said} ({})", reason(ui, why)),
    }
}

fn reason(ui: &Ui, why: &str) -> String {
    ui.text.get(&format!("lost-{why}"))
}

fn called(ui: &Ui, end: &End) -> String {
    match end {
        End::Internet => ui.text.get("diagram-internet"),
        End::LoadBalancer(name) | End::Program(name) | End::FileSystem(name) => name.clone(),
    }
}

/// How many connections away from users everything is, file systems last.
fn depths(topology: &Topology) -> BTreeMap<End, usize> {
    let mut depth: BTreeMap<End, usize> = BTreeMap::from([(End::Internet, 0)]);
    let mut rim = vec![End::Internet];
    while !rim.is_empty() {
        let mut next = Vec::new();
        for link in &topology.links {
            let Some(to) = link.to.as_ref().filter(|_| rim.contains(&link.from)) else {
                continue;
            };
            if !depth.contains_key(to) {
                depth.insert(to.clone(), depth[&link.from] + 1);
                next.push(to.clone());
            }
        }
        rim = next;
    }
    let programs = topology.places.iter().flat_map(|place| &place.programs);
    let deepest = depth.values().copied().max().unwrap_or(0);
    for program in programs {
        let end = End::Program(program.service.clone());
        // What nobody calls stands above what it calls, so that no other way leads behind it; or else below everything.
        let calls = topology.links.iter().filter(|link| link.from == end);
        let called = calls.filter_map(|link| depth.get(link.to.as_ref()?)).min();
        let beside = called.and_then(|below| below.checked_sub(1));
        let row = beside.filter(|row| *row > 0).unwrap_or(deepest + 1);
        depth.entry(end).or_insert(row);
    }
    let last = depth.values().copied().max().unwrap_or(0) + 1;
    for (end, depth) in &mut depth {
        if matches!(end, End::FileSystem(_)) {
            *depth = last;
        }
    }
    depth
}

/// Where what calls something stands among what was placed already, on the mean: who stands below them crosses fewer ways.
fn callers(topology: &Topology, placed: &[&End], end: &End) -> f64 {
    let calls = topology
        .links
        .iter()
        .filter(|link| link.to.as_ref() == Some(end));
    let places = calls.filter_map(|link| placed.iter().position(|p| **p == link.from));
    let places: Vec<f64> = places.map(|n| n as f64).collect();
    places.iter().sum::<f64>() / places.len().max(1) as f64
}

fn net(ui: &Ui, lane: &str, topology: &Topology) -> Net {
    let machines = topology
        .places
        .iter()
        .filter(|p| p.kind == PlaceKind::Instance);
    let machines: Vec<&Place> = machines.collect();
    let machine = match machines[..] {
        [one] => Some(one),
        _ => None,
    };
    let stands = |service: &str| {
        let here = |p: &&Place| p.programs.iter().any(|p| p.service == service);
        topology.places.iter().find(here)
    };
    let node = |end: &End| {
        let place = match end {
            End::Internet => None,
            End::Program(service) => stands(service),
            End::LoadBalancer(name) | End::FileSystem(name) => {
                topology.places.iter().find(|p| p.name == *name)
            }
        };
        let framed = matches!((place, machine), (Some(a), Some(b)) if a == b);
        let shown = place.filter(|_| !framed);
        let mut notes = shown
            .map(|place| about(ui, place, false))
            .unwrap_or_default();
        if let (End::Program(service), true) = (end, framed) {
            let count = place.and_then(|p| p.programs.iter().find(|p| p.service == *service));
            let count = count.map_or(1, |p| p.count).to_string();
            notes.extend(
                (count != "1").then(|| ui.text.with("diagram-replicas", &[("count", &count)])),
            );
        }
        Node {
            name: called(ui, end),
            notes,
            open: shown.is_some_and(is_open),
            framed,
        }
    };
    let depths = depths(topology);
    let last = depths.values().copied().max().unwrap_or(0);
    let mut order: Vec<&End> = Vec::new();
    let mut rows = Vec::new();
    for row in 0..=last {
        let here = depths.iter().filter(|(_, depth)| **depth == row);
        let mut here: Vec<&End> = here.map(|(end, _)| end).collect();
        let above = |end: &End| callers(topology, &order, end);
        here.sort_by(|a, b| above(a).total_cmp(&above(b)));
        if !here.is_empty() {
            rows.push(here.iter().map(|end| node(end)).collect());
            order.extend(here);
        }
    }
    let at = |end: &End| order.iter().position(|o| *o == end);
    let mut links: Vec<(usize, usize, String)> = Vec::new();
    for link in &topology.links {
        let ends = at(&link.from).zip(link.to.as_ref().and_then(at));
        let Some((from, to)) = ends else {
            continue;
        };
        let said = match link.fails {
            None => link.port.to_string(),
            Some(why) => format!("{}: {}", link.port, reason(ui, why)),
        };
        match links.iter_mut().find(|l| (l.0, l.1) == (from, to)) {
            Some(known) => known.2 = format!("{}, {said}", known.2),
            None => links.push((from, to, said)),
        }
    }
    let frame = machine.map(|machine| Frame {
        notes: about(ui, machine, true),
        open: is_open(machine),
    });
    Net {
        name: lane.to_owned(),
        rows,
        links,
        frame,
    }
}

/// Tells whether anybody on the internet gets as far as a place: it has a public address, and something is open to all.
fn is_open(place: &Place) -> bool {
    place.public && place.open.iter().any(|rule| rule.from == "0.0.0.0/0")
}

/// What a place is, whether it has a public address, and what is open.
fn about(ui: &Ui, place: &Place, named: bool) -> Vec<String> {
    let key = match place.kind {
        PlaceKind::LoadBalancer => "diagram-load-balancer",
        PlaceKind::Instance => "diagram-instance",
        PlaceKind::Task => "diagram-task",
        PlaceKind::FileSystem => "diagram-file-system",
    };
    let count = place.count.to_string();
    let mut said = ui.text.with(key, &[("count", &count)]);
    // A load balancer and a file system stand there under their names.
    if named && !place.name.is_empty() {
        said = format!("{said} {}", place.name);
    }
    if place.public {
        said = format!("{said}, {}", ui.text.get("diagram-public"));
    }
    let open = |rule: &Opening| {
        let said = [("what", rule.what.as_str()), ("from", &rule.from)];
        ui.text.with("diagram-open", &said)
    };
    std::iter::once(said)
        .chain(place.open.iter().map(open))
        .collect()
}

/// Who talks to whom in every way, in characters.
pub(super) fn trees(ui: &Ui, ways: &[(String, Topology)]) -> String {
    let trees = ways.iter().map(|(lane, topology)| {
        let mut lines = vec![lane.clone()];
        lines.extend(tree(ui, topology));
        lines
    });
    let trees: Vec<Vec<String>> = trees.collect();
    beside(&trees, ui.width().into())
}

/// Who talks to whom in characters: the places, then the connections from users on.
fn tree(ui: &Ui, topology: &Topology) -> Vec<String> {
    let mut lines = Vec::new();
    for place in &topology.places {
        let mut about = about(ui, place, true).into_iter();
        lines.extend(about.next());
        lines.extend(about.map(|line| format!("  {line}")));
        for program in &place.programs {
            let count = program.count.to_string();
            let more = match program.count {
                1 => String::new(),
                _ => format!(
                    " ({})",
                    ui.text.with("diagram-replicas", &[("count", &count)])
                ),
            };
            lines.push(format!("  - {}{more}", program.service));
        }
    }
    lines.push(String::new());
    let mut seen = BTreeSet::new();
    branch(ui, topology, &End::Internet, "", &mut lines, &mut seen);
    let uncalled = topology.links.iter().map(|link| &link.from);
    let uncalled: BTreeSet<&End> = uncalled.filter(|end| !seen.contains(*end)).collect();
    for end in uncalled {
        branch(ui, topology, end, "", &mut lines, &mut seen);
    }
    lines
}

fn branch(
    ui: &Ui,
    topology: &Topology,
    end: &End,
    indent: &str,
    lines: &mut Vec<String>,
    seen: &mut BTreeSet<End>,
) {
    if indent.is_empty() {
        lines.push(called(ui, end));
    }
    if !seen.insert(end.clone()) {
        return;
    }
    let links: Vec<&Link> = topology
        .links
        .iter()
        .filter(|link| link.from == *end)
        .collect();
    for (n, link) in links.iter().enumerate() {
        let (corner, below) = if n + 1 == links.len() {
            ("└─", "   ")
        } else {
            ("├─", "│  ")
        };
        let to = link
            .to
            .as_ref()
            .map_or_else(|| "?".to_owned(), |to| called(ui, to));
        let again = link
            .to
            .as_ref()
            .is_some_and(|to| seen.contains(to) && goes_on(topology, to));
        let again = if again { " …" } else { "" };
        let fails = link
            .fails
            .map_or_else(String::new, |why| format!(" ✗ {}", reason(ui, why)));
        lines.push(format!("{indent}{corner}{}→ {to}{again}{fails}", link.port));
        if let Some(to) = &link.to
            && again.is_empty()
        {
            branch(ui, topology, to, &format!("{indent}{below}"), lines, seen);
        }
    }
}

fn goes_on(topology: &Topology, end: &End) -> bool {
    topology.links.iter().any(|link| link.from == *end)
}

/// Blocks of lines side by side where they fit the width, and else one below the other.
fn beside(blocks: &[Vec<String>], width: usize) -> String {
    let wide = |block: &Vec<String>| block.iter().map(|l| display_width(l)).max().unwrap_or(0);
    let widths: Vec<usize> = blocks.iter().map(wide).collect();
    let needed = widths.iter().sum::<usize>() + 3 * (blocks.len() - 1);
    if needed > width {
        let blocks = blocks.iter().map(|block| block.join("\n"));
        return blocks.collect::<Vec<_>>().join("\n\n");
    }
    let high = blocks.iter().map(Vec::len).max().unwrap_or(0);
    let line = |n: usize| {
        let parts = blocks.iter().zip(&widths).map(|(block, width)| {
            let text = block.get(n).map_or("", String::as_str);
            format!("{text}{}", " ".repeat(width - display_width(text)))
        });
        parts.collect::<Vec<_>>().join("   ").trim_end().to_owned()
    };
    (0..high).map(line).collect::<Vec<_>>().join("\n")
}
