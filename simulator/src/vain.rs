//! Why a wait or a step of a strategy ended in vain: what it looked at last, and what changed that.
//!
//! A strategy only sees answers. The world knows what an answer told of, so the event of a failed step is caused by the
//! event that last changed what the step saw, and not by nothing.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use paperboat_core::aws::ec2::DescribeInstances;
use paperboat_core::aws::host::Login;
use paperboat_core::aws::{Ec2Call, EcsCall, ElbCall, HostCall, Reply, Request};
use paperboat_core::error::CloudError;
use paperboat_core::event::{EventId, EventKind};

use crate::change::Trail;
use crate::host::Trouble;
use crate::net::{self, Origin};
use crate::path;
use crate::world::World;
use crate::{ec2, ecs, elbv2, host, weather};

/// What a request looked at, as far as it names something that changes by itself.
#[derive(Clone, Debug)]
enum Look {
    /// A page, asked for from the internet.
    Page(String),
    /// A machine, by the login of a command, with what it wrote.
    Machine(Login, String),
    /// Services of a cluster.
    Services(String, Vec<String>),
    /// Tasks.
    Tasks(Vec<String>),
    /// Instances, as they were asked for.
    Instances(DescribeInstances),
    /// Load balancers, by ARN.
    Balancers(Vec<String>),
}

/// A call or a wait that failed within the present step.
#[derive(Clone, Debug)]
struct Failure {
    /// What tells of it.
    event: EventId,
    /// What the step's error says when this is its reason.
    said: String,
    /// Whether no connection to a machine came about.
    unconnected: bool,
}

/// How many failures of a step are remembered, the latest ones. No recipe meets as many in a step; whoever asks without
/// steps never forgets one otherwise.
const MOST_FAILURES: usize = 64;

/// What the present step has seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sight {
    look: Option<Look>,
    /// What kept a person from the machine when the present command began.
    barred: Option<EventId>,
    /// What the commands met that were looked at last.
    pub(crate) met: BTreeSet<Trouble>,
    failures: Vec<Failure>,
}

/// Forgets failures of which events tell that are taken out of the log, from `mark` on.
pub(crate) fn forget(w: &mut World, mark: usize) {
    w.sight.failures.retain(|f| (f.event.0 as usize) < mark);
}

/// Keeps what a request looks at.
pub(crate) fn looks(w: &mut World, request: &Request) {
    let look = match request {
        Request::Host(HostCall::HttpGet(get)) => Look::Page(get.url.clone()),
        Request::Host(HostCall::Exec(exec)) => {
            Look::Machine(exec.login.clone(), exec.command.clone())
        }
        Request::Host(HostCall::Put(put)) => Look::Machine(put.login.clone(), put.path.clone()),
        Request::Ecs(EcsCall::DescribeServices(r)) => {
            Look::Services(r.cluster.clone(), r.services.clone())
        }
        Request::Ecs(EcsCall::DescribeTasks(r)) => Look::Tasks(r.tasks.clone()),
        Request::Ec2(Ec2Call::DescribeInstances(r)) => Look::Instances(r.clone()),
        Request::Elb(ElbCall::DescribeLoadBalancers(r)) => {
            Look::Balancers(r.load_balancer_arns.clone())
        }
        _ => return,
    };
    w.sight.barred = match &look {
        Look::Machine(login, _) => barred(w, login),
        _ => None,
    };
    w.sight.look = Some(look);
    w.sight.met.clear();
}

impl World {
    /// Hears what a command met, just before its answer.
    pub(crate) fn met(&mut self, troubles: BTreeSet<Trouble>) {
        self.sight.met = troubles;
    }
}

/// The latest change of what keeps a person from logging in to a machine now; none when nothing does.
fn barred(w: &World, login: &Login) -> Option<EventId> {
    let from = Origin::Internet(host::PERSON);
    let address = login.address?.to_string();
    let mut trail = Trail::kept();
    path::dial_along(w, from, &address, 22, &mut trail).err()?;
    w.changes.blocking(&trail)
}

/// Keeps what came of a call: a refusal, by the event that tells of it, or a command that failed.
pub(crate) fn answered(
    w: &mut World,
    call: EventId,
    refusal: Option<EventId>,
    outcome: &Result<Reply, CloudError>,
) {
    match (outcome, refusal) {
        (Err(error), Some(event)) => fail(w, event, error.to_string(), is_unconnected(error)),
        (Ok(Reply::Exec(output)), _) => {
            let Some(Look::Machine(login, words)) = &mut w.sight.look else {
                return;
            };
            let command = words.clone();
            words.push_str(&output.stdout);
            words.push_str(&output.stderr);
            if output.exit_code != 0 {
                let (login, words) = (login.clone(), words.clone());
                let event = trouble(w, &login, &words).unwrap_or(call);
                fail(w, event, format!("`{command}` ended with"), false);
            }
        }
        _ => {}
    }
}

/// What is behind the refusal of what was just asked of a machine: a full disk, or no way to it. None for most refusals.
pub(crate) fn behind(w: &World, error: &CloudError) -> Option<EventId> {
    let Some(Look::Machine(login, _)) = &w.sight.look else {
        return None;
    };
    match error.code.as_str() {
        "NoSpace" => weather::disk_filled(w, ec2::machine_of(w, &login.instance_id)?),
        _ if is_unconnected(error) => w.sight.barred,
        _ => None,
    }
}

/// Whether a call was refused because no connection to its machine came about.
fn is_unconnected(error: &CloudError) -> bool {
    matches!(
        error.code.as_str(),
        "ConnectionTimedOut" | "ConnectionRefused"
    )
}

fn fail(w: &mut World, event: EventId, said: String, unconnected: bool) {
    let failures = &mut w.sight.failures;
    match failures.last_mut() {
        // A wait asks the same again and again.
        Some(last) if last.said == said => last.event = event,
        _ => {
            if failures.len() >= MOST_FAILURES {
                failures.remove(0);
            }
            failures.push(Failure {
                event,
                said,
                unconnected,
            });
        }
    }
}

/// Finds the cause of what a strategy says of itself; none for what begins or went well.
pub(crate) fn cause(w: &mut World, kind: &EventKind) -> Option<EventId> {
    match kind {
        EventKind::StepStarted { .. } => {
            w.sight = Sight::default();
            None
        }
        EventKind::WaitFinished {
            met: false,
            last_seen,
            ..
        } => seen(w, last_seen).or_else(|| last_failure(w, last_seen)),
        EventKind::StepFinished {
            error: Some(error), ..
        } => cut_off(w, error)
            .or_else(|| last_failure(w, error))
            .or_else(|| seen(w, error)),
        _ => None,
    }
}

/// Keeps that a wait ended in vain, for the step that ends because of it.
pub(crate) fn noted(w: &mut World, event: EventId, kind: &EventKind) {
    if let EventKind::WaitFinished {
        met: false,
        last_seen,
        ..
    } = kind
    {
        fail(w, event, last_seen.clone(), false);
    }
}

/// The failure of which an error speaks.
fn last_failure(w: &World, error: &str) -> Option<EventId> {
    let failures = w.sight.failures.iter().rev();
    let spoken = failures
        .clone()
        .find(|f| !f.said.is_empty() && error.contains(&f.said));
    // What a strategy adds to the reason of a wait changes its words.
    let waited = || {
        let tells = |f: &&Failure| {
            let kind = &w.log[f.event].kind;
            matches!(kind, EventKind::WaitFinished { .. })
        };
        failures.clone().find(tells)
    };
    spoken.or_else(waited).map(|f| f.event)
}

/// The event that last changed what was looked at last.
fn seen(w: &mut World, words: &str) -> Option<EventId> {
    let ids = |arns: &[String], w: &World, of: fn(&World, &str) -> Option<EventId>| {
        arns.iter().filter_map(|arn| of(w, arn)).max()
    };
    match w.sight.look.clone()? {
        Look::Page(url) => page(w, &url),
        Look::Machine(login, said) => trouble(w, &login, &format!("{said}\n{words}")),
        Look::Services(cluster, names) => {
            let failures = names.iter();
            failures
                .filter_map(|n| ecs::last_failure(w, &cluster, n))
                .max()
        }
        Look::Tasks(arns) => ids(&arns, w, ecs::last_of_task),
        Look::Instances(request) => ec2::last_change_among(w, &request),
        Look::Balancers(arns) => ids(&arns, w, elbv2::last_change),
    }
}

/// Why a page is not answered: what stands in the way, or else the latest change on the way.
fn page(w: &mut World, url: &str) -> Option<EventId> {
    let (host, port) = net::place_of(url)?;
    way(w, Origin::Internet(host::PERSON), &host, port)
}

/// Why a command on a machine failed: the way to it, what it met there, or a container of which it speaks.
fn trouble(w: &mut World, login: &Login, words: &str) -> Option<EventId> {
    unreached(w, login).or_else(|| {
        let machine = ec2::machine_of(w, &login.instance_id)?;
        let met = &w.sight.met;
        let full = met.contains(&Trouble::Disk);
        let filled = weather::disk_filled(w, machine).filter(|_| full);
        filled.or_else(|| host::docker_trouble(w, machine, met, words))
    })
}

/// What keeps a person from logging in to a machine now; none when nothing does.
fn unreached(w: &mut World, login: &Login) -> Option<EventId> {
    let from = Origin::Internet(host::PERSON);
    let address = login.address.map(|a: Ipv4Addr| a.to_string())?;
    path::dial(w, from, &address, 22).err()?;
    way(w, from, &address, 22)
}

/// What keeps a person from a machine, when a step failed because a connection to it did.
fn cut_off(w: &mut World, error: &str) -> Option<EventId> {
    let Look::Machine(login, _) = w.sight.look.clone()? else {
        return None;
    };
    let mut failures = w.sight.failures.iter();
    let cut = failures.any(|f| f.unconnected && error.contains(&f.said));
    cut.then(|| unreached(w, &login))?
}

/// Says what stands in the way of a connection, because of the latest change on the way.
fn way(w: &mut World, from: Origin, host: &str, port: u16) -> Option<EventId> {
    let mut trail = Trail::kept();
    let obstacle = path::obstacle(w, from, host, port, &mut trail);
    let cause = w.changes.blocking(&trail);
    match obstacle {
        Some(obstacle) => Some(obstacle.told(w, cause)),
        None => cause,
    }
}
