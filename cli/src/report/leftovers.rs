//! What deployments left, and what became of it.

use std::collections::{BTreeMap, BTreeSet};

use paperboat_core::money::Usd;
use paperboat_core::sweep::{Charge, Found, Leftover, Swept};
use paperboat_simulator::meter::Item;
use paperboat_simulator::model::{Model, Price};
use serde::Serialize;
use serde_json::{Value, json};

use super::number::usd;
use super::{explained, help, remedy, step_list};
use crate::document::{Block, Document};
use crate::ui::Ui;
use paperboat_rehearsal::TimedStep;

/// What is billed and has no price here, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Unpriced {
    /// A snapshot is billed by the blocks that it alone stores, which no operation shows.
    Snapshot,
    /// Whether a task that no service started has a public address is shown by its network interface only.
    TaskAddress,
    /// AWS has not counted yet what a file system holds.
    FileSystem,
    /// The facts hold no price of the instance type.
    InstanceType,
}

impl Unpriced {
    fn key(self) -> &'static str {
        match self {
            Self::Snapshot => "unpriced-snapshot",
            Self::TaskAddress => "unpriced-task-address",
            Self::FileSystem => "unpriced-file-system",
            Self::InstanceType => "unpriced-instance-type",
        }
    }
}

/// What an hour of a charge costs at a model's prices, or why that is not known.
fn hourly(charge: &Charge, model: &Model) -> Result<Usd, Unpriced> {
    let item = match charge {
        Charge::Instance { instance_type } => Item::Instance {
            instance_type: instance_type.clone(),
        },
        Charge::Volume { gib } => Item::Gp3 { gib: *gib },
        Charge::PublicIpv4 => Item::PublicIpv4,
        Charge::FargateTask {
            cpu,
            memory_mib,
            ephemeral_gib,
            arm,
        } => Item::FargateTask {
            cpu: *cpu,
            memory_mib: *memory_mib,
            ephemeral_gib: *ephemeral_gib,
            arm: *arm,
        },
        Charge::LoadBalancer => Item::LoadBalancer,
        Charge::Secret => Item::Secret,
        Charge::HostedZone => Item::HostedZone,
        Charge::LogStorage { bytes } => {
            let price = model.price(Price::LogsStorageGbMonth).value;
            return Ok(price.times(*bytes, 1_000_000_000).month_to_hour());
        }
        Charge::FileSystem { bytes } => Item::Efs {
            bytes: bytes.ok_or(Unpriced::FileSystem)?,
        },
        Charge::Snapshot { .. } => return Err(Unpriced::Snapshot),
        Charge::TaskAddress => return Err(Unpriced::TaskAddress),
    };
    let hour = item.hourly(model);
    let unknown = matches!(item, Item::Instance { .. }) && hour == Usd::ZERO;
    if unknown {
        return Err(Unpriced::InstanceType);
    }
    Ok(hour)
}

/// The most that an hour of a charge without a price can cost; none where there is no bound.
fn at_most(charge: &Charge, model: &Model) -> Option<Usd> {
    match charge {
        Charge::Snapshot { gib } => {
            let bytes = u64::from(*gib) << 30;
            Some(Item::Snapshot { bytes }.hourly(model))
        }
        Charge::TaskAddress => Some(Item::PublicIpv4.hourly(model)),
        _ => None,
    }
}

/// The price of an hour.
#[derive(Debug, Default)]
struct Hour {
    /// As far as it is known.
    known: Usd,
    /// What is not in it, with the most that it can cost where there is a bound.
    unpriced: BTreeMap<Unpriced, Option<Usd>>,
}

fn hour<'a>(charges: impl IntoIterator<Item = &'a Charge>, model: &Model) -> Hour {
    let mut hour = Hour::default();
    for charge in charges {
        match hourly(charge, model) {
            Ok(price) => hour.known += price,
            Err(why) => {
                let most = hour.unpriced.entry(why).or_insert(Some(Usd::ZERO));
                *most = most.zip(at_most(charge, model)).map(|(a, b)| a + b);
            }
        }
    }
    hour
}

fn line(ui: &Ui, leftover: &Leftover, model: &Model) -> String {
    let text = &ui.text;
    let price = hour(&leftover.charges, model);
    let sum = price.known;
    let cost = match (leftover.charges.is_empty(), sum == Usd::ZERO) {
        (true, _) => text.get("leftover-free"),
        (false, true) => text.get("leftover-by-content"),
        (false, false) => {
            let more = if price.unpriced.is_empty() {
                "no"
            } else {
                "yes"
            };
            text.with("leftover-hour", &[("hour", &usd(sum)), ("more", more)])
        }
    };
    let expires = leftover.expires.as_deref().unwrap_or("none");
    let said = [
        ("kind", leftover.kind.word()),
        ("name", &leftover.name),
        ("deployment", &leftover.deployment),
        (
            "state",
            if leftover.state.is_empty() {
                "none"
            } else {
                &leftover.state
            },
        ),
        ("expires", expires),
        ("cost", &cost),
    ];
    text.with("leftover-line", &said)
}

/// A look for people: each resource with what it costs at a model's prices, and the commands that remove it.
#[must_use]
pub fn found_document(ui: &Ui, found: &Found, model: &Model) -> Document {
    let mut doc = titled(ui);
    for leftover in &found.leftovers {
        doc.text(line(ui, leftover, model));
        removing(&mut doc, leftover);
    }
    if found.leftovers.is_empty() {
        doc.text(ui.text.get("leftovers-none"));
    } else {
        let charges = found.leftovers.iter().flat_map(|l| &l.charges);
        let price = hour(charges, model);
        let count = found.leftovers.len().to_string();
        let whole = price.unpriced.is_empty() && found.unseen.is_empty();
        let said = [
            ("count", count.as_str()),
            ("hour", &usd(price.known)),
            ("month", &usd(price.known.month())),
            ("whole", if whole { "yes" } else { "no" }),
        ];
        let sum = ui.text.with("leftovers-sum", &said);
        let unpriced = price.unpriced.iter().map(|(why, most)| {
            let most = most.map_or_else(|| "none".to_owned(), usd);
            let what = ui.text.get(why.key());
            let said = [("what", &*what), ("most", &*most)];
            ui.text.with("leftovers-unpriced", &said)
        });
        doc.blocks.push(Block::Under(sum, unpriced.collect()));
        let mut names: Vec<&str> = found.leftovers.iter().map(|l| &*l.deployment).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            doc.text(ui.text.with("leftovers-next", &[("name", name)]));
        }
    }
    unseen(ui, &found.unseen).for_each(|said| doc.text(said));
    doc
}

/// A document about leftovers, of which a terminal shows no title.
fn titled(ui: &Ui) -> Document {
    Document {
        quiet: true,
        ..Document::new(ui.text.get("leftovers-title"))
    }
}

fn removing(doc: &mut Document, leftover: &Leftover) {
    let commands = leftover.commands();
    if !commands.is_empty() {
        doc.blocks.push(Block::Commands(4, commands));
    }
}

fn unseen(ui: &Ui, errors: &[paperboat_core::error::CloudError]) -> impl Iterator<Item = String> {
    let say = |error: &paperboat_core::error::CloudError| {
        let why = format!("{}: {}", error.code, error.message);
        let said = [("operation", error.operation.as_str()), ("why", &why)];
        ui.text.with("leftovers-unseen", &said)
    };
    let remedies: BTreeSet<_> = errors.iter().filter_map(|e| e.remedy()).collect();
    let remedy = |key| remedy(ui, Some(key)).map(|sentence| help(ui, &sentence));
    let said = errors.iter().map(say);
    said.chain(remedies.into_iter().filter_map(remedy))
}

/// A removal for people: its steps, what went, what stayed and why.
#[must_use]
pub fn swept_document(ui: &Ui, deployment: &str, steps: &[TimedStep], swept: &Swept) -> Document {
    let text = &ui.text;
    let mut doc = titled(ui);
    if !steps.is_empty() {
        doc.text(step_list(ui, steps));
    }
    for leftover in &swept.removed {
        let said = [("kind", leftover.kind.word()), ("name", &leftover.name)];
        doc.text(text.with("leftover-removed", &said));
    }
    for kept in &swept.kept {
        let why = explained(ui, &kept.cause);
        let said = [
            ("kind", kept.leftover.kind.word()),
            ("name", kept.leftover.name.as_str()),
            ("why", why.as_str()),
        ];
        doc.text(text.with("leftover-kept", &said));
        removing(&mut doc, &kept.leftover);
    }
    unseen(ui, &swept.unseen).for_each(|said| doc.text(said));
    let key = match (swept.is_clean(), swept.removed.is_empty()) {
        (false, _) => "leftovers-some-kept",
        (true, true) => "leftovers-nothing-to-remove",
        (true, false) => "leftovers-all-removed",
    };
    doc.text(text.with(key, &[("name", deployment)]));
    doc
}

fn leftover_json(leftover: &Leftover, model: &Model) -> Value {
    let price = hour(&leftover.charges, model);
    json!({
        "kind": leftover.kind,
        "id": leftover.id,
        "name": leftover.name,
        "deployment": leftover.deployment,
        "expires": leftover.expires,
        "state": leftover.state,
        "charges": leftover.charges,
        "hourly": price.known,
        "hourlyIsAll": price.unpriced.is_empty(),
        "unpriced": price.unpriced.keys().collect::<Vec<_>>(),
        "remove": leftover.commands(),
    })
}

/// A look as data, at a model's prices.
#[must_use]
pub fn found_json(found: &Found, model: &Model) -> Value {
    let all = found.leftovers.iter().map(|l| leftover_json(l, model));
    json!({"leftovers": all.collect::<Vec<_>>(), "unseen": found.unseen})
}

/// A removal as data, at a model's prices.
#[must_use]
pub fn swept_json(swept: &Swept, model: &Model) -> Value {
    let removed = swept.removed.iter().map(|l| leftover_json(l, model));
    let kept = swept.kept.iter().map(|k| {
        let mut shown = leftover_json(&k.leftover, model);
        shown["cause"] = json!(k.cause);
        shown
    });
    json!({
        "removed": removed.collect::<Vec<_>>(),
        "kept": kept.collect::<Vec<_>>(),
        "unseen": swept.unseen,
    })
}
