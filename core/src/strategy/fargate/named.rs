//! The names of everything that the managed way makes.

use crate::strategy::App;
use crate::strategy::names::{LOG_STEM, base, short};

/// The ECS service of a Compose service.
pub(super) fn service(service: &str) -> String {
    short(service, 255)
}

/// The family of a service's task definitions.
pub(super) fn family(app: &App, service: &str) -> String {
    short(&format!("{}-{service}", base(app)), 255)
}

/// The log group of a service.
pub(super) fn log_group(app: &App, service: &str) -> String {
    format!("{LOG_STEM}{}/{service}", base(app))
}

/// The role with which tasks are started: pulling, logging, reading secrets.
pub(super) fn execution_role(app: &App) -> String {
    short(&format!("{}-execution", base(app)), 64)
}

/// The role that programs in tasks have.
pub(super) fn task_role(app: &App) -> String {
    short(&format!("{}-task", base(app)), 64)
}

/// The role with which Express Mode makes what a service stands on.
pub(super) fn infrastructure_role(app: &App) -> String {
    short(&format!("{}-infrastructure", base(app)), 64)
}

/// The scaling policy of a service.
pub(super) fn scaling_policy(app: &App, service: &str) -> String {
    short(&format!("{}-{service}-cpu", base(app)), 255)
}

/// The role with which instances register with the cluster.
pub(super) fn instance_role(app: &App) -> String {
    short(&format!("{}-instance", base(app)), 64)
}

/// The security group of the instances on which tasks run.
pub(super) fn instance_group(app: &App) -> String {
    format!("{}-instances", base(app))
}

/// The security group of all tasks.
pub(super) fn task_group(app: &App) -> String {
    format!("{}-tasks", base(app))
}

/// The security group of the file system.
pub(super) fn file_group(app: &App) -> String {
    format!("{}-files", base(app))
}

/// The name of a port mapping, which Service Connect refers to.
pub(super) fn port(port: u16) -> String {
    format!("port-{port}")
}
