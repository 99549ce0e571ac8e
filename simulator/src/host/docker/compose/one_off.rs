//! `docker compose run`: a container beside those of a service, for one command.

use super::command::Call;
use super::labels;
use super::service::{config, selected};
use super::up::{self, Converge};
use crate::host::docker::cli::Outcome;
use crate::host::docker::cli::run;
use crate::host::docker::engine::Client;
use crate::host::docker::op::{Op, Print, Voice};
use crate::host::docker::plan::{Failure, Plan, Task};
use crate::world::World;

pub(super) fn run(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let options = &call.options;
    let Some((service, words)) = options.arguments.split_first() else {
        let words = "requires at least 1 arg(s), only received 0";
        return Err(Failure::new(1, words));
    };
    let resolved = call.open_with(w, client, std::slice::from_ref(service))?;
    let project = &resolved.project;
    let mut needed = selected(project, std::slice::from_ref(service), true)?;
    needed.retain(|name| name != service);
    if options.is("no-deps") {
        needed.clear();
    }
    let files = up::files(&resolved);
    let mut own = config(project, &files, service, 1, &w.readings)?;
    let id = w.ids.hex(12);
    let name = options.text("name").map(str::to_owned);
    own.name = name.unwrap_or_else(|| format!("{}-{service}-run-{id}", project.name));
    labels::mark_one_off(&mut own.labels);
    // The service's own ports are published only when that is asked for.
    if !options.is("service-ports") {
        own.publish.clear();
    }
    for published in options.list("publish") {
        own.publish
            .extend(run::publish(published).map_err(|e| Failure::new(1, e))?);
    }
    let environment =
        run::environment(w, client.job, options).map_err(|e| Failure::new(1, e.to_string()))?;
    own.environment.extend(environment);
    if !words.is_empty() {
        own.command = words.to_vec();
    }
    if let Some(entrypoint) = options.text("entrypoint") {
        own.entrypoint = Some(entrypoint.split_whitespace().map(str::to_owned).collect());
        own.command = words.to_vec();
    }
    for (flag, place) in [("user", &mut own.user), ("workdir", &mut own.working_dir)] {
        if let Some(text) = options.text(flag) {
            text.clone_into(place);
        }
    }
    own.auto_remove = options.is("rm");
    own.stdin.clone_from(&options.input);
    // A one-off command is not restarted.
    own.restart = crate::host::docker::config::Restart::No;
    // Where no terminal is at hand, none is asked for.
    options.is("no-TTY");
    let mut plan = Plan::strict();
    let mut all = needed.clone();
    all.push(service.clone());
    let pulled = super::pull::before_up(w, client, project, &all, call, &mut plan)?;
    let converge = Converge::of(project.clone(), files, needed, service);
    let ready = plan.add(Op::Converge(Box::new(converge)), &pulled);
    let (name, detached) = (own.name.clone(), options.is("detach"));
    let create = Op::Create {
        config: Box::new(own),
        voice: Voice::Plain,
        print: false,
        foreground: !detached,
        id_file: None,
    };
    let created = plan.push(Task::new(create, &[ready]));
    let start = Op::Start {
        name: name.clone(),
        voice: Voice::Plain,
        print: if detached { Print::Id } else { Print::Nothing },
        attach: !detached,
    };
    let started = plan.push(Task::new(start, &[created]));
    if !detached {
        plan.push(Task::new(Op::Attach { name, shown: 0 }, &[started]));
    }
    Ok(Outcome::Work(plan))
}
