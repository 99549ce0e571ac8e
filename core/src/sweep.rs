//! What deployments left in an account and region, found and removed without their journals.
//!
//! [`find`] goes by the tag `paperboat:deployment`, by what belongs to a tagged resource, and by name where AWS lists
//! no tags (log groups, Cloud Map namespaces). [`remove`] removes what one deployment left, and nothing else. Not
//! looked at: what AWS makes by itself for others (network interfaces of tasks and load balancers), images in ECR.

mod access;
mod autoscaling;
mod ec2;
mod ecs;
mod efs;
mod elb;
mod find;
mod leftover;
mod mark;
mod remove;
mod scaling;

pub use find::{Found, find};
pub use leftover::{Charge, Kind, Leftover};
pub(crate) use remove::settle;
pub use remove::{Kept, Swept, remove};

use crate::error::{CloudError, ErrorKind};

/// What was seen; none when it went away since it was listed.
fn there<T>(result: Result<T, CloudError>) -> Result<Option<T>, CloudError> {
    match result {
        Ok(output) => Ok(Some(output)),
        Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
