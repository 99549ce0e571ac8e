//! Figures in characters, drawn from a run.
//!
//! `flow paperboat plan ...`: what a plan does in order, by subgoal, with its time. `bars RUN METRIC FORMAT`: what a
//! comparison measured in each lane, with its range over the seeds. `differences`: of how many questions of the behaviour
//! suite each cloud answers as AWS documents it, otherwise, or not at all.

use paperboat::chart::{Bar, bar_lines};
use paperboat::text::Language;

use crate::number::{formatted, place};
use crate::reader::Reader;

/// The lines of a figure.
pub(crate) fn figure(order: &str, reader: &Reader) -> Result<Vec<String>, String> {
    if order == "differences" {
        return differences(reader.language);
    }
    let (kind, rest) = order.split_once(' ').ok_or("a figure of nothing")?;
    match (kind, &rest.split(' ').collect::<Vec<_>>()[..]) {
        ("flow", _) => flow(&reader.types(rest)?.1),
        ("bars", [run, metric, format]) => bars(run, metric, format, reader),
        _ => Err(format!("no figure: {order}")),
    }
}

/// The steps of a plan, from the words in which it is told.
fn flow(plan: &str) -> Result<Vec<String>, String> {
    let steps: Vec<_> = plan.lines().filter_map(step).collect();
    let length = |text: &str| text.chars().count();
    let subgoals = steps.iter().map(|step| length(step.0)).max().unwrap_or(0);
    let names = steps.iter().map(|step| length(step.1)).max().unwrap_or(0);
    let mut lines = Vec::new();
    let mut before = "";
    for (subgoal, name, time) in &steps {
        let shown = if *subgoal == before { "" } else { *subgoal };
        if !shown.is_empty() && !lines.is_empty() {
            lines.push("   ↓".to_owned());
        }
        lines.push(format!("{shown:subgoals$}   {name:names$}   {time:>8}"));
        before = subgoal;
    }
    if lines.is_empty() {
        Err(format!("no steps in\n{plan}"))
    } else {
        Ok(lines)
    }
}

/// `7. install Docker [runtime] 1m 55s`, taken apart.
fn step(line: &str) -> Option<(&str, &str, &str)> {
    let (number, rest) = line.split_once(". ")?;
    number.parse::<usize>().ok()?;
    let (name, rest) = rest.split_once(" [")?;
    let (subgoal, time) = rest.split_once("] ")?;
    Some((subgoal, name, time))
}

fn bars(run: &str, metric: &str, format: &str, reader: &Reader) -> Result<Vec<String>, String> {
    let data = reader.data(run)?;
    let row = format!("/rows/metric={metric}/figures");
    let rows = data["rows"].as_array().ok_or("no rows")?;
    let found = rows.iter().find(|row| row["metric"] == metric);
    let figures = found
        .and_then(|row| row["figures"].as_array())
        .ok_or("no such metric")?;
    let said = |value| formatted(value, format, reader.language);
    let mut bars = Vec::new();
    for figure in figures {
        let lane = figure["lane"].as_str().ok_or("no lane")?;
        let at = |end: &str| place(data, &format!("{row}/lane={lane}/{end}"));
        let (value, least, greatest) = (at("value")?, said(at("min")?)?, said(at("max")?)?);
        // As the program's own table does: what failed did less.
        let mark = if figure["competes"] == false {
            " *"
        } else {
            "  "
        };
        let range = format!("  {least} – {greatest}");
        let range = if least == greatest {
            String::new()
        } else {
            range
        };
        let bar = Bar {
            label: lane.to_owned(),
            value,
            shown: said(value)? + mark,
            loss: false,
        };
        bars.push((bar, range));
    }
    Ok(bar_lines(&bars, 20))
}

/// What the suite's own list says of each cloud.
fn differences(language: Language) -> Result<Vec<String>, String> {
    let list = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tests/behaviour/DIFFERENCES.md"
    );
    let list = std::fs::read_to_string(list).map_err(|error| error.to_string())?;
    let words = match language {
        Language::En => ["as documented", "otherwise", "not asked"],
        Language::Es => ["como está documentado", "de otra manera", "sin preguntar"],
    };
    let mut lines = vec![format!(
        "{:12}{}",
        "",
        words.map(|word| format!("{word:>23}")).concat()
    )];
    for cloud in list.split("\n## ").skip(1) {
        let mut told = cloud.lines();
        let name = told.next().unwrap_or_default();
        let counts = told
            .nth(1)
            .unwrap_or_default()
            .split(|c: char| !c.is_ascii_digit());
        let counts: Vec<&str> = counts.filter(|word| !word.is_empty()).collect();
        let [same, other, not_asked] = counts[..] else {
            return Err(format!("no counts of {name}"));
        };
        lines.push(format!("{name:12}{same:>23}{other:>23}{not_asked:>23}"));
    }
    Ok(lines)
}

#[test]
fn a_flow_is_read_off_a_plan() {
    let plan = "Plan\n\n1. go [start] 3 s\n   $ x\n2. run on [start] 12 s\n3. halt [end] 1 s\n";
    let lines = flow(plan).expect("a flow").join("|");
    assert_eq!(
        lines,
        "start   go            3 s|        run on       12 s|   ↓|end     halt          1 s"
    );
    assert!(flow("nothing").is_err());
}
