//! Who talks to whom: boxes in rows, users above, what is called by others below them.

use crate::scene::{Anchor, Role, Scene, Shape, cut, elided, width};

/// Things and the connections between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Net {
    /// What this is the net of.
    pub name: String,
    /// The things, by their rows from above.
    pub rows: Vec<Vec<Node>>,
    /// Connections, as places of nodes counted through all rows, with what is said of each.
    pub links: Vec<(usize, usize, String)>,
    /// A frame around the nodes that stand in it, with what is said of it.
    pub frame: Option<Frame>,
}

/// A thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is called.
    pub name: String,
    /// What else is to be said of it, line by line.
    pub notes: Vec<String>,
    /// Whether the internet may reach it.
    pub open: bool,
    /// Whether it stands in the frame.
    pub framed: bool,
}

/// A frame around things.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// What is said of it, line by line.
    pub notes: Vec<String>,
    /// Whether the internet may reach it.
    pub open: bool,
}

const LINE: f64 = 17.0;
const PAD: f64 = 9.0;
/// Between two rows: room for what is said of the connections.
const DOWN: f64 = 44.0;
/// Between two neighbours: room for what is said of the connection between them.
const ASIDE: f64 = 40.0;
/// Longer names are cut.
const WIDEST: f64 = 250.0;

/// A box on the drawing.
#[derive(Clone, Copy)]
struct Place {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// Draws nets one below the other.
#[must_use]
pub fn topology(nets: &[Net], wide: f64) -> Scene {
    let mut scene = Scene::new(wide);
    let mut y = 0.0;
    for net in nets {
        if !net.name.is_empty() {
            y += scene.heading((0.0, y + 14.0), &net.name, wide) + 26.0;
        }
        y = draw(&mut scene, net, y) + 24.0;
    }
    scene.height = y;
    scene
}

fn draw(scene: &mut Scene, net: &Net, top: f64) -> f64 {
    let begun = scene.shapes.len();
    let margin = if net.frame.is_some() { PAD + 2.0 } else { 0.0 };
    let room = scene.width - 2.0 * margin;
    let mut places: Vec<Place> = Vec::new();
    let mut y = top;
    let mut framed: Option<(f64, f64)> = None;
    for row in &net.rows {
        let inside = row.iter().any(|node| node.framed);
        if let (true, None, Some(frame)) = (inside, framed, &net.frame) {
            framed = Some((y, y));
            y += LINE * frame.notes.len() as f64 + 2.0 * PAD;
        }
        for line in lines(row, room) {
            let widths: Vec<f64> = line.iter().map(|node| wide(node, room)).collect();
            let whole = widths.iter().sum::<f64>() + ASIDE * (line.len() - 1) as f64;
            let mut x = (scene.width - whole) / 2.0;
            let height = line.iter().map(high).fold(0.0, f64::max);
            for width in widths {
                places.push(Place {
                    x,
                    y,
                    width,
                    height,
                });
                x += width + ASIDE;
            }
            y += height + DOWN;
        }
        if inside && let Some((_, bottom)) = &mut framed {
            *bottom = y - DOWN + PAD;
        }
    }
    // A machine on which nothing runs stands there all the same, and may be open.
    if let (None, Some(frame)) = (framed, &net.frame) {
        let bottom = y + LINE * frame.notes.len() as f64 + PAD;
        framed = Some((y, bottom));
        y = bottom + DOWN;
    }
    if let (Some((from, to)), Some(frame)) = (framed, &net.frame) {
        let role = if frame.open { Role::Open } else { Role::Frame };
        scene.rectangle(role, (1.0, from), (scene.width - 2.0, to - from));
        for (n, note) in frame.notes.iter().enumerate() {
            let role = if n == 0 { Role::Words } else { Role::Note };
            let words = cut(note, role, room);
            let line = from + LINE * (n + 1) as f64;
            scene.text(role, Anchor::Start, (margin, line), &words);
        }
    }
    for (from, to, _) in &net.links {
        if let (Some(from), Some(to)) = (places.get(*from), places.get(*to)) {
            scene.arrow(Role::Way, way(from, to));
        }
    }
    let nodes = net.rows.iter().flatten();
    for (node, place) in nodes.zip(&places) {
        boxed(scene, node, *place);
    }
    let own = &scene.shapes[begun..];
    let mut taken: Vec<Area> = own.iter().filter_map(Area::of_words).collect();
    taken.extend(places.iter().map(Area::of));
    for (from, to, said) in &net.links {
        if let (Some(from), Some(to)) = (places.get(*from), places.get(*to)) {
            taken.push(beside(scene, &way(from, to), said, &taken));
        }
    }
    y - DOWN
}

/// From the lower edge of one box to the upper edge of another; from side to side where both stand in one row.
fn way(from: &Place, to: &Place) -> [(f64, f64); 2] {
    let middle = |p: &Place| p.x + p.width / 2.0;
    if (from.y - to.y).abs() < 1.0 {
        let y = from.y + from.height / 2.0;
        return if from.x < to.x {
            [(from.x + from.width, y), (to.x - 2.0, y)]
        } else {
            [(from.x, y), (to.x + to.width + 2.0, y)]
        };
    }
    if from.y < to.y {
        [
            (middle(from), from.y + from.height),
            (middle(to), to.y - 2.0),
        ]
    } else {
        [(middle(from), from.y), (middle(to), to.y + to.height + 2.0)]
    }
}

/// Writes what is said of a connection beside it: near its end, where the ways of others have parted from it, or the nearest
/// to that where no other words and no box are. Where everything is taken, the least is covered.
fn beside(scene: &mut Scene, way: &[(f64, f64); 2], said: &str, taken: &[Area]) -> Area {
    let said = cut(said, Role::Note, scene.width - 4.0);
    let long = width(&said, Role::Note);
    let at = |(x, y): (f64, f64), anchor| {
        let from = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - long / 2.0,
            Anchor::End => x - long,
        };
        // Whoever has no room on one side goes as far to the other as is needed.
        let from = from.clamp(2.0, (scene.width - long - 2.0).max(2.0));
        (from, y)
    };
    let covered = |place: &(f64, f64)| {
        let area = Area::written(*place, long, NOTE_HIGH);
        taken
            .iter()
            .map(|other| area.shared(other))
            .fold(0.0, f64::max)
    };
    let places = candidates(way).into_iter();
    let places: Vec<(f64, f64)> = places.map(|(place, anchor)| at(place, anchor)).collect();
    let free = places.iter().find(|place| covered(place) <= 0.0);
    let least = || {
        let order = |a: &&(f64, f64), b: &&(f64, f64)| covered(a).total_cmp(&covered(b));
        places.iter().min_by(order)
    };
    let place = free.or_else(least).copied().unwrap_or(way[1]);
    scene.text(Role::Note, Anchor::Start, place, &said);
    Area::written(place, long, NOTE_HIGH)
}

/// Where what is said of a way can stand, the best place first.
fn candidates([from, to]: &[(f64, f64); 2]) -> Vec<((f64, f64), Anchor)> {
    // Between neighbours: above the way to the right, below the way to the left.
    if (to.1 - from.1).abs() < 1.0 {
        let middle = f64::midpoint(from.0, to.0);
        let mut beside = [-5.0, 13.0, -19.0, 27.0];
        if from.0 > to.0 {
            beside = [13.0, -5.0, 27.0, -19.0];
        }
        let at = |down| ((middle, to.1 + down), Anchor::Middle);
        return beside.map(at).to_vec();
    }
    let best = 0.68;
    let mut parts: Vec<f64> = (2..=30).map(|n| f64::from(n) / 32.0).collect();
    parts.sort_by(|a, b| (a - best).abs().total_cmp(&(b - best).abs()));
    // The flatter a way is, the more of it lies beside its middle, where the words are as high as they are.
    let lean = (to.0 - from.0).abs() / (to.1 - from.1).abs();
    let aside = 6.0 + (lean * NOTE_HIGH / 2.0).min(40.0);
    let both = |part: f64| {
        let x = from.0 + (to.0 - from.0) * part;
        let y = from.1 + (to.1 - from.1) * part + 4.0;
        [
            ((x + aside, y), Anchor::Start),
            ((x - aside, y), Anchor::End),
        ]
    };
    parts.into_iter().flat_map(both).collect()
}

/// How high notes are above their base line, and how far other writing and its tails reach.
const NOTE_HIGH: f64 = 10.0;
const HIGH: f64 = 12.0;
const TAIL: f64 = 3.0;

/// A part of the drawing that is taken.
#[derive(Clone, Copy)]
struct Area {
    from: (f64, f64),
    to: (f64, f64),
}

impl Area {
    fn of(place: &Place) -> Self {
        Self {
            from: (place.x, place.y),
            to: (place.x + place.width, place.y + place.height),
        }
    }

    fn written((x, y): (f64, f64), long: f64, high: f64) -> Self {
        Self {
            from: (x, y - high),
            to: (x + long, y + TAIL),
        }
    }

    fn of_words(shape: &Shape) -> Option<Self> {
        let Shape::Text { y, .. } = shape else {
            return None;
        };
        let (from, to) = shape.span();
        Some(Self::written((from, *y), to - from, HIGH))
    }

    /// How much of both is the same.
    fn shared(&self, other: &Self) -> f64 {
        let across = self.to.0.min(other.to.0) - self.from.0.max(other.from.0);
        let down = self.to.1.min(other.to.1) - self.from.1.max(other.from.1);
        across.max(0.0) * down.max(0.0)
    }
}

fn boxed(scene: &mut Scene, node: &Node, place: Place) {
    let Place {
        x,
        y,
        width,
        height,
    } = place;
    let role = if node.open { Role::Open } else { Role::Frame };
    scene.rectangle(role, (x, y), (width, height));
    let room = width - 2.0 * PAD;
    let name = elided(&node.name, Role::Heading, room);
    scene.text(Role::Heading, Anchor::Start, (x + PAD, y + 16.0), &name);
    for (n, note) in node.notes.iter().enumerate() {
        let line = y + 16.0 + LINE * (n + 1) as f64;
        let words = cut(note, Role::Note, room);
        scene.text(Role::Note, Anchor::Start, (x + PAD, line), &words);
    }
}

fn high(node: &Node) -> f64 {
    LINE * (1 + node.notes.len()) as f64 + PAD
}

fn wide(node: &Node, room: f64) -> f64 {
    let notes = node.notes.iter().map(|note| width(note, Role::Note));
    let widest = notes.fold(width(&node.name, Role::Heading), f64::max);
    (widest + 2.0 * PAD).min(WIDEST).min(room)
}

/// The nodes of a row, on as many lines as they need.
fn lines(row: &[Node], room: f64) -> Vec<Vec<Node>> {
    let mut lines: Vec<(f64, Vec<Node>)> = Vec::new();
    for node in row {
        let needed = wide(node, room) + ASIDE;
        match lines.last_mut() {
            Some((used, line)) if *used + needed <= room + ASIDE => {
                *used += needed;
                line.push(node.clone());
            }
            _ => lines.push((needed, vec![node.clone()])),
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

#[cfg(test)]
mod tests {
    use super::{Frame, Net, Node, topology};
    use crate::scene::{Role, Shape};

    #[test]
    fn a_machine_without_programs_stands_there() {
        let internet = Node {
            name: "internet".to_owned(),
            notes: Vec::new(),
            open: false,
            framed: false,
        };
        let machine = Frame {
            notes: vec!["EC2 instance".to_owned()],
            open: true,
        };
        let net = Net {
            rows: vec![vec![internet]],
            frame: Some(machine),
            ..Net::default()
        };
        let scene = topology(&[net], 350.0);
        let open = scene.shapes.iter().filter_map(|shape| match shape {
            Shape::Box {
                y, height, role, ..
            } if *role == Role::Open => Some(y + height),
            _ => None,
        });
        let bottoms: Vec<f64> = open.collect();
        assert_eq!(bottoms.len(), 1);
        assert!(bottoms[0] <= scene.height);
    }
}
