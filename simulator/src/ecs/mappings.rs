//! Which port mappings and links a network mode allows.

use std::collections::BTreeSet;

use paperboat_core::aws::ecs::ContainerDefinition;

use super::mode::Mode;
use super::order;
use super::ports::{self, Protocol};
use super::validate::{Check, ensure};

/// No port of what its containers share is asked for twice in a task.
pub(super) fn each_port_once(all: &[ContainerDefinition], mode: Mode) -> Check {
    let mut own = BTreeSet::new();
    let mut of_host = BTreeSet::new();
    for p in all.iter().flat_map(|c| &c.port_mappings) {
        let protocol = Protocol::of(p);
        ensure(
            !mode.has_interface() || own.insert((p.container_port, protocol)),
            "Container port mappings cannot use the same port and protocol twice when networkMode=awsvpc.",
        )?;
        // The words for TCP: aws/amazon-ecs-agent issue 1220; for UDP by analogy.
        let fixed = ports::fixed(mode, p);
        ensure(
            fixed.is_none_or(|port| of_host.insert(port)),
            format!(
                "{} host port '{}' is mapped multiple times in task.",
                protocol.word().to_ascii_uppercase(),
                fixed.map_or(0, |fixed| fixed.port),
            ),
        )?;
    }
    Ok(())
}

/// What of a container depends on how its task is connected. The words for `host` and for links on `awsvpc` are quoted by
/// third parties (medium confidence); those for `none`, and for links on the others, are ours by analogy.
pub(super) fn check(c: &ContainerDefinition, all: &[ContainerDefinition], mode: Mode) -> Check {
    let word = mode.word();
    ensure(
        mode != Mode::None || c.port_mappings.is_empty(),
        "Port mappings are not supported when networkMode=none.",
    )?;
    for p in &c.port_mappings {
        let same = p.host_port.is_none_or(|h| h == 0 || h == p.container_port);
        ensure(
            mode == Mode::Bridge || same,
            format!(
                "When networkMode={word}, the host ports and container ports in port mappings must match."
            ),
        )?;
        ensure(
            matches!(p.protocol.as_str(), "" | "tcp" | "udp"),
            format!("Invalid port mapping protocol '{}'.", p.protocol),
        )?;
    }
    ensure(
        mode == Mode::Bridge || c.links.is_empty(),
        format!("Links are not supported when networkMode={word}."),
    )?;
    let linked = c.links.iter().map(|link| order::link_of(link).0);
    let strange = linked
        .clone()
        .find(|name| all.iter().all(|o| o.name != *name));
    ensure(
        strange.is_none(),
        format!(
            "Container '{}' links to '{}', which is not in the task definition.",
            c.name,
            strange.unwrap_or_default()
        ),
    )
}
