//! One connection attempt, from where it starts to the program that takes it.

use std::net::Ipv4Addr;

use super::local;
use super::resolve::{self, Found};
use super::sender;
use crate::change::{Subject, Trail};
use crate::ec2::{self, Source};
use crate::elbv2;
use crate::host;
use crate::net::{Endpoint, Hop, Listener, NetError, Origin};
use crate::world::World;

/// The port of NFS, on which EFS answers.
pub(crate) const NFS: u16 = 2049;

/// Connects to a name or address.
///
/// # Errors
/// Of the first place that the name stands for, when none of them takes the connection.
pub(crate) fn dial(w: &World, from: Origin, host: &str, port: u16) -> Result<Listener, NetError> {
    dial_along(w, from, host, port, &mut Trail::off())
}

/// Connects as [`dial`] does, and passes what that depends on.
///
/// # Errors
/// As [`dial`].
pub(crate) fn dial_along(
    w: &World,
    from: Origin,
    host: &str,
    port: u16,
    trail: &mut Trail,
) -> Result<Listener, NetError> {
    let leads = leads(w, from, host, port, trail)?;
    taken(w, &leads, trail)
}

/// Says where a connection to a name or address ends, whether or not a program takes it there by now.
///
/// # Errors
/// When it ends nowhere.
pub(crate) fn lead(w: &World, from: Origin, host: &str, port: u16) -> Result<Listener, NetError> {
    first(&leads(w, from, host, port, &mut Trail::off())?, Ok)
}

/// Tries a TCP connection to an address, and passes what that depends on.
///
/// # Errors
/// Refused, or no answer.
pub(crate) fn connect(
    w: &World,
    from: Origin,
    to: Ipv4Addr,
    port: u16,
    trail: &mut Trail,
) -> Result<Listener, NetError> {
    lead_to(w, from, to, port, trail).and_then(|end| accepted(w, end, trail))
}

/// The first end that takes connections now.
pub(super) fn taken(
    w: &World,
    leads: &[Result<Listener, NetError>],
    trail: &mut Trail,
) -> Result<Listener, NetError> {
    first(leads, |end| accepted(w, end, trail))
}

fn first(
    leads: &[Result<Listener, NetError>],
    mut good: impl FnMut(Listener) -> Result<Listener, NetError>,
) -> Result<Listener, NetError> {
    let mut failed = Err(NetError::Refused);
    for (n, lead) in leads.iter().enumerate() {
        match lead.clone().and_then(&mut good) {
            Ok(end) => return Ok(end),
            Err(error) if n == 0 => failed = Err(error),
            Err(_) => {}
        }
    }
    failed
}

/// Where connections to a name can end: one for each address behind it.
pub(super) fn leads(
    w: &World,
    from: Origin,
    host: &str,
    port: u16,
    trail: &mut Trail,
) -> Result<Vec<Result<Listener, NetError>>, NetError> {
    Ok(match resolve::find(w, from, host, port, trail)? {
        Found::Addresses(addresses) => {
            let addresses = addresses.into_iter();
            addresses
                .map(|address| lead_to(w, from, address, port, trail))
                .collect()
        }
        // The client's proxy opens the connection within the VPC.
        Found::Tasks(tasks) => tasks
            .into_iter()
            .map(|(task, port)| lead_inside(w, from, Endpoint::Task(task), port, trail))
            .collect(),
    })
}

/// Tells whether the end of a way takes connections now.
fn accepted(w: &World, end: Listener, trail: &mut Trail) -> Result<Listener, NetError> {
    let listens = match end {
        Listener::Container(key, port) => w.containers.get(key).is_some_and(|c| c.listens(port)),
        Listener::Sshd(machine) => host::sshd_listens(w, machine),
        Listener::Balancer(balancer, port) => elbv2::listens(w, balancer, port),
        Listener::FileSystem(_) => true,
    };
    if listens {
        return Ok(end);
    }
    trail.block(|| match end {
        Listener::Container(key, _) => Some(Subject::Container(key)),
        Listener::Sshd(machine) => Some(Subject::Machine(machine)),
        Listener::Balancer(balancer, _) => Some(Subject::Balancer(balancer)),
        Listener::FileSystem(_) => None,
    });
    Err(NetError::Refused)
}

/// Where a connection to an address ends.
pub(super) fn lead_to(
    w: &World,
    from: Origin,
    to: Ipv4Addr,
    port: u16,
    trail: &mut Trail,
) -> Result<Listener, NetError> {
    if to.is_loopback() || to.is_unspecified() {
        return local::lead(w, from, port, trail);
    }
    if let Some(end) = local::on_bridge(w, from, to, port, trail) {
        return end;
    }
    trail.pass(Subject::Address(to));
    let Some(endpoint) = ec2::endpoint_at(w, to) else {
        trail.block(|| {
            let holder = ec2::last_holder(w, to).and_then(Option::<Subject>::from);
            holder.into_iter().chain([Subject::Address(to)])
        });
        let away = to.is_private() && matches!(from, Origin::Internet(_));
        let hop = if away {
            Hop::OtherNetwork
        } else {
            Hop::NobodyThere
        };
        return Err(NetError::TimedOut(hop));
    };
    if ec2::addresses_of(w, endpoint).any(|(private, _)| private == to) {
        return match from {
            Origin::Internet(_) => Err(NetError::TimedOut(Hop::OtherNetwork)),
            _ => lead_inside(w, from, endpoint, port, trail),
        };
    }
    // Packets to a public address leave the VPC and come back: groups see the sender's public address.
    let sender = match from {
        Origin::Internet(address) => Some(address),
        _ => sender::endpoint(w, from)
            .and_then(|own| ec2::addresses_of(w, own).find_map(|(_, public)| public)),
    };
    let Some(sender) = sender else {
        return Err(NetError::TimedOut(Hop::NoWayOut));
    };
    enter(w, Source::Internet(sender), endpoint, port, trail)
}

/// Where a connection to a private address of the VPC ends.
fn lead_inside(
    w: &World,
    from: Origin,
    to: Endpoint,
    port: u16,
    trail: &mut Trail,
) -> Result<Listener, NetError> {
    let Some(own) = sender::endpoint(w, from) else {
        return Err(NetError::TimedOut(Hop::OtherNetwork));
    };
    enter(w, Source::Inside(own), to, port, trail)
}

/// Passes the receiver's security groups, and finds what is behind its interface.
fn enter(
    w: &World,
    from: Source,
    to: Endpoint,
    port: u16,
    trail: &mut Trail,
) -> Result<Listener, NetError> {
    trail.pass(Option::<Subject>::from(to));
    trail.pass_all(|| ec2::groups_of(w, to).map(Subject::SecurityGroup));
    if !ec2::allows(w, from, to, port) {
        trail.block(|| ec2::groups_of(w, to).map(Subject::SecurityGroup));
        return Err(NetError::TimedOut(Hop::SecurityGroup));
    }
    match to {
        Endpoint::Machine(machine) if host::is_up(w, machine) => {
            let private = ec2::addresses(w, to).map(|(private, _)| private);
            local::on_machine(
                w,
                machine,
                private.unwrap_or(Ipv4Addr::UNSPECIFIED),
                port,
                trail,
            )
        }
        Endpoint::Machine(machine) => {
            trail.block(|| [Subject::Machine(machine)]);
            Err(NetError::TimedOut(Hop::NobodyThere))
        }
        Endpoint::Task(task) => {
            let end = local::in_task(w, task, port, trail)?;
            local::from_outside(w, end, trail)
        }
        Endpoint::Balancer(balancer) => Ok(Listener::Balancer(balancer, port)),
        Endpoint::FileSystem(file_system) if port == NFS => Ok(Listener::FileSystem(file_system)),
        Endpoint::FileSystem(_) => Err(NetError::Refused),
    }
}

/// The first address that a name or a text stands for.
pub(crate) fn address_of(w: &World, from: Origin, name: &str) -> Option<Ipv4Addr> {
    match resolve::find(w, from, name, 0, &mut Trail::off()).ok()? {
        Found::Addresses(addresses) => addresses.first().copied(),
        Found::Tasks(_) => None,
    }
}
