//! `docker compose pull`, and the pulls before an `up`.

use std::collections::BTreeSet;

use paperboat_core::app::project::Project;

use super::build;
use super::command::Call;
use super::service::{image_of, selected};
use crate::host::docker::cli::Outcome;
use crate::host::docker::engine::Client;
use crate::host::docker::fetch::{Fetch, For, Policy};
use crate::host::docker::image;
use crate::host::docker::op::Op;
use crate::host::docker::plan::{Failure, Plan, Task};
use crate::world::World;

pub(super) fn pull(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let resolved = call.open(w, client)?;
    let project = &resolved.project;
    let deps = call.options.is("include-deps") || call.options.arguments.is_empty();
    let names = selected(project, &call.options.arguments, deps)?;
    let mut plan = if call.options.is("ignore-pull-failures") {
        Plan::forgiving()
    } else {
        Plan::strict()
    };
    let missing = call.options.text("policy") == Some("missing");
    let policy = if missing {
        Policy::Missing
    } else {
        Policy::Always
    };
    let mut seen = BTreeSet::new();
    let from_registries = call.options.is("ignore-buildable");
    for name in names {
        let service = &project.services[&name];
        if service.image.is_none()
            || (service.build.is_some() && from_registries)
            || service.pull_policy.as_deref() == Some("never")
        {
            continue;
        }
        let image = image_of(project, &name);
        if seen.insert(image.clone()) {
            plan.push(fetching(&name, &image, policy, call.options.is("quiet")));
        }
    }
    Ok(Outcome::Work(plan))
}

fn fetching(service: &str, image: &str, policy: Policy, quiet: bool) -> Task {
    let task = Task::new(Op::Fetch(Fetch::new(image, policy, For::Compose)), &[]);
    if quiet {
        return task;
    }
    task.saying_plainly(service, "Pulling", "Pulled")
}

/// Adds the pulls that services need before their containers can be made; gives their places.
pub(super) fn before_up(
    w: &World,
    client: Client,
    project: &Project,
    names: &[String],
    call: &Call,
    plan: &mut Plan,
) -> Result<Vec<usize>, Failure> {
    let mut places = Vec::new();
    let mut seen = BTreeSet::new();
    let quiet = call.options.is("quiet-pull");
    let rebuilds = call.options.is("build");
    let no_build = call.options.is("no-build");
    for name in names {
        let service = &project.services[name];
        let image = image_of(project, name);
        let present = image::find(w, client.machine, &image).is_some();
        let asked = call.options.text("pull").filter(|p| *p != "policy");
        let policy = match asked.or(service.pull_policy.as_deref()) {
            Some("always") => Policy::Always,
            Some("never") => Policy::Never,
            _ => Policy::Missing,
        };
        if let Some(build) = service.build.as_ref().filter(|_| rebuilds) {
            places.push(build::one(w, client, project, name, build, false, plan)?);
            continue;
        }
        // What must not be pulled is missed when its container is made.
        if present && policy != Policy::Always || policy == Policy::Never {
            continue;
        }
        if let Some(build) = service.build.as_ref().filter(|_| !no_build) {
            places.push(build::one(w, client, project, name, build, false, plan)?);
            continue;
        }
        if service.image.is_none() {
            return Err(Failure::new(
                1,
                format!("Error response from daemon: No such image: {image}:latest"),
            ));
        }
        if seen.insert(image.clone()) {
            places.push(plan.push(fetching(name, &image, policy, quiet)));
        }
    }
    Ok(places)
}
