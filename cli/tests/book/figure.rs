//! Figures in characters, drawn from a run.
//!
//! `flow paperboat plan ...`: what a plan does in order, by subgoal, with its time. `bars RUN METRIC FORMAT`: what a
//! comparison measured in each lane, with its range over the seeds.

use crate::number::{formatted, place};
use crate::reader::Reader;

/// The lines of a figure.
pub(crate) fn figure(order: &str, reader: &Reader) -> Result<Vec<String>, String> {
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
    let lanes: Vec<&str> = figures.iter().filter_map(|f| f["lane"].as_str()).collect();
    let values: Result<Vec<f64>, _> = lanes
        .iter()
        .map(|lane| place(data, &format!("{row}/lane={lane}/value")))
        .collect();
    let values = values?;
    let most = values.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let said = |value| formatted(value, format, reader.language);
    let widest = lanes.iter().map(|lane| lane.len()).max().unwrap_or(0);
    let told: Vec<String> = values
        .iter()
        .map(|value| said(*value))
        .collect::<Result<_, _>>()?;
    let most_said = told.iter().map(|t| t.chars().count()).max().unwrap_or(0);
    let mut lines = Vec::new();
    for ((lane, value), told) in lanes.iter().zip(values).zip(told) {
        let bar = "█".repeat((value / most * 20.0).round() as usize);
        let end = |end: &str| place(data, &format!("{row}/lane={lane}/{end}"));
        let (least, greatest) = (said(end("min")?)?, said(end("max")?)?);
        let range = format!("  {least} – {greatest}");
        let range = if least == greatest { "" } else { &range };
        let line = format!("{lane:widest$}  {told:>most_said$}  {bar}{range}");
        lines.push(line.trim_end().to_owned());
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
