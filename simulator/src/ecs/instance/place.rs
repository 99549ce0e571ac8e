//! Which container instance a task goes to: a pure choice among those that have room.
//!
//! The order is AWS's: what the task takes, constraints, strategies (ECS guide, "How Amazon ECS places tasks on container
//! instances"). A service without a strategy spreads over zones and, within a zone, over instances; a task without one goes
//! anywhere (ECS guide, "Use strategies to define Amazon ECS task placement").

use paperboat_core::aws::ecs::{
    ContainerInstanceStatus, PlacementConstraint, PlacementConstraintType, PlacementStrategy,
    PlacementStrategyType,
};
use paperboat_core::error::CloudError;

use super::query::Query;
use super::{ContainerInstanceKey, Room, Wants, attribute, left, of_cluster};
use crate::ecs::invalid;
use crate::ecs::network::Network;
use crate::ecs::provider::{self, ProviderKey};
use crate::ecs::task::{Starter, TaskKey};
use crate::ecs::taskdef::DefinitionKey;
use crate::host;
use crate::random::Unit;
use crate::world::World;

/// One step of a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strategy {
    Random,
    /// Where the fewest tasks of the group are in the zone.
    Zones,
    /// Where the fewest tasks of the group are.
    Instances,
    /// Where the least processor is left.
    Cpu,
    /// Where the least memory is left.
    Memory,
}

/// How container instances are chosen for the tasks of a request or a service.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rules {
    strategies: Vec<Strategy>,
    /// Whether no two tasks of the group share an instance.
    distinct: bool,
    /// What must hold of an instance.
    member_of: Vec<Query>,
    /// Whose instances alone are chosen from.
    provider: Option<ProviderKey>,
    shown: (Vec<PlacementStrategy>, Vec<PlacementConstraint>),
}

impl Rules {
    /// Reads strategies and constraints.
    ///
    /// # Errors
    /// `InvalidParameterException` for a field that a strategy does not have; `NotModelled` for a spread over
    /// attributes other than the zone, and for what expressions can say besides ([`super::query`]).
    pub(in crate::ecs) fn read(
        operation: &str,
        strategies: &[PlacementStrategy],
        constraints: &[PlacementConstraint],
    ) -> Result<Self, CloudError> {
        let unsupported = |what: String| CloudError::unsupported(&format!("ecs:{operation}"), what);
        let strategy = |s: &PlacementStrategy| match (s.r#type, s.field.as_str()) {
            (PlacementStrategyType::Random, _) => Ok(Strategy::Random),
            (PlacementStrategyType::Spread, "attribute:ecs.availability-zone") => {
                Ok(Strategy::Zones)
            }
            (PlacementStrategyType::Spread, "instanceId" | "host") => Ok(Strategy::Instances),
            (PlacementStrategyType::Binpack, "cpu" | "CPU") => Ok(Strategy::Cpu),
            (PlacementStrategyType::Binpack, "memory" | "MEMORY") => Ok(Strategy::Memory),
            (PlacementStrategyType::Spread, field) if field.starts_with("attribute:") => {
                Err(unsupported(format!("a placement strategy over {field}")))
            }
            (kind, field) => Err(invalid(
                operation,
                format!("Invalid field '{field}' for placement strategy {kind}."),
            )),
        };
        let member_of = |c: &&PlacementConstraint| c.r#type == PlacementConstraintType::MemberOf;
        let queries = constraints.iter().filter(member_of);
        let queries = queries.map(|c| Query::read(operation, &c.expression));
        Ok(Self {
            strategies: strategies.iter().map(strategy).collect::<Result<_, _>>()?,
            distinct: !constraints.iter().all(|c| member_of(&c)),
            member_of: queries.collect::<Result<_, _>>()?,
            provider: None,
            shown: (strategies.to_vec(), constraints.to_vec()),
        })
    }

    /// The same for the instances of one provider.
    pub(in crate::ecs) fn of(self, provider: Option<ProviderKey>) -> Self {
        Self { provider, ..self }
    }

    /// Whose instances alone are chosen from.
    pub(in crate::ecs) fn provider(&self) -> Option<ProviderKey> {
        self.provider
    }

    /// As AWS shows them.
    pub(in crate::ecs) fn shown(&self) -> &(Vec<PlacementStrategy>, Vec<PlacementConstraint>) {
        &self.shown
    }
}

/// What a container instance lacks for a task, from what is looked at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::ecs) enum Lacks {
    /// A processor of the right kind, or a subnet of the task's in its zone.
    Attribute,
    Cpu,
    Memory,
    /// A port of the instance that the task must have.
    Ports,
    Interface,
    /// Another task of the group is there.
    Distinct,
    /// An expression does not hold of it.
    MemberOf,
    Agent,
}

impl Lacks {
    /// The reason of a failure of `RunTask` (ECS guide, "API failure reasons").
    pub(in crate::ecs) fn reason(self) -> &'static str {
        match self {
            Self::Attribute => "ATTRIBUTE",
            Self::Cpu => "RESOURCE:CPU",
            Self::Memory => "RESOURCE:MEMORY",
            Self::Ports => "RESOURCE:PORTS",
            Self::Interface => "RESOURCE:ENI",
            Self::Distinct => "distinctInstance placement constraint unsatisfied.",
            Self::MemberOf => "memberOf placement constraint unsatisfied.",
            Self::Agent => "AGENT",
        }
    }

    /// The same in a service's event (ECS guide, "Service event messages").
    fn sentence(self) -> String {
        match self {
            Self::Attribute => "is missing an attribute required by your task".to_owned(),
            Self::Cpu => "has insufficient CPU units available".to_owned(),
            Self::Memory => "has insufficient memory available".to_owned(),
            Self::Ports => "is already using a port required by your task".to_owned(),
            Self::Interface | Self::Distinct | Self::MemberOf | Self::Agent => {
                format!("encountered error \"{}\"", self.reason())
            }
        }
    }
}

/// Why no container instance takes a task: what each of them lacks; nothing where there is none.
#[derive(Clone, Debug)]
pub(in crate::ecs) struct NoPlace(
    pub(in crate::ecs) Vec<(ContainerInstanceKey, Lacks)>,
    /// Whether it was looked for among those of a provider.
    bool,
);

impl NoPlace {
    /// What a service says of it.
    pub(in crate::ecs) fn words(&self, w: &World) -> String {
        const NONE: &str =
            "was unable to place a task because no container instance met all of its requirements.";
        const MORE: &str = "For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.";
        // The closest is who failed last of what is looked at.
        let closest = self.0.iter().rev().max_by_key(|(_, lacks)| *lacks);
        match closest {
            None => {
                let place = if self.1 {
                    "capacity provider"
                } else {
                    "cluster"
                };
                format!("{NONE} Reason: No Container Instances were found in your {place}. {MORE}")
            }
            Some((key, lacks)) => format!(
                "{NONE} The closest matching (container-instance {}) {}. {MORE}",
                w.ecs.instances[*key].id,
                lacks.sentence()
            ),
        }
    }
}

/// A container instance as a choice sees it.
#[derive(Clone, Debug)]
struct Seen {
    key: ContainerInstanceKey,
    connected: bool,
    fits: bool,
    /// Whether the expressions hold of it.
    member: bool,
    left: Room,
    /// Tasks of the group there, and in its zone.
    here: usize,
    in_zone: usize,
}

impl Seen {
    fn lacks(&self, wants: &Wants, distinct: bool) -> Option<Lacks> {
        let room = self.left.lacks(wants);
        match () {
            () if !self.fits => Some(Lacks::Attribute),
            () if room.is_some() => room,
            () if distinct && self.here > 0 => Some(Lacks::Distinct),
            () if !self.member => Some(Lacks::MemberOf),
            () if !self.connected => Some(Lacks::Agent),
            () => None,
        }
    }
}

/// Chooses.
fn choose(
    all: &[Seen],
    wants: &Wants,
    rules: &Rules,
    default: &[Strategy],
    draw: Unit,
) -> Result<ContainerInstanceKey, NoPlace> {
    let lacking = all.iter();
    let lacking = lacking.filter_map(|s| Some((s.key, s.lacks(wants, rules.distinct)?)));
    let lacking: Vec<_> = lacking.collect();
    let mut left: Vec<&Seen> = all.iter().collect();
    left.retain(|s| lacking.iter().all(|(key, _)| *key != s.key));
    let strategies = match &rules.strategies[..] {
        [] => default,
        given => given,
    };
    for strategy in strategies {
        let weight = |s: &Seen| match strategy {
            Strategy::Random => 0,
            Strategy::Zones => s.in_zone,
            Strategy::Instances => s.here,
            Strategy::Cpu => s.left.share.cpu as usize,
            Strategy::Memory => s.left.share.memory_mib as usize,
        };
        if let Some(least) = left.iter().map(|s| weight(s)).min() {
            left.retain(|s| weight(s) == least);
        }
    }
    let n = match strategies.last() {
        Some(Strategy::Random) => draw.index(left.len()),
        _ => 0,
    };
    left.get(n)
        .map(|s| s.key)
        .ok_or(NoPlace(lacking, rules.provider.is_some()))
}

/// Whose tasks are spread together: a service's, or those of a group.
fn same_group(w: &World, key: TaskKey, starter: &Starter) -> bool {
    match (&w.ecs.tasks[key].starter, starter) {
        (Starter::Service(one, _), Starter::Service(other, _)) => one == other,
        (Starter::Caller(one), Starter::Caller(other)) => one.0 == other.0,
        _ => false,
    }
}

/// Finds the container instance for one more task, and the subnet of its network that lies in the instance's zone; the first
/// stands for none where the network is the instances' own.
///
/// # Errors
/// What each of the cluster's instances lacks.
pub(in crate::ecs) fn place(
    w: &mut World,
    cluster: &str,
    definition: DefinitionKey,
    network: &Network,
    starter: &Starter,
    rules: &Rules,
) -> Result<(ContainerInstanceKey, usize), NoPlace> {
    let draw = w.unit("ecs.placement", cluster);
    let definition = &w.ecs.definitions[definition];
    let wants = Wants::of(definition);
    let arm = definition.size.arm;
    let active = of_cluster(w, cluster);
    let active: Vec<_> = active
        .filter(|(_, i)| i.status == ContainerInstanceStatus::Active)
        .filter(|(key, _)| {
            let wanted = rules.provider;
            wanted.is_none() || provider::of_instance(w, *key) == wanted
        })
        .collect();
    let here = |key: ContainerInstanceKey| {
        let tasks = w.ecs.instances[key].tasks.iter();
        let ours = tasks.filter(|t| same_group(w, **t, starter) && w.ecs.tasks[**t].wanted());
        ours.count()
    };
    let counts: Vec<(&str, usize)> = active.iter().map(|(k, i)| (i.zone, here(*k))).collect();
    let seen: Vec<Seen> = active
        .iter()
        .zip(&counts)
        .map(|((key, i), (zone, here))| Seen {
            key: *key,
            connected: i.connected,
            fits: (host::architecture(w, i.machine) == "arm64") == arm
                && (network.is_of_instances() || network.subnets.iter().any(|(_, z)| z == zone)),
            member: rules.member_of.is_empty() || {
                let known = attribute::known(w, *key);
                rules.member_of.iter().all(|query| query.holds(&known))
            },
            left: left(w, *key),
            here: *here,
            in_zone: counts.iter().filter(|c| c.0 == *zone).map(|c| c.1).sum(),
        })
        .collect();
    let default: &[Strategy] = match starter {
        Starter::Service(..) => &[Strategy::Zones, Strategy::Instances],
        Starter::Caller(_) => &[Strategy::Random],
    };
    let key = choose(&seen, &wants, rules, default, draw)?;
    let zone = w.ecs.instances[key].zone;
    let subnet = network.subnets.iter().position(|(_, z)| z == zone);
    Ok((key, subnet.unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ecs::instance::Share;
    use crate::ecs::ports::{HostPort, Protocol};

    fn wants() -> Wants {
        Wants {
            share: Share {
                cpu: 256,
                memory_mib: 512,
                interfaces: 1,
            },
            ports: [port(80)].into(),
        }
    }

    fn port(port: u16) -> HostPort {
        HostPort {
            protocol: Protocol::Tcp,
            port,
        }
    }

    fn seen(n: u32, cpu: u32, memory_mib: u32, interfaces: u32) -> Seen {
        Seen {
            key: ContainerInstanceKey::from_slot(n),
            connected: true,
            fits: true,
            member: true,
            left: Room {
                share: Share {
                    cpu,
                    memory_mib,
                    interfaces,
                },
                taken: [port(22)].into(),
                ports_most: 3,
            },
            here: 0,
            in_zone: 0,
        }
    }

    fn rules(strategies: &[Strategy], distinct: bool) -> Rules {
        Rules {
            strategies: strategies.to_vec(),
            distinct,
            member_of: Vec::new(),
            provider: None,
            shown: Default::default(),
        }
    }

    fn chosen(all: &[Seen], rules: &Rules) -> Result<u32, Vec<&'static str>> {
        let default = [Strategy::Zones, Strategy::Instances];
        let found = choose(all, &wants(), rules, &default, Unit::from_bits(0));
        found
            .map(ContainerInstanceKey::slot)
            .map_err(|none| none.0.iter().map(|(_, lacks)| lacks.reason()).collect())
    }

    #[test]
    fn what_is_lacking_is_said_of_each_instance_in_awss_words() {
        let none = rules(&[], true);
        let mut taken = seen(4, 2048, 4096, 2);
        taken.here = 1;
        let mut deaf = seen(5, 2048, 4096, 2);
        deaf.connected = false;
        let mut other = seen(6, 2048, 4096, 2);
        other.fits = false;
        let mut same_port = seen(7, 2048, 4096, 0);
        same_port.left.taken.insert(port(80));
        let mut three_ports = seen(8, 2048, 4096, 2);
        three_ports.left.taken.extend([port(81), port(82)]);
        let mut of_udp = seen(9, 2048, 4096, 0);
        of_udp.left.taken.insert(HostPort {
            protocol: Protocol::Udp,
            port: 80,
        });
        let mut stranger = seen(10, 2048, 4096, 2);
        stranger.member = false;
        let all = [
            seen(1, 255, 4096, 2),
            seen(2, 2048, 511, 2),
            seen(3, 2048, 4096, 0),
            same_port,
            three_ports,
            of_udp,
            taken,
            deaf,
            other,
            stranger,
        ];
        let expected = vec![
            "RESOURCE:CPU",
            "RESOURCE:MEMORY",
            "RESOURCE:ENI",
            "RESOURCE:PORTS",
            "RESOURCE:PORTS",
            "RESOURCE:ENI",
            "distinctInstance placement constraint unsatisfied.",
            "AGENT",
            "ATTRIBUTE",
            "memberOf placement constraint unsatisfied.",
        ];
        assert_eq!(chosen(&all, &none), Err(expected));
        assert_eq!(chosen(&[], &none), Err(Vec::new()));
    }

    #[test]
    fn strategies_narrow_the_choice_one_after_the_other() {
        let mut all = [
            seen(1, 2048, 1024, 2),
            seen(2, 1024, 2048, 2),
            seen(3, 512, 4096, 2),
        ];
        all[0].in_zone = 1;
        all[0].here = 1;
        all[1].in_zone = 1;
        let by = |strategies: &[Strategy]| chosen(&all, &rules(strategies, false));
        assert_eq!(by(&[]), Ok(3));
        assert_eq!(by(&[Strategy::Cpu]), Ok(3));
        assert_eq!(by(&[Strategy::Memory]), Ok(1));
        assert_eq!(by(&[Strategy::Instances, Strategy::Memory]), Ok(2));
        assert_eq!(by(&[Strategy::Random]), Ok(1));
    }
}
