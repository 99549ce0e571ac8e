//! A scene as SVG within a page, which a style sheet colours and a screen reader names.

use std::fmt::Write;

use super::{Anchor, Role, Scene, Shape};
use crate::html::{COLOURS, DRAWING, escaped};

/// Writes a scene as an SVG element with its title and its description. `id` is unique on the page.
#[must_use]
pub fn svg(scene: &Scene, id: &str, class: &str, title: &str, description: &str) -> String {
    let attributes = format!("class=\"{class}\"");
    drawn(scene, id, &attributes, "", (title, description))
}

/// The attributes of a drawing that is a file of its own.
const ALONE: &str = "xmlns=\"http://www.w3.org/2000/svg\" class=\"alone\"";
/// What such a drawing is called: it has no neighbours.
const ID: &str = "d";

/// Writes a scene as a file of its own, with its colours for light and for dark.
#[must_use]
pub fn file(scene: &Scene, title: &str, description: &str) -> String {
    drawn(scene, ID, ALONE, &style(), (title, description))
}

fn style() -> String {
    format!("<style>\n{COLOURS}{DRAWING}</style>\n")
}

/// The element of a page that `svg` wrote as the file that `file` writes of the same drawing; none where it is no such
/// element.
#[must_use]
pub fn alone(element: &str) -> Option<String> {
    let (_, rest) = element.strip_prefix("<svg class=\"")?.split_once('"')?;
    let (id, _) = rest.split_once("aria-labelledby=\"")?.1.split_once("-t ")?;
    let (head, shapes) = rest.split_once("</desc>\n")?;
    let style = style();
    Some(format!(
        "<svg {ALONE}{}</desc>\n{style}{}",
        renamed(head, id, ID),
        renamed(shapes, id, ID)
    ))
}

/// A file that `file` wrote as an element within a page, as `svg` writes it of the same drawing: the page has the style
/// sheets. None where it is no such file.
#[must_use]
pub fn within(file: &str, id: &str, class: &str) -> Option<String> {
    let rest = file.strip_prefix("<svg ")?.strip_prefix(ALONE)?;
    let (head, rest) = rest.split_once("<style>\n")?;
    let (_, shapes) = rest.split_once("</style>\n")?;
    let (head, shapes) = (renamed(head, ID, id), renamed(shapes, ID, id));
    Some(format!("<svg class=\"{class}\"{head}{shapes}"))
}

/// Part of a drawing under another name. In what people named there are no quotes, so only names are touched.
fn renamed(part: &str, from: &str, to: &str) -> String {
    let names = ["\"@-t", " @-d\"", "\"@-d\"", "\"@-a\"", "(#@-a)\""];
    let change = |part: String, name: &str| {
        let [from, to] = [from, to].map(|id| name.replace('@', id));
        part.replace(&from, &to)
    };
    names.into_iter().fold(part.to_owned(), change)
}

fn drawn(
    scene: &Scene,
    id: &str,
    attributes: &str,
    style: &str,
    (title, description): (&str, &str),
) -> String {
    let (title, description) = (escaped(title), escaped(description));
    let (width, height) = (number(scene.width), number(scene.height));
    let mut out = format!(
        "<svg {attributes} role=\"img\" aria-labelledby=\"{id}-t {id}-d\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\">\n<title id=\"{id}-t\">{title}</title>\n\
         <desc id=\"{id}-d\">{description}</desc>\n{style}"
    );
    if scene.shapes.iter().any(Shape::is_arrow) {
        let _ = writeln!(
            out,
            "<marker id=\"{id}-a\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
             orient=\"auto-start-reverse\"><path class=\"tip\" d=\"M0 0L8 4L0 8z\"/></marker>"
        );
    }
    for shape in &scene.shapes {
        let _ = writeln!(out, "{}", element(shape, id));
    }
    out + "</svg>\n"
}

impl Shape {
    fn is_arrow(&self) -> bool {
        matches!(self, Self::Line { arrow: true, .. })
    }
}

fn element(shape: &Shape, id: &str) -> String {
    match shape {
        Shape::Box {
            x,
            y,
            width,
            height,
            role,
        } => {
            let [x, y, width, height] = [x, y, width, height].map(|n| number(*n));
            let class = class(*role);
            format!(
                "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
            )
        }
        Shape::Line {
            points,
            role,
            arrow,
        } => {
            let points = points.iter();
            let points: Vec<String> = points
                .map(|(x, y)| format!("{},{}", number(*x), number(*y)))
                .collect();
            let tip = if *arrow {
                format!(" marker-end=\"url(#{id}-a)\"")
            } else {
                String::new()
            };
            let class = class(*role);
            format!(
                "<polyline class=\"{class} line\" points=\"{}\"{tip}/>",
                points.join(" ")
            )
        }
        Shape::Text {
            x,
            y,
            anchor,
            words,
            role,
        } => {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            let [x, y] = [x, y].map(|n| number(*n));
            let (class, words) = (class(*role), escaped(words));
            format!(
                "<text class=\"{class}\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{words}</text>"
            )
        }
    }
}

/// A tenth of a unit is less than what can be seen.
fn number(n: f64) -> String {
    let tenths = (n * 10.0).round() / 10.0 + 0.0;
    tenths.to_string()
}

fn class(role: Role) -> &'static str {
    match role {
        Role::Hands => "hands",
        Role::Machines => "machines",
        Role::Demand => "demand",
        Role::Capacity => "capacity",
        Role::Lost => "lost",
        Role::Scale => "scale",
        Role::Frame => "frame",
        Role::Open => "open",
        Role::Way => "way",
        Role::Words => "words",
        Role::Heading => "heading",
        Role::Note => "note",
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Anchor, Role, Scene};
    use super::{alone, file, svg, within};

    #[test]
    fn a_drawing_is_the_same_alone_and_within_a_page() {
        let mut scene = Scene::new(100.0);
        scene.arrow(Role::Way, [(0.0, 0.0), (9.0, 9.0)]);
        scene.text(
            Role::Words,
            Anchor::Start,
            (1.0, 2.0),
            "f d-d (#d-a) (#f-a)",
        );
        let element = svg(&scene, "f", "wide", "a f-t", "b \" f-d");
        let file = file(&scene, "a f-t", "b \" f-d");
        assert_eq!(alone(&element).as_ref(), Some(&file));
        assert_eq!(within(&file, "f", "wide"), Some(element));
        assert_eq!(alone(&file), None);
        assert_eq!(within("<svg/>", "f", "wide"), None);
    }

    #[test]
    fn what_people_named_is_words_and_no_markup() {
        let mut scene = Scene::new(100.0);
        scene.text(Role::Words, Anchor::End, (99.96, 10.0), "<script>&");
        let drawn = svg(&scene, "f", "wide", "a <b>", "c & d");
        assert!(drawn.contains("text-anchor=\"end\">&lt;script&gt;&amp;</text>"));
        assert!(drawn.contains("<title id=\"f-t\">a &lt;b&gt;</title>"));
        assert!(drawn.contains("<desc id=\"f-d\">c &amp; d</desc>") && drawn.contains("x=\"100\""));
    }
}
