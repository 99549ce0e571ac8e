//! The commands on networks.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use super::command::Outcome;
use super::flags::Parsed;
use super::list::{self, Row};
use crate::host::docker::engine::{Client, Refusal, engine};
use crate::host::docker::network::{self, NetworkConfig};
use crate::host::docker::op::{Op, Voice, find};
use crate::host::docker::plan::{Failure, Plan};
use crate::host::write_stdout;
use crate::world::World;

fn refused(refusal: Refusal) -> Failure {
    Voice::Plain.failure(&refusal)
}

/// The labels given.
pub(super) fn labels(parsed: &Parsed) -> BTreeMap<String, String> {
    let pairs = parsed
        .list("label")
        .map(|l| l.split_once('=').unwrap_or((l, "")));
    pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
}

/// Reads `ADDRESS/PREFIX`: the block's first address, and its prefix.
fn block(text: &str) -> Option<(Ipv4Addr, u8)> {
    let (address, prefix) = text.split_once('/')?;
    let (address, prefix): (Ipv4Addr, u8) = (address.parse().ok()?, prefix.parse().ok()?);
    let host = u32::MAX.checked_shr(u32::from(prefix)).unwrap_or(0);
    (prefix <= 30).then(|| (Ipv4Addr::from(u32::from(address) & !host), prefix))
}

pub(super) fn create(_: &mut World, _: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let subnet = match parsed.text("subnet") {
        None => None,
        Some(text) => Some(block(text).ok_or_else(|| {
            let words = format!("Error response from daemon: invalid network config:\ninvalid subnet {text}: invalid CIDR block notation");
            Failure::new(1, words)
        })?),
    };
    let gateway = match parsed.text("gateway") {
        None => None,
        Some(text) => {
            let gateway: Option<Ipv4Addr> = text.parse().ok();
            let within = |(first, prefix): (Ipv4Addr, u8)| {
                let host = u32::MAX.checked_shr(u32::from(prefix)).unwrap_or(0);
                gateway.is_some_and(|g| u32::from(g) & !host == u32::from(first))
            };
            if !subnet.is_some_and(within) {
                return Err(Failure::new(
                    1,
                    format!("no matching subnet for gateway {text}"),
                ));
            }
            gateway
        }
    };
    let config = NetworkConfig {
        name: parsed.arguments[0].clone(),
        driver: parsed.text("driver").unwrap_or_default().to_owned(),
        internal: parsed.is("internal"),
        subnet,
        gateway,
        labels: labels(parsed),
    };
    let mut plan = Plan::tolerant();
    plan.add(
        Op::CreateNetwork {
            config: Box::new(config),
            print: true,
        },
        &[],
    );
    Ok(Outcome::Work(plan))
}

pub(super) fn ls(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let mut rows: Vec<Row> = Vec::new();
    for network in engine(w, client.machine).networks.values() {
        let mut fits = true;
        for filter in parsed.list("filter") {
            fits &= match filter.split_once('=') {
                Some(("name", value)) => network.name.contains(value),
                Some(("driver", value)) => network.driver == value,
                Some(("type", value @ ("custom" | "builtin"))) => {
                    network.is_predefined() == (value == "builtin")
                }
                Some(("scope", value)) => value == "local",
                Some(("id", value)) => network.id.starts_with(value),
                Some(("label", value)) => {
                    let (label, wanted) = value
                        .split_once('=')
                        .map_or((value, None), |(l, v)| (l, Some(v)));
                    network
                        .labels
                        .get(label)
                        .is_some_and(|v| wanted.is_none_or(|w| w == v))
                }
                _ => {
                    return Err(Failure::new(
                        1,
                        format!(
                            "Error response from daemon: invalid filter '{}'",
                            filter.split('=').next().unwrap_or_default()
                        ),
                    ));
                }
            };
        }
        if fits {
            let id = if parsed.is("no-trunc") {
                &network.id
            } else {
                &network.id[..12]
            };
            rows.push(vec![
                ("ID", id.to_owned()),
                ("Name", network.name.clone()),
                ("Driver", network.driver.clone()),
                ("Scope", "local".to_owned()),
            ]);
        }
    }
    let columns = [
        ("ID", "NETWORK ID"),
        ("Name", "NAME"),
        ("Driver", "DRIVER"),
        ("Scope", "SCOPE"),
    ];
    let text = list::show(
        parsed,
        &rows,
        &columns,
        ("ID", list::Listed::Other("networkContext")),
    )?;
    write_stdout(w, client.job, &text);
    Ok(Outcome::Exit(0))
}

pub(super) fn rm(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let mut plan = Plan::tolerant();
    let forced = parsed.is("force");
    // What is not there is no error when it is forced.
    let there = |name: &&String| !forced || network::find(w, client.machine, name).is_ok();
    for name in parsed.arguments.iter().filter(there) {
        plan.add(
            Op::RemoveNetwork {
                name: name.clone(),
                print: true,
            },
            &[],
        );
    }
    Ok(Outcome::Work(plan))
}

pub(super) fn connect(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let key = find(w, client.machine, &parsed.arguments[1])?;
    let aliases = parsed.list("alias").map(str::to_owned).collect();
    network::connect(w, client, &parsed.arguments[0], key, aliases).map_err(refused)?;
    Ok(Outcome::Exit(0))
}

pub(super) fn disconnect(
    w: &mut World,
    client: Client,
    parsed: &Parsed,
) -> Result<Outcome, Failure> {
    let key = find(w, client.machine, &parsed.arguments[1])?;
    network::disconnect(w, client, &parsed.arguments[0], key).map_err(refused)?;
    Ok(Outcome::Exit(0))
}
