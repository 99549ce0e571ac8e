//! The AWS CLI: on the person's own computer all of it that is modelled, on a machine what its role is for.

mod configure;
mod own;
mod part;
mod role;
mod tail;

use super::super::{JobKey, Progress};
use crate::world::World;

pub(super) use own::{Asking, answered};

/// Exit codes of the AWS CLI (its user guide, "Return codes"): nothing was sent, the configuration is invalid, the
/// service refused, anything else.
const USAGE: i32 = 252;
const CONFIGURATION: i32 = 253;
const REFUSED: i32 = 254;
const GENERAL: i32 = 255;

/// `aws`.
pub(super) fn aws(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let machine = w.hosts.jobs[key].machine;
    if w.hosts.machines[machine].hardware.is_own() {
        own::aws(w, key, argv)
    } else {
        role::aws(w, key, argv, stdin)
    }
}
