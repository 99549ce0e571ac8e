//! Service deployments: what became of each attempt to bring a service to a revision, its rollback included, and what each
//! revision was (ECS guide, "View service history using Amazon ECS service deployments").
//!
//! A [`Deployment`](super::deployment::Deployment) is one version with its tasks; a service deployment is the way to it, and goes
//! on while a failed version is taken back. Not modelled: the status `STOP_REQUESTED`, because a deployment is stopped at once
//! here; alarms of one's own, which `CreateService` refuses.

mod operation;
mod record;

pub(super) use operation::{describe, list, revisions, stop};
pub(super) use record::{
    Record, Revision, arn, begin, completed, current_revisions, failed, keep_images, looked,
    revision_arn, stopped,
};
