//! Containers of a project whose service is in no file any more.

use paperboat_core::app::project::Project;

use super::command::warn;
use super::labels::{Member, members};
use crate::host::MachineKey;
use crate::host::docker::engine::Client;
use crate::world::World;

/// The containers that no service of the application stands for.
pub(super) fn orphans(w: &World, machine: MachineKey, project: &Project) -> Vec<Member> {
    let mut all = members(w, machine, &project.name);
    let known = |m: &Member| {
        project.services.contains_key(&m.service) || project.inactive.contains(&m.service)
    };
    all.retain(|m| !known(m));
    all
}

/// Warns of containers that are left alone.
pub(super) fn warn_of(w: &mut World, client: Client, orphans: &[Member]) {
    if orphans.is_empty() {
        return;
    }
    let names: Vec<&str> = orphans.iter().map(|m| m.name.as_str()).collect();
    let text = format!(
        "Found orphan containers ([{}]) for this project. If you removed or renamed this service in your compose file, you can run this command with the --remove-orphans flag to clean it up.",
        names.join(" ")
    );
    warn(w, client, &text);
}
