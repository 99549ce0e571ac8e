//! Drawings, each from a run.
//!
//! `KIND paperboat ...` is what the command draws on its page for a browser: the `flow` or the `topology` of a diagram, and of a
//! comparison the `clock`, the `hours`, the `downtime` and the `months` too. `bars RUN METRIC FORMAT`: what a comparison measured
//! in each lane, with its range over the seeds. `differences`: how many questions of the behaviour suite each cloud answers as AWS
//! documents it, otherwise, or not at all.

use paperboat::chart::{Bar, Bars, Key, bars};
use paperboat::document::Figure;
use paperboat::html::escaped;
use paperboat::scene::{Role, alone, file};
use paperboat::text::{Catalogue, Language};

use crate::number::{formatted, place};
use crate::reader::Reader;

/// A drawing as two files: where there is room, and on a narrow screen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Picture {
    /// What it shows, in HTML's and Markdown's writing.
    alt: String,
    pub(crate) wide: String,
    pub(crate) narrow: String,
}

impl Picture {
    /// The line of a page that shows it.
    pub(crate) fn line(&self, name: &str) -> String {
        let signs = ['\\', '[', ']', '*', '_', '`'];
        let mut alt = String::new();
        for c in self.alt.chars() {
            if signs.contains(&c) {
                alt.push('\\');
            }
            alt.push(c);
        }
        format!("![{alt}](figures/{name}.svg)")
    }

    fn of(figure: &Figure) -> Self {
        let Figure {
            title, description, ..
        } = figure;
        Self {
            alt: escaped(&format!("{title}: {description}")),
            wide: file(&figure.wide, title, description),
            narrow: file(&figure.narrow, title, description),
        }
    }
}

/// What a figure's order draws.
pub(crate) fn picture(order: &str, reader: &Reader) -> Result<Picture, String> {
    if order == "differences" {
        return differences(reader.language);
    }
    let (kind, rest) = order.split_once(' ').ok_or("a figure of nothing")?;
    let title = match (kind, &rest.split(' ').collect::<Vec<_>>()[..]) {
        ("bars", [run, metric, format]) => return measured(run, metric, format, reader),
        ("flow", _) => "diagram-flow",
        ("topology", _) => "diagram-topology",
        ("clock", _) => "drawn-clock",
        ("hours", _) => "drawn-hours",
        ("downtime", _) => "drawn-downtime",
        ("months", _) => "drawn-months",
        _ => return Err(format!("no figure: {order}")),
    };
    let (_, page) = reader.types(&format!("{rest} --format html"))?;
    drawn(&Catalogue::new(reader.language).get(title), &page)
        .ok_or_else(|| format!("`{rest}` draws nothing of the kind"))
}

/// The drawing of a page that has a title.
fn drawn(title: &str, page: &str) -> Option<Picture> {
    let title = escaped(title);
    let between = |text: &str, begins: &str, ends: &str| -> Option<String> {
        let (_, rest) = text.split_once(begins)?.1.split_once('>')?;
        Some(rest.split_once(ends)?.0.to_owned())
    };
    let elements = page.split("<svg ").skip(1);
    let elements = elements.filter_map(|rest| {
        let (element, _) = rest.split_once("</svg>\n")?;
        let found = between(element, "<title", "</title>")? == title;
        found.then(|| format!("<svg {element}</svg>\n"))
    });
    let elements: Vec<String> = elements.collect();
    let [wide, narrow] = &elements[..] else {
        return None;
    };
    let told = between(wide, "<desc", "</desc>")?;
    Some(Picture {
        alt: format!("{title}: {told}"),
        wide: alone(wide)?,
        narrow: alone(narrow)?,
    })
}

fn measured(run: &str, metric: &str, format: &str, reader: &Reader) -> Result<Picture, String> {
    let data = reader.data(run)?;
    let row = format!("/rows/metric={metric}/figures");
    let rows = data["rows"].as_array().ok_or("no rows")?;
    let found = rows.iter().find(|row| row["metric"] == metric);
    let figures = found
        .and_then(|row| row["figures"].as_array())
        .ok_or("no such metric")?;
    let said = |value| formatted(value, format, reader.language);
    let mut lanes = Vec::new();
    for figure in figures {
        let lane = figure["lane"].as_str().ok_or("no lane")?;
        let at = |end: &str| place(data, &format!("{row}/lane={lane}/{end}"));
        let (value, min, max) = (at("value")?, at("min")?, at("max")?);
        let (least, greatest) = (said(min)?, said(max)?);
        let mut shown = said(value)?;
        if least != greatest {
            shown += &format!(" ({least} – {greatest})");
        }
        // As the program's own table does: what failed did less.
        if figure["competes"] == false {
            shown += " *";
        }
        lanes.push(Bar {
            label: lane.to_owned(),
            value,
            range: (least != greatest).then_some((min, max)),
            shown,
            loss: false,
        });
    }
    let text = Catalogue::new(reader.language);
    let mut keys = Vec::new();
    if lanes.iter().any(|lane| lane.range.is_some()) {
        let words = match reader.language {
            Language::En => "the least and the greatest over the seeds",
            Language::Es => "el menor y el mayor entre las semillas",
        };
        keys.push(Key::of(Role::Way, words.to_owned()));
    }
    let told = lanes
        .iter()
        .map(|bar| format!("{} {}", bar.label, bar.shown));
    let told: Vec<String> = told.collect();
    let groups = [Bars {
        name: text.get(metric),
        bars: lanes,
    }];
    let draw = |wide| bars(&groups, wide);
    let figure = Figure::drawn(text.get(metric), told.join("; "), &keys, draw);
    Ok(Picture::of(&figure))
}

/// What the suite's own list says of each cloud.
fn differences(language: Language) -> Result<Picture, String> {
    let list = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tests/behaviour/DIFFERENCES.md"
    );
    let list = std::fs::read_to_string(list).map_err(|error| error.to_string())?;
    let [title, words @ ..] = match language {
        Language::En => [
            "Questions of the behaviour suite",
            "as documented",
            "otherwise",
            "not asked",
        ],
        Language::Es => [
            "Preguntas de la batería de comportamiento",
            "como está documentado",
            "de otra manera",
            "sin preguntar",
        ],
    };
    let mut groups = Vec::new();
    for cloud in list.split("\n## ").skip(1) {
        let mut told = cloud.lines();
        let name = told.next().unwrap_or_default();
        let counts = told
            .nth(1)
            .unwrap_or_default()
            .split(|c: char| !c.is_ascii_digit());
        let counts: Vec<&str> = counts.filter(|word| !word.is_empty()).collect();
        let [_, _, _] = counts[..] else {
            return Err(format!("no counts of {name}"));
        };
        let bar = |(word, count): (&str, &&str)| Bar {
            label: word.to_owned(),
            value: count.parse().unwrap_or_default(),
            range: None,
            shown: (*count).to_owned(),
            loss: word == words[1],
        };
        groups.push(Bars {
            name: name.to_owned(),
            bars: words.into_iter().zip(&counts).map(bar).collect(),
        });
    }
    let told = |group: &Bars| {
        let bars = group.bars.iter();
        let bars: Vec<String> = bars.map(|b| format!("{} {}", b.label, b.shown)).collect();
        format!("{}: {}", group.name, bars.join(", "))
    };
    let told: Vec<String> = groups.iter().map(told).collect();
    let draw = |wide| bars(&groups, wide);
    let figure = Figure::drawn(title.to_owned(), told.join("; "), &[], draw);
    Ok(Picture::of(&figure))
}

#[test]
fn a_drawing_is_found_by_its_title() {
    let svg = |id: &str, title: &str| {
        let attributes = format!("class=\"{id}\" aria-labelledby=\"{id}-t {id}-d\"");
        let names =
            format!("<title id=\"{id}-t\">{title}</title>\n<desc id=\"{id}-d\">a [b]</desc>");
        format!("<svg {attributes}>\n{names}\n</svg>\n")
    };
    let page = [svg("w", "One"), svg("n", "One"), svg("x", "Two")].concat();
    let found = drawn("One", &page).expect("a drawing");
    assert_eq!(found.line("f"), "![One: a \\[b\\]](figures/f.svg)");
    assert!(found.wide.contains("xmlns") && found.narrow.contains("<style>"));
    assert_eq!(drawn("Two", &page), None);
    assert_eq!(drawn("Three", &page), None);
}
