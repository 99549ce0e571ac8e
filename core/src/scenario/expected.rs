//! One entry of what is expected.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::app::diagnostic::Diagnostic;
use crate::app::nearest::nearest;
use crate::app::node::Node;

use super::Moment;
use super::expect::{Expectation, Pattern, What};
use super::field::{Fields, bad_value, scalar, wrong_type};

/// The keys of an expectation, of which it has one.
const EXPECTATIONS: [&str; 7] = [
    "available",
    "lost-below",
    "recovered-within",
    "cost-below",
    "first-answer-within",
    "seen",
    "never-seen",
];

pub(super) fn expectation(
    node: &Node,
    key: &str,
    timeline: &[Moment],
) -> Result<Expectation, Diagnostic> {
    let fields = Fields::of(node, key)?;
    let (lane, service) = (fields.text("lane")?, fields.text("service")?);
    let after = after(&fields, timeline)?;
    let what = match fields.one_of(&EXPECTATIONS)? {
        "available" => What::Available(part(&fields, "available")?.1),
        "lost-below" => match part(&fields, "lost-below")? {
            (true, part) => What::LostPartBelow(part),
            (false, count) => What::LostBelow(count),
        },
        "recovered-within" => What::RecoveredWithin(needed_time(&fields, "recovered-within")?),
        "first-answer-within" => {
            What::FirstAnswerWithin(needed_time(&fields, "first-answer-within")?)
        }
        "cost-below" => What::CostBelow(fields.number("cost-below", 0.0, 1e9)?.unwrap_or_default()),
        "seen" => What::Seen(pattern(&fields, "seen")?),
        _ => What::NeverSeen(pattern(&fields, "never-seen")?),
    };
    fields.end(&[])?;
    possible(&what, after.as_deref(), &fields)?;
    Ok(Expectation {
        what,
        lane,
        service,
        after,
        span: node.span,
    })
}

fn after(fields: &Fields<'_>, timeline: &[Moment]) -> Result<Option<String>, Diagnostic> {
    let Some(name) = fields.text("after")? else {
        return Ok(None);
    };
    if timeline.iter().any(|moment| moment.name == name) {
        return Ok(Some(name));
    }
    let names = timeline.iter().map(|moment| moment.name.as_str());
    Err(Diagnostic::error("scenario-unknown-moment")
        .arg("name", &name)
        .arg("nearest", nearest(&name, names).unwrap_or_default())
        .key(fields.below("after"))
        .at(fields.take("after").and_then(|node| node.span)))
}

/// A number, or a percentage as a part of one; tells which.
fn part(fields: &Fields<'_>, name: &'static str) -> Result<(bool, f64), Diagnostic> {
    let text = fields.text(name)?.unwrap_or_default();
    let (percent, digits) = match text.strip_suffix('%') {
        Some(digits) => (true, digits.trim()),
        None => (false, text.as_str()),
    };
    // An availability without its sign would be read as nearly never, or as always.
    let wants_percent = name == "available";
    let number: Option<f64> = digits.parse().ok();
    let number = number.filter(|n| n.is_finite() && *n >= 0.0);
    let number = number.filter(|n| (percent && *n <= 100.0) || !(percent || wants_percent));
    let expected = if wants_percent {
        "percentage"
    } else {
        "count-or-percentage"
    };
    let number =
        number.ok_or_else(|| bad_value(fields.place(name), &fields.below(name), expected))?;
    Ok((percent, if percent { number / 100.0 } else { number }))
}

fn needed_time(fields: &Fields<'_>, name: &'static str) -> Result<Duration, Diagnostic> {
    let time = fields.time(name)?;
    time.ok_or_else(|| bad_value(fields.place(name), &fields.below(name), "duration"))
}

fn pattern(fields: &Fields<'_>, name: &'static str) -> Result<Pattern, Diagnostic> {
    let node = fields.place(name);
    let key = fields.below(name);
    let inner = Fields::of(node, &key)?;
    let mut members = BTreeMap::new();
    for (member, node) in inner.rest() {
        members.insert(member.to_owned(), scalar(node, &inner.below(member))?);
    }
    if members.is_empty() {
        return Err(wrong_type(node, &key, "mapping"));
    }
    Ok(Pattern(members))
}

/// Refuses what no run can meet, or what every run does.
fn possible(what: &What, after: Option<&str>, fields: &Fields<'_>) -> Result<(), Diagnostic> {
    let reason = match what {
        What::LostBelow(n) | What::LostPartBelow(n) if *n <= 0.0 => "below-nothing",
        What::CostBelow(n) if *n <= 0.0 => "below-nothing",
        What::RecoveredWithin(_) if after.is_none() => "recovered-after-what",
        What::CostBelow(_) | What::FirstAnswerWithin(_) if after.is_some() => "of-the-whole",
        _ => return Ok(()),
    };
    Err(Diagnostic::error("scenario-impossible")
        .word("reason", reason)
        .key(fields.below(what.key()))
        .at(fields.take(what.key()).and_then(|node| node.span)))
}
