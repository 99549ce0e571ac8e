//! `docker compose config` and `version`.

use paperboat_core::app::render::{render_json, render_yaml};

use super::command::Call;
use super::service::image_of;
use crate::host::docker::cli::Outcome;
use crate::host::docker::engine::{COMPOSE_VERSION, Client};
use crate::host::docker::plan::Failure;
use crate::host::write_stdout;
use crate::world::World;

pub(super) fn config(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let resolved = call.read(w, client)?;
    let project = &resolved.project;
    let unknown = |name: &&String| !project.services.contains_key(*name);
    if let Some(name) = call.options.arguments.iter().find(unknown) {
        return Err(Failure::new(1, format!("no such service: {name}")));
    }
    let lines = |words: Vec<String>| words.iter().map(|word| format!("{word}\n")).collect();
    let text: String = if call.options.is("quiet") {
        String::new()
    } else if call.options.is("services") {
        lines(
            project
                .start_order()
                .into_iter()
                .map(str::to_owned)
                .collect(),
        )
    } else if call.options.is("images") {
        lines(
            project
                .services
                .keys()
                .map(|s| image_of(project, s))
                .collect(),
        )
    } else if call.options.is("profiles") {
        lines(profiles(w, client, call)?)
    } else if call.options.is("volumes") {
        lines(project.volumes.keys().cloned().collect())
    } else {
        match call.options.text("format").unwrap_or("yaml") {
            "yaml" => render_yaml(&resolved),
            "json" => render_json(&resolved) + "\n",
            other => return Err(Failure::new(1, format!("unsupported format {other:?}"))),
        }
    };
    write_stdout(w, client.job, &text);
    Ok(Outcome::Exit(0))
}

/// All profiles that the files name, in order.
fn profiles(w: &mut World, client: Client, call: &Call) -> Result<Vec<String>, Failure> {
    let inactive = call.read(w, client)?.project.inactive.clone();
    let resolved = call.open_with(w, client, &inactive)?;
    let services = resolved.project.services.values();
    let all: std::collections::BTreeSet<String> =
        services.flat_map(|s| s.profiles.iter().cloned()).collect();
    Ok(all.into_iter().collect())
}

pub(super) fn version(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let text = match call.options.text("format") {
        Some("json") => format!("{{\"version\":\"v{COMPOSE_VERSION}\"}}\n"),
        _ if call.options.is("short") => format!("{COMPOSE_VERSION}\n"),
        _ => format!("Docker Compose version v{COMPOSE_VERSION}\n"),
    };
    write_stdout(w, client.job, &text);
    Ok(Outcome::Exit(0))
}
