//! `docker compose push`: the images that services build, each to the registry that its name leads to.

use super::command::Call;
use super::service::selected;
use crate::host::docker::cli::Outcome;
use crate::host::docker::engine::Client;
use crate::host::docker::op::Op;
use crate::host::docker::plan::{Failure, Plan, Task};
use crate::host::docker::push::{By, Push};
use crate::host::write_stderr;
use crate::world::World;

pub(super) fn push(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let resolved = call.open(w, client)?;
    let project = &resolved.project;
    let deps = call.options.is("include-deps") || call.options.arguments.is_empty();
    let names = selected(project, &call.options.arguments, deps)?;
    let quiet = call.options.is("quiet");
    let mut plan = if call.options.is("ignore-push-failures") {
        Plan::forgiving()
    } else {
        Plan::strict()
    };
    for name in names {
        let service = &project.services[&name];
        // What others built is theirs to push, and a name of Compose's own leads to no registry.
        let (Some(build), Some(image)) = (&service.build, &service.image) else {
            if !quiet {
                write_stderr(w, client.job, &format!(" {name} Skipped \n"));
            }
            continue;
        };
        for tag in std::iter::once(image).chain(&build.tags) {
            let by = By::Compose {
                service: name.clone(),
                quiet,
            };
            let push = Push::new(tag, false, by);
            plan.push(Task::new(Op::Push(Box::new(push)), &[]));
        }
    }
    Ok(Outcome::Work(plan))
}
