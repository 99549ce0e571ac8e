//! What a name stands for before anything is done to it, and whether the word of a default is needed.

use paperboat_core::calendar::since_1970;

use super::super::super::job::End;
use super::super::super::{Job, program};
use super::super::array::Array;
use super::super::syntax::{Action, Index, Parameter, Part};
use super::super::{background, function};
use crate::world::World;

/// Tells whether the word of a default is needed, before anything of the command is expanded.
pub(in crate::host::shell) fn needs(w: &World, job: &Job, parameter: &Parameter) -> bool {
    let colon = match parameter.action {
        Action::Default(_, colon)
        | Action::Assign(_, colon)
        | Action::Require(_, colon)
        | Action::Alternative(_, colon) => colon,
        _ => return true,
    };
    if parameter.indirect {
        return true;
    }
    let name = parameter.name.as_str();
    let value = match &parameter.index {
        Some(Index::One(word)) => match &word.0[..] {
            [Part::Text(index, _)] => constant(job, name, index),
            _ => return true,
        },
        Some(_) => job.process.arrays.get(name).map(|a| a.values().join(" ")),
        None => plain(w, job, name),
    };
    let absent = value.is_none_or(|v| colon && v.is_empty());
    absent != matches!(parameter.action, Action::Alternative(..))
}

/// The element of an array whose index is written down.
fn constant(job: &Job, name: &str, index: &str) -> Option<String> {
    match job.process.arrays.get(name)? {
        Array::Indexed(elements) => elements.get(&index.parse().ok()?).cloned(),
        keyed @ Array::Keyed(_) => keyed.keyed(index).cloned(),
    }
}

/// What a name stands for that draws nothing.
pub(super) fn plain(w: &World, job: &Job, name: &str) -> Option<String> {
    let arguments = &job.options.arguments;
    Some(match name {
        "?" => job.status.to_string(),
        "#" => arguments.len().to_string(),
        "@" | "*" if arguments.is_empty() => return None,
        "@" | "*" => arguments.join(" "),
        "0" => job
            .options
            .name
            .clone()
            .unwrap_or_else(|| "bash".to_owned()),
        "BASHPID" => job.pid.to_string(),
        "$" => match job.end {
            End::Background(begun) => begun.pid.to_string(),
            _ => job.pid.to_string(),
        },
        "!" => return background::last(w, job),
        "-" => "hBc".to_owned(),
        "PWD" => job.process.cwd.clone(),
        "LINENO" => job.line.max(1).to_string(),
        "UID" | "EUID" => {
            let machine = &w.hosts.machines[job.machine];
            let user = machine.users.get(&job.process.user);
            user.map_or(65534, |u| u.id).to_string()
        }
        "EPOCHSECONDS" => (since_1970(w.now) / 1_000_000).to_string(),
        "FUNCNAME" => return function::name(job),
        _ => match name.parse::<usize>() {
            Ok(n) => return arguments.get(n.wrapping_sub(1)).cloned(),
            Err(_) => match job.process.variable(name) {
                Some(value) => value.to_owned(),
                None => return of_machine(w, job, name),
            },
        },
    })
}

/// What bash knows of the machine.
fn of_machine(w: &World, job: &Job, name: &str) -> Option<String> {
    let hardware = &w.hosts.machines[job.machine].hardware;
    let arm = hardware.architecture == "arm64";
    let processor = if arm { "aarch64" } else { "x86_64" };
    Some(match name {
        "HOSTNAME" => program::host_name(w, job.machine),
        "OSTYPE" => "linux-gnu".to_owned(),
        "HOSTTYPE" => processor.to_owned(),
        "BASH" => "/usr/bin/bash".to_owned(),
        // Amazon Linux 2023 has bash 5.2.15, Ubuntu 24.04 bash 5.2.21.
        "BASH_VERSION" if hardware.is_ubuntu() => "5.2.21(1)-release".to_owned(),
        "BASH_VERSION" => "5.2.15(1)-release".to_owned(),
        "IFS" => " \t\n".to_owned(),
        "OPTIND" => "1".to_owned(),
        _ => return None,
    })
}
