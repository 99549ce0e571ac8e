//! `docker compose build`, and the builds before an `up`.

use paperboat_core::app::project::Project;
use paperboat_core::app::service::Build;

use super::command::Call;
use super::service::{image_of, selected};
use crate::host::docker::build::Build as Work;
use crate::host::docker::cli::Outcome;
use crate::host::docker::cli::build::add;
use crate::host::docker::engine::Client;
use crate::host::docker::plan::{Failure, Plan};
use crate::world::World;

/// The exit code of a build that fails, in Compose.
const FAILED: i32 = 17;

pub(super) fn build(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let resolved = call.open_with(w, client, &call.options.arguments)?;
    let project = &resolved.project;
    let names = selected(project, &call.options.arguments, false)?;
    let mut plan = Plan::strict();
    let pulls = call.options.is("pull");
    for name in names {
        if let Some(build) = &project.services[&name].build {
            one(w, client, project, &name, build, pulls, &mut plan)?;
        }
    }
    Ok(Outcome::Work(plan))
}

/// Adds the build of a service's image to a plan; gives the place of its last task.
pub(super) fn one(
    w: &World,
    client: Client,
    project: &Project,
    name: &str,
    build: &Build,
    pulls: bool,
    plan: &mut Plan,
) -> Result<usize, Failure> {
    let refuse = |what: &str| {
        let words = format!("paperboat: not modelled: {what} of the service {name}");
        Err(Failure::new(1, words))
    };
    if build.dockerfile_inline.is_some() {
        return refuse("build.dockerfile_inline");
    }
    if !build.additional_contexts.is_empty() || !build.secrets.is_empty() {
        return refuse("further contexts and secrets of the build");
    }
    let context = build
        .context
        .clone()
        .unwrap_or_else(|| project.directory.clone());
    if context.contains("://") {
        return refuse("a build context that is no folder");
    }
    let file = build.dockerfile.as_deref().unwrap_or("Dockerfile");
    let path = match file.starts_with('/') {
        true => file.to_owned(),
        false => format!("{}/{file}", context.trim_end_matches('/')),
    };
    let arguments = build.args.iter();
    let arguments = arguments.filter_map(|(k, v)| Some((k.clone(), v.clone()?)));
    let mut tags = vec![image_of(project, name)];
    tags.extend(build.tags.iter().cloned());
    let work = Work {
        context,
        arguments: arguments.collect(),
        tags,
        target: build.target.as_deref().map(str::to_ascii_lowercase),
        // Its progress goes to the output of Compose, which is not modelled.
        quiet: true,
        code: FAILED,
        ..Work::default()
    };
    add(w, client, work, (&path, pulls), plan)
}
