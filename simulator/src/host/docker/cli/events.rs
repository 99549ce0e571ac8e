//! `docker events`: what an engine remembers, up to now.

use serde_json::{Value, json};

use super::command::Outcome;
use super::flags::Parsed;
use super::format::date;
use super::moment::moment;
use super::template;
use crate::host::docker::engine::{Client, engine};
use crate::host::docker::events::{Happened, Kept, Kind};
use crate::host::docker::plan::Failure;
use crate::host::{write_stderr, write_stdout};
use crate::world::World;
use paperboat_core::calendar;

/// What events can be filtered by (moby, `events.Filter`).
const FILTERS: [&str; 13] = [
    "config",
    "container",
    "daemon",
    "event",
    "image",
    "label",
    "network",
    "node",
    "plugin",
    "scope",
    "secret",
    "type",
    "volume",
];

fn at(w: &World, parsed: &Parsed, flag: &str) -> Result<Option<i128>, Failure> {
    moment(w, parsed, flag).map_err(|mut failure| {
        // The client reads both for itself, and says nothing of the flag.
        if let Some((_, words)) = failure.text.split_once("\": ") {
            failure.text = words.to_owned();
        }
        failure
    })
}

pub(super) fn events(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let filters: Vec<(&str, &str)> = parsed
        .list("filter")
        .map(|f| f.split_once('=').unwrap_or((f, "")))
        .collect();
    if let Some((unknown, _)) = filters.iter().find(|(name, _)| !FILTERS.contains(name)) {
        let words = format!("Error response from daemon: invalid filter '{unknown}'");
        return Err(Failure::new(1, words));
    }
    if let Some(format) = parsed.text("format").filter(|f| *f != "json") {
        template::check(format).map_err(|e| Failure::new(64, e))?;
    }
    let (since, until) = (at(w, parsed, "since")?, at(w, parsed, "until")?);
    let now = calendar::since_1970(w.now());
    let mut text = String::new();
    for happened in engine(w, client.machine).happened.iter().map(Kept::told) {
        let at = calendar::since_1970(happened.at);
        // Without a beginning, only what comes is shown.
        let wanted =
            since.is_some_and(|since| at >= since) && until.is_none_or(|until| at <= until);
        if wanted && fits(&happened, &filters) {
            text += &line(&happened, parsed.text("format"))?;
        }
    }
    write_stdout(w, client.job, &text);
    if until.is_none_or(|until| until > now) {
        let words = "paperboat: not modelled: events that are still to come; shown up to now\n";
        write_stderr(w, client.job, words);
    }
    Ok(Outcome::Exit(0))
}

/// Several values of one filter are alternatives; labels are not.
fn fits(happened: &Happened, filters: &[(&str, &str)]) -> bool {
    let one = |(name, value): &(&str, &str)| {
        let named = |kind: Kind| {
            let attribute = happened.attributes.get("name");
            happened.kind == kind
                && (happened.id.starts_with(value) || attribute.is_some_and(|n| n == value))
        };
        match *name {
            "event" => {
                happened.action == *value || happened.action.starts_with(&format!("{value}: "))
            }
            "type" => happened.kind.word() == *value,
            "container" => named(Kind::Container),
            "network" => named(Kind::Network),
            "volume" => named(Kind::Volume),
            "image" => {
                let image = happened.attributes.get("image");
                named(Kind::Image)
                    || image.is_some_and(|i| i == value || i.split(':').next() == Some(value))
            }
            "label" => {
                let (label, wanted) = value
                    .split_once('=')
                    .map_or((*value, None), |(l, v)| (l, Some(v)));
                let own = happened.attributes.get(label);
                own.is_some_and(|own| wanted.is_none_or(|wanted| wanted == own))
            }
            "scope" => *value == "local",
            _ => false,
        }
    };
    filters.iter().all(|filter| {
        let mut same = filters.iter().filter(|f| f.0 == filter.0);
        match filter.0 {
            "label" => one(filter),
            _ => same.any(one),
        }
    })
}

fn line(happened: &Happened, format: Option<&str>) -> Result<String, Failure> {
    let value = value(happened);
    match format {
        None => {
            let attributes = happened.attributes.iter();
            let attributes: Vec<String> = attributes.map(|(k, v)| format!("{k}={v}")).collect();
            let (kind, action) = (happened.kind.word(), &happened.action);
            let at = date(happened.at);
            let of = &happened.id;
            Ok(format!(
                "{at} {kind} {action} {of} ({})\n",
                attributes.join(", ")
            ))
        }
        Some("json" | "{{json .}}") => Ok(format!("{value}\n")),
        Some(format) => {
            let filled = template::fill(format, &value).map_err(|e| Failure::new(1, e))?;
            Ok(filled + "\n")
        }
    }
}

fn value(happened: &Happened) -> Value {
    let micros = calendar::since_1970(happened.at);
    let mut value = json!({
        "Type": happened.kind.word(),
        "Action": happened.action,
        "Actor": { "ID": happened.id, "Attributes": happened.attributes },
        "scope": "local",
        "Scope": "local",
        "time": (micros / 1_000_000) as i64,
        "timeNano": (micros * 1_000) as i64,
        "Time": (micros / 1_000_000) as i64,
        "TimeNano": (micros * 1_000) as i64,
    });
    // Containers and images have the members of old too.
    if matches!(happened.kind, Kind::Container | Kind::Image) {
        let from = happened
            .attributes
            .get("image")
            .cloned()
            .unwrap_or_default();
        for (name, of) in [
            ("status", &happened.action),
            ("id", &happened.id),
            ("from", &from),
        ] {
            value[name] = of.as_str().into();
        }
        value["Status"] = value["status"].clone();
        value["ID"] = value["id"].clone();
        value["From"] = value["from"].clone();
    }
    value
}
