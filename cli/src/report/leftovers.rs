//! What deployments left, and what became of it.

use std::collections::BTreeSet;

use paperboat_core::money::Usd;
use paperboat_core::sweep::{Charge, Found, Leftover, Swept};
use paperboat_simulator::meter::Item;
use paperboat_simulator::model::{Model, Price};
use serde_json::{Value, json};

use super::number::usd;
use super::{explained, help, remedy};
use crate::ui::Ui;

/// What an hour of a charge costs at the model's prices; none where it depends on what is not known.
fn hourly(charge: &Charge, model: &Model) -> Option<Usd> {
    let item = match charge {
        Charge::Instance { instance_type } => Item::Instance {
            instance_type: instance_type.clone(),
        },
        Charge::Volume { gib } => Item::Gp3 { gib: *gib },
        Charge::PublicIpv4 => Item::PublicIpv4,
        // Whether a task runs on Graviton is not shown: the dearer one is taken.
        Charge::FargateTask { cpu, memory_mib } => Item::FargateTask {
            cpu: *cpu,
            memory_mib: *memory_mib,
            ephemeral_gib: 0,
            arm: false,
        },
        Charge::LoadBalancer => Item::LoadBalancer,
        Charge::Secret => Item::Secret,
        Charge::HostedZone => Item::HostedZone,
        Charge::LogStorage { bytes } => {
            let price = model.price(Price::LogsStorageGbMonth).value;
            return Some(price.times(*bytes, 1_000_000_000).month_to_hour());
        }
        // A snapshot is billed by the blocks that it alone stores, which no operation shows.
        Charge::FileSystem | Charge::Snapshot { .. } => return None,
    };
    let hour = item.hourly(model);
    // An instance type that the facts do not hold has no price here.
    (hour != Usd::ZERO).then_some(hour)
}

/// What an hour of all charges costs, as far as it is known, and whether there is more.
fn hour<'a>(charges: impl IntoIterator<Item = &'a Charge>, model: &Model) -> (Usd, bool) {
    let (mut sum, mut more) = (Usd::ZERO, false);
    for charge in charges {
        match hourly(charge, model) {
            Some(hour) => sum += hour,
            None => more = true,
        }
    }
    (sum, more)
}

fn line(ui: &Ui, leftover: &Leftover, model: &Model) -> String {
    let text = &ui.text;
    let (sum, more) = hour(&leftover.charges, model);
    let cost = match (leftover.charges.is_empty(), sum == Usd::ZERO) {
        (true, _) => text.get("leftover-free"),
        (false, true) => text.get("leftover-by-content"),
        (false, false) => {
            let more = if more { "yes" } else { "no" };
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

/// A look for people: each resource with what it costs and the commands that remove it.
#[must_use]
pub fn found_text(ui: &Ui, found: &Found) -> String {
    let model = Model::default();
    let mut out = Vec::new();
    for leftover in &found.leftovers {
        out.push(line(ui, leftover, &model));
        out.extend(leftover.commands().iter().map(|c| format!("    $ {c}")));
    }
    if found.leftovers.is_empty() {
        out.push(ui.text.get("leftovers-none"));
    } else {
        let charges = found.leftovers.iter().flat_map(|l| &l.charges);
        let (sum, _) = hour(charges, &model);
        let count = found.leftovers.len().to_string();
        let said = [
            ("count", count.as_str()),
            ("hour", &usd(sum)),
            ("month", &usd(sum.month())),
        ];
        out.push(ui.text.with("leftovers-sum", &said));
        let mut names: Vec<&str> = found.leftovers.iter().map(|l| &*l.deployment).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            out.push(ui.text.with("leftovers-next", &[("name", name)]));
        }
    }
    out.extend(unseen(ui, &found.unseen));
    out.join("\n")
}

fn unseen(ui: &Ui, errors: &[paperboat_core::error::CloudError]) -> Vec<String> {
    let say = |error: &paperboat_core::error::CloudError| {
        let why = format!("{}: {}", error.code, error.message);
        let said = [("operation", error.operation.as_str()), ("why", &why)];
        ui.text.with("leftovers-unseen", &said)
    };
    let remedies: BTreeSet<_> = errors.iter().filter_map(|e| e.remedy()).collect();
    let remedy = |key| remedy(ui, Some(key)).map(|sentence| help(ui, &sentence));
    let said = errors.iter().map(say);
    said.chain(remedies.into_iter().filter_map(remedy))
        .collect()
}

/// A removal for people: what went, what stayed and why.
#[must_use]
pub fn swept_text(ui: &Ui, deployment: &str, swept: &Swept) -> String {
    let text = &ui.text;
    let mut out = Vec::new();
    for leftover in &swept.removed {
        let said = [("kind", leftover.kind.word()), ("name", &leftover.name)];
        out.push(text.with("leftover-removed", &said));
    }
    for kept in &swept.kept {
        let why = explained(ui, &kept.cause);
        let said = [
            ("kind", kept.leftover.kind.word()),
            ("name", kept.leftover.name.as_str()),
            ("why", why.as_str()),
        ];
        out.push(text.with("leftover-kept", &said));
        let commands = kept.leftover.commands();
        out.extend(commands.iter().map(|c| format!("    $ {c}")));
    }
    out.extend(unseen(ui, &swept.unseen));
    let key = match (swept.is_clean(), swept.removed.is_empty()) {
        (false, _) => "leftovers-some-kept",
        (true, true) => "leftovers-nothing-to-remove",
        (true, false) => "leftovers-all-removed",
    };
    out.push(text.with(key, &[("name", deployment)]));
    out.join("\n")
}

fn leftover_json(leftover: &Leftover, model: &Model) -> Value {
    let (sum, more) = hour(&leftover.charges, model);
    json!({
        "kind": leftover.kind,
        "id": leftover.id,
        "name": leftover.name,
        "deployment": leftover.deployment,
        "expires": leftover.expires,
        "state": leftover.state,
        "charges": leftover.charges,
        "hourly": sum,
        "hourlyIsAll": !more,
        "remove": leftover.commands(),
    })
}

/// A look as data.
#[must_use]
pub fn found_json(found: &Found) -> Value {
    let model = Model::default();
    let all = found.leftovers.iter().map(|l| leftover_json(l, &model));
    json!({"leftovers": all.collect::<Vec<_>>(), "unseen": found.unseen})
}

/// A removal as data.
#[must_use]
pub fn swept_json(swept: &Swept) -> Value {
    let model = Model::default();
    let removed = swept.removed.iter().map(|l| leftover_json(l, &model));
    let kept = swept.kept.iter().map(|k| {
        let mut shown = leftover_json(&k.leftover, &model);
        shown["cause"] = json!(k.cause);
        shown
    });
    json!({
        "removed": removed.collect::<Vec<_>>(),
        "kept": kept.collect::<Vec<_>>(),
        "unseen": swept.unseen,
    })
}
