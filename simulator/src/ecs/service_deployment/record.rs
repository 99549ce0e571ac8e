//! What is kept of service deployments and revisions, and how it changes.

use std::collections::BTreeMap;
use std::sync::Arc;

use paperboat_core::aws::ecs::{
    DeploymentConfiguration, LoadBalancer, ServiceConnectConfiguration,
    ServiceCurrentRevisionSummary, ServiceDeploymentStatus as Status,
};
use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use crate::ecs::deployment::{self, Deployment, Judge};
use crate::ecs::describe;
use crate::ecs::network::Network;
use crate::ecs::service::{Service, ServiceKey};
use crate::ecs::taskdef::DefinitionKey;
use crate::id::mix;
use crate::registry::ImageKey;
use crate::world::World;

/// What the guide has a service deployment say of a rollback for which there is no version.
const NO_CANDIDATE: &str = "No rollback candidate was found to run the rollback.";

/// A service deployment.
#[derive(Clone, Debug)]
pub(in crate::ecs) struct Record {
    /// The number of the deployment that it brings, which is also its revision's.
    pub(super) target: u32,
    /// The numbers of those that had tasks when it began.
    pub(super) source: Vec<u32>,
    pub(super) status: Status,
    pub(super) reason: String,
    pub(super) created: Timestamp,
    pub(super) started: Option<Timestamp>,
    pub(super) finished: Option<Timestamp>,
    pub(super) stopped: Option<Timestamp>,
    pub(super) updated: Timestamp,
    /// The configuration with which it began.
    pub(super) configuration: DeploymentConfiguration,
    /// Failed tasks in a row, and at how many the circuit breaker trips, when it ended; before, both are asked.
    pub(super) counted: Option<(u32, u32)>,
    /// Which judge found it to have failed.
    pub(super) judge: Option<&'static Judge>,
    pub(super) rollback: Option<Rollback>,
    /// The event by which somebody asked for its rollback.
    asked: Option<EventId>,
}

/// The way back of a service deployment.
#[derive(Clone, Debug)]
pub(super) struct Rollback {
    pub(super) reason: String,
    pub(super) started: Timestamp,
    /// The number of the deployment to which it goes.
    pub(super) to: u32,
}

/// What a deployment was to bring.
#[derive(Clone, Debug)]
pub(in crate::ecs) struct Revision {
    /// The number of the deployment.
    pub(super) serial: u32,
    /// Its id in ARNs.
    pub(super) number: Box<str>,
    pub(super) definition: DefinitionKey,
    pub(super) network: Arc<Network>,
    pub(super) connect: Option<Arc<ServiceConnectConfiguration>>,
    pub(super) load_balancers: Arc<[LoadBalancer]>,
    /// What its images meant, once its deployment has gone; before, that is asked.
    pub(super) images: BTreeMap<String, ImageKey>,
    pub(super) created: Timestamp,
}

impl Record {
    /// Whether it goes on.
    pub(super) fn ongoing(&self) -> bool {
        matches!(
            self.status,
            Status::Pending
                | Status::InProgress
                | Status::StopRequested
                | Status::RollbackRequested
                | Status::RollbackInProgress
        )
    }

    /// Whether it is on its way back, or shall be.
    pub(super) fn turned(&self) -> bool {
        matches!(
            self.status,
            Status::RollbackRequested | Status::RollbackInProgress
        )
    }

    /// Has it go back at the scheduler's next look, because of an event.
    pub(super) fn turn(&mut self, now: Timestamp, asked: EventId) {
        self.status = Status::RollbackRequested;
        self.updated = now;
        self.asked = Some(asked);
    }

    fn end(&mut self, status: Status, now: Timestamp, counted: (u32, u32)) {
        self.status = status;
        self.finished = Some(now);
        self.updated = now;
        self.counted = Some(counted);
    }
}

impl Revision {
    /// Such as `arn:aws:ecs:REGION:ACCOUNT:service-revision/CLUSTER/SERVICE/1234567890123456789`.
    pub(super) fn arn(&self, service: &Service) -> String {
        place("service-revision", service, &self.number)
    }
}

/// The ARN of the latest service deployment of a service.
pub(in crate::ecs) fn arn(service: &Service) -> String {
    let latest = service.history.last();
    latest.map_or_else(String::new, |record| arn_of(service, record))
}

/// The ARN of the latest revision of a service.
pub(in crate::ecs) fn revision_arn(service: &Service) -> String {
    let latest = service.revisions.last();
    latest.map_or_else(String::new, |revision| revision.arn(service))
}

/// Such as `arn:aws:ecs:REGION:ACCOUNT:service-deployment/CLUSTER/SERVICE/NCWGC2ZR-taawPAYrIaU5`.
pub(super) fn arn_of(service: &Service, record: &Record) -> String {
    let revision = revision(service, record.target);
    let id = revision.map(|r| id(&r.number)).unwrap_or_default();
    place("service-deployment", service, &id)
}

fn place(kind: &str, service: &Service, id: &str) -> String {
    let place = format!("{kind}/{}/{}/{id}", service.cluster, service.name);
    crate::id::arn("ecs", &place)
}

/// The 21 letters of a service deployment's id, out of its revision's number: there is one service deployment for each.
fn id(number: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    let number: u64 = number.parse().unwrap_or_default();
    let letter = |n: u64| {
        let place = mix(number ^ mix(n + 1)) % LETTERS.len() as u64;
        char::from(LETTERS[place as usize])
    };
    (0..21).map(letter).collect()
}

/// The revision of a deployment's number.
pub(super) fn revision(service: &Service, serial: u32) -> Option<&Revision> {
    service.revisions.iter().find(|r| r.serial == serial)
}

/// Begins with the PRIMARY deployment, which is new. A service deployment that was under way is stopped (the guide: "A user starts a
/// new service deployment").
pub(in crate::ecs) fn begin(w: &mut World, key: ServiceKey) {
    stopped(w, key);
    let now = w.now;
    let service = &mut w.ecs.services[key];
    let configuration = describe::configuration(service);
    let primary = &service.deployments[0];
    let number = primary.id.rsplit('/').next().unwrap_or_default();
    service.revisions.push(Revision {
        serial: primary.serial,
        number: number.into(),
        definition: primary.definition,
        network: Arc::clone(&primary.network),
        connect: primary.connect.clone(),
        load_balancers: Arc::clone(&primary.load_balancers),
        images: BTreeMap::new(),
        created: now,
    });
    let record = Record {
        target: primary.serial,
        source: service.deployments[1..].iter().map(|d| d.serial).collect(),
        status: Status::Pending,
        reason: String::new(),
        created: now,
        started: None,
        finished: None,
        stopped: None,
        updated: now,
        configuration,
        counted: None,
        judge: None,
        rollback: None,
        asked: None,
    };
    service.history.push(record);
}

/// Hears that the scheduler looks at a service: what was pending has begun, and what somebody wants back goes back.
pub(in crate::ecs) fn looked(w: &mut World, key: ServiceKey) {
    let now = w.now;
    let Some(record) = w.ecs.services[key].history.last_mut() else {
        return;
    };
    match (record.status, record.asked) {
        (Status::Pending, _) => {
            record.status = Status::InProgress;
            record.started = Some(now);
            record.updated = now;
        }
        (Status::RollbackRequested, Some(cause)) => {
            record.started.get_or_insert(now);
            deployment::fail(w, key, &deployment::USER, true, cause);
        }
        _ => {}
    }
}

/// The failed tasks in a row of the deployment that a service deployment brings, and at how many the circuit breaker trips.
pub(super) fn counted(w: &World, service: &Service, record: &Record) -> (u32, u32) {
    record.counted.unwrap_or_else(|| {
        let failed = service.deployment_of(record.target).map(|d| d.failed);
        let threshold = deployment::threshold(w, service.desired);
        (failed.unwrap_or_default(), threshold as u32)
    })
}

/// Changes the service deployment that is under way, if one is.
fn change(w: &mut World, key: ServiceKey, change: impl FnOnce(&mut Record, Timestamp, (u32, u32))) {
    let now = w.now;
    let service = &w.ecs.services[key];
    let Some(record) = service.history.last().filter(|r| r.ongoing()) else {
        return;
    };
    let counted = counted(w, service, record);
    if let Some(record) = w.ecs.services[key].history.last_mut() {
        change(record, now, counted);
    }
}

/// Hears that the PRIMARY deployment is complete.
pub(in crate::ecs) fn completed(w: &mut World, key: ServiceKey) {
    change(w, key, |record, now, counted| {
        let back = record.status == Status::RollbackInProgress;
        let status = if back {
            Status::RollbackSuccessful
        } else {
            Status::Successful
        };
        record.end(status, now, record.counted.unwrap_or(counted));
    });
}

/// Hears that the service deployment that is under way goes no further: of a new one, or of the end of the service.
pub(in crate::ecs) fn stopped(w: &mut World, key: ServiceKey) {
    change(w, key, |record, now, counted| {
        record.end(Status::Stopped, now, counted);
        record.stopped = Some(now);
    });
}

/// Hears that the PRIMARY deployment has failed, whether it shall be taken back, and to which one that is possible.
pub(in crate::ecs) fn failed(
    w: &mut World,
    key: ServiceKey,
    judge: &'static Judge,
    rollback: bool,
    to: Option<&Deployment>,
) {
    change(w, key, |record, now, counted| {
        if record.status == Status::RollbackInProgress {
            record.end(Status::RollbackFailed, now, counted);
            return;
        }
        record.judge = Some(judge);
        match to {
            None if rollback => {
                record.end(Status::RollbackFailed, now, counted);
                NO_CANDIDATE.clone_into(&mut record.reason);
            }
            None => {
                record.end(Status::Stopped, now, counted);
                record.stopped = Some(now);
                record.reason = format!("Service deployment stopped because {}.", judge.because());
            }
            Some(to) => {
                let reason = format!(
                    "Service deployment rolled back because {}.",
                    judge.because()
                );
                record.status = Status::RollbackInProgress;
                record.updated = now;
                record.counted = Some(counted);
                record.reason.clone_from(&reason);
                record.rollback = Some(Rollback {
                    reason,
                    started: now,
                    to: to.serial,
                });
            }
        }
    });
}

/// Keeps what the images of a deployment meant that is shown no longer.
pub(in crate::ecs) fn keep_images(service: &mut Service, deployment: &Deployment) {
    let mut all = service.revisions.iter_mut();
    if let Some(revision) = all.find(|r| r.serial == deployment.serial) {
        revision.images.clone_from(&deployment.images);
    }
}

/// The revisions of which a service has deployments, from new to old.
pub(in crate::ecs) fn current_revisions(
    w: &World,
    service: &Service,
) -> Vec<ServiceCurrentRevisionSummary> {
    let shown = |(n, d): (usize, &Deployment)| {
        let revision = revision(service, d.serial)?;
        let (pending, running) = describe::counts(w, d.tasks.iter());
        Some(ServiceCurrentRevisionSummary {
            arn: revision.arn(service),
            requested_task_count: describe::requested(service, n, d),
            running_task_count: running,
            pending_task_count: pending,
        })
    };
    let all = service.deployments.iter().enumerate();
    all.filter_map(shown).collect()
}
