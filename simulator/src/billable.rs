//! What is there to be billed by time, as each room of the world knows it: the meter is held to it.

use std::collections::BTreeMap;

use crate::meter::Item;
use crate::world::World;
use crate::{ec2, ecr, ecs, efs, elbv2, logs, secretsmanager, servicediscovery};

/// Everything that is billed by time now, by the name that it is billed under, without asking the meter.
fn billable(w: &World) -> BTreeMap<String, Vec<Item>> {
    let mut all: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    let rooms = ec2::billable(w)
        .chain(elbv2::billable(w))
        .chain(ecs::billable(w))
        .chain(efs::billable(w))
        .chain(servicediscovery::billable(w))
        .chain(secretsmanager::billable(w))
        .chain(ecr::billable(w));
    for (resource, item) in rooms {
        all.entry(resource).or_default().push(item);
    }
    all
}

/// Checks that what is being billed is what is in use: nothing twice, nothing free, nothing that is gone.
///
/// # Panics
/// With the names of the resources about which the meter and the rooms disagree.
pub(crate) fn check(w: &World) {
    assert_eq!(
        w.meter.held_bytes(),
        logs::stored_bytes(w),
        "the log lines that are billed are those that groups hold"
    );
    let in_use = billable(w);
    let mut billed: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    for (resource, item) in w.meter.open_items() {
        billed
            .entry(resource.to_owned())
            .or_default()
            .push(item.clone());
    }
    let names = in_use.keys().chain(billed.keys());
    let differ = |name: &&String| in_use.get(*name) != billed.get(*name);
    let said: Vec<String> = names
        .filter(differ)
        .map(|n| {
            format!(
                "{n}: in use {:?}, billed {:?}",
                in_use.get(n),
                billed.get(n)
            )
        })
        .collect();
    assert!(
        said.is_empty(),
        "what is billed is what is in use:\n{}",
        said.join("\n")
    );
}
