//! `docker compose cp`: a file into a service's container, or out of it.

use super::command::Call;
use super::labels::members;
use crate::host::docker::cli::{Outcome, between, inside};
use crate::host::docker::engine::Client;
use crate::host::docker::plan::Failure;
use crate::host::write_stderr;
use crate::world::World;

pub(super) fn cp(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let [source, target] = &call.options.arguments[..] else {
        let given = call.options.arguments.len();
        let words = format!("accepts 2 arg(s), received {given}");
        return Err(Failure::new(1, words));
    };
    let (project, _) = call.scope(w, client)?;
    let number = call.options.text("index").unwrap_or("1");
    let all = members(w, client.machine, &project);
    let mut container = String::new();
    // A service stands for its container.
    let mut named = |text: &str| -> Result<String, Failure> {
        let Some((service, path)) = inside(text) else {
            return Ok(text.to_owned());
        };
        let mut found = all.iter().filter(|m| m.service == service);
        let Some(member) = found.find(|m| m.number.to_string() == number) else {
            return Err(Failure::new(
                1,
                format!("no container found for service {service:?}"),
            ));
        };
        container.clone_from(&member.name);
        Ok(format!("{}:{path}", member.name))
    };
    let (source, target) = (named(source)?, named(target)?);
    let subject = format!(" {container} copy {source} to {target}");
    write_stderr(w, client.job, &format!("{subject} Copying\n"));
    let outcome = between(w, client, &source, &target, "")?;
    write_stderr(w, client.job, &format!("{subject} Copied\n"));
    Ok(outcome)
}
