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

pub(super) fn create(_: &mut World, _: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let subnet = match parsed.text("subnet") {
        None => None,
        Some(text) => {
            let address = text
                .split('/')
                .next()
                .and_then(|a| a.parse::<Ipv4Addr>().ok());
            let address = address.ok_or_else(|| {
                Failure::new(
                    1,
                    format!("invalid subnet {text}: invalid CIDR block notation"),
                )
            })?;
            if !text.ends_with("/16") || u32::from(address) & 0xffff != 0 {
                return Err(Failure::new(
                    1,
                    format!("paperboat: not modelled: --subnet {text} (only /16)"),
                ));
            }
            Some(address)
        }
    };
    let config = NetworkConfig {
        name: parsed.arguments[0].clone(),
        driver: parsed.text("driver").unwrap_or_default().to_owned(),
        internal: parsed.is("internal"),
        subnet,
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
    let text = list::show(parsed, &rows, &columns, "ID")?;
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
