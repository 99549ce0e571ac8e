//! What each slip makes of a request.
//!
//! Only what a person writes for the machine can be written wrong: the application's own Compose file was tried at home.

pub(super) mod boot;

use crate::aws::ec2::{
    AuthorizeSecurityGroupIngressOutput, IpPermission, IpRange, RequestLaunchTemplateData,
};
use crate::aws::ecs::{ContainerDefinition, RegisterTaskDefinition};
use crate::aws::host::{Exec, Login, Put};
use crate::aws::{Ec2Call, EcsCall, ElbCall, Empty, HostCall, IamCall, Reply, Request};
use crate::facts::{FargateSize, InstanceType};
use crate::strategy::COMPOSE_OVERRIDE;

/// What is done instead of what was meant.
#[derive(Clone, Debug, PartialEq)]
pub enum Made {
    /// Another request.
    Instead(Box<Request>),
    /// Nothing at all: the step is forgotten, and taken for done.
    Nothing(Box<Reply>),
}

impl Made {
    fn instead(request: impl Into<Request>) -> Self {
        Self::Instead(Box::new(request.into()))
    }

    fn nothing(reply: Reply) -> Self {
        Self::Nothing(Box::new(reply))
    }
}

/// Another command on the same machine.
fn given(exec: &Exec, command: String) -> Made {
    Made::instead(Exec {
        command,
        ..exec.clone()
    })
}

/// Every address.
const WORLD: &str = "0.0.0.0/0";

pub(super) fn port_not_published(request: &Request) -> Option<Made> {
    match request {
        Request::Host(HostCall::Exec(exec)) => {
            without_flag(&exec.command, "docker run", "-p").map(|other| given(exec, other))
        }
        Request::Ecs(EcsCall::RegisterTaskDefinition(r)) => in_a_container(r, |container| {
            let had = !container.port_mappings.is_empty();
            container.port_mappings.clear();
            had
        }),
        _ => None,
    }
}

pub(super) fn port_closed(request: &Request) -> Option<Made> {
    let Request::Ec2(Ec2Call::AuthorizeSecurityGroupIngress(r)) = request else {
        return None;
    };
    let mut closed = r.clone();
    let open = closed.ip_permissions.iter().position(is_open)?;
    closed.ip_permissions.remove(open);
    Some(if closed.ip_permissions.is_empty() {
        Made::nothing(Reply::AuthorizeSecurityGroupIngress(
            AuthorizeSecurityGroupIngressOutput {
                r#return: true,
                ..Default::default()
            },
        ))
    } else {
        Made::instead(closed)
    })
}

pub(super) fn open_to_world(request: &Request) -> Option<Made> {
    let Request::Ec2(Ec2Call::AuthorizeSecurityGroupIngress(r)) = request else {
        return None;
    };
    let mut opened = r.clone();
    let few = opened.ip_permissions.iter_mut().find(|p| !is_open(p))?;
    few.user_id_group_pairs.clear();
    few.ip_ranges = vec![IpRange {
        cidr_ip: WORLD.to_owned(),
        ..IpRange::default()
    }];
    Some(Made::instead(opened))
}

fn is_open(permission: &IpPermission) -> bool {
    permission.ip_ranges.iter().any(|r| r.cidr_ip == WORLD)
}

pub(super) fn restart_forgotten(request: &Request) -> Option<Made> {
    match request {
        Request::Host(HostCall::Exec(exec)) => {
            without_flag(&exec.command, "docker run", "--restart").map(|other| given(exec, other))
        }
        // What says nothing is not restarted, which is Compose's own default; a service that says only this would be left
        // without a body, which Compose refuses.
        Request::Host(_) => in_override(request, "restart:", |line| Some(format!("{line} \"no\""))),
        _ => boot::restart_forgotten(request),
    }
}

pub(super) fn daemon_not_enabled(request: &Request) -> Option<Made> {
    match request {
        Request::Host(HostCall::Exec(exec)) => {
            started_only(&exec.command).map(|other| given(exec, other))
        }
        _ => boot::daemon_not_enabled(request),
    }
}

/// Commands that start Docker and do not enable it, where these do both.
fn started_only(commands: &str) -> Option<String> {
    let (enabled, started) = ("systemctl enable --now docker", "systemctl start docker");
    let other = commands.replace(enabled, started);
    (other != commands).then_some(other)
}

pub(super) fn tag_mistyped(request: &Request) -> Option<Made> {
    match request {
        Request::Host(HostCall::Exec(exec)) => {
            let pulls = exec.command.contains("docker pull ");
            pulls.then(|| given(exec, mistyped(&exec.command)))
        }
        Request::Host(_) => in_override(request, "image:", |_| None),
        Request::Ecs(EcsCall::RegisterTaskDefinition(r)) => in_a_container(r, |container| {
            // A digest is pasted, and nobody reads it as they would a tag.
            let tagged = !container.image.is_empty() && !container.image.contains('@');
            if tagged {
                container.image = mistyped(&container.image);
            }
            tagged
        }),
        _ => boot::tag_mistyped(request),
    }
}

pub(super) fn wrong_cluster(request: &Request) -> Option<Made> {
    boot::wrong_cluster(request)
}

/// The last key, twice: no registry has such a tag (`8.44`, `alpinee`), while one that is too short (`8`) may be there.
fn mistyped(name: &str) -> String {
    let end = name.trim_end_matches(['"', '\'']).len();
    let (name, quote) = name.split_at(end);
    let last = name.chars().last().map(String::from).unwrap_or_default();
    format!("{name}{last}{quote}")
}

pub(super) fn env_file_not_copied(request: &Request) -> Option<Made> {
    match request {
        Request::Host(HostCall::Put(put)) => {
            holds_variables(&put.path).then(|| Made::nothing(Reply::Put(Empty {})))
        }
        _ => boot::env_file_not_copied(request),
    }
}

/// Tells whether a file holds variables, by its name.
fn holds_variables(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name == ".env" || name.ends_with(".env") || name.starts_with(".env.")
}

pub(super) fn wrong_host(request: &Request, others: &[Login]) -> Option<Made> {
    let Request::Host(call) = request else {
        return None;
    };
    let other = |login: &Login| {
        let same = |other: &&Login| other.instance_id == login.instance_id;
        others.iter().find(|other| !same(other)).cloned()
    };
    match call {
        HostCall::Exec(exec) => {
            let login = other(&exec.login)?;
            Some(Made::instead(Exec {
                login,
                ..exec.clone()
            }))
        }
        HostCall::Put(put) => {
            let login = other(&put.login)?;
            Some(Made::instead(Put {
                login,
                ..put.clone()
            }))
        }
        HostCall::HttpGet(_) => None,
    }
}

pub(super) fn wrong_health_path(request: &Request) -> Option<Made> {
    // Elastic Load Balancing's own default, which is right for whoever answers there.
    const DEFAULT: &str = "/";
    let set = |path: &str| !path.is_empty() && path != DEFAULT;
    match request {
        Request::Elb(ElbCall::CreateTargetGroup(r)) if set(&r.health_check_path) => {
            let mut changed = r.clone();
            DEFAULT.clone_into(&mut changed.health_check_path);
            Some(Made::instead(changed))
        }
        Request::Elb(ElbCall::ModifyTargetGroup(r)) if set(&r.health_check_path) => {
            let mut changed = r.clone();
            DEFAULT.clone_into(&mut changed.health_check_path);
            Some(Made::instead(changed))
        }
        _ => None,
    }
}

pub(super) fn too_little_memory(request: &Request) -> Option<Made> {
    match request {
        Request::Ec2(Ec2Call::RunInstances(r)) => {
            let mut smaller = r.clone();
            smaller.instance_type = smaller_type(&r.instance_type)?;
            Some(Made::instead(smaller))
        }
        Request::Ecs(EcsCall::RegisterTaskDefinition(r)) => {
            let (cpu, memory) = (r.cpu.parse().ok()?, r.memory.parse().ok()?);
            FargateSize::exactly(cpu, memory)?;
            let sizes = FargateSize::all().iter();
            let smaller = sizes.filter(|size| size.cpu == cpu && size.memory_mib < memory);
            let smaller = smaller.max_by_key(|size| size.memory_mib)?;
            let mut changed = r.clone();
            changed.memory = smaller.memory_mib.to_string();
            Some(Made::instead(changed))
        }
        _ => in_template(request, |data| match smaller_type(&data.instance_type) {
            Some(smaller) => {
                data.instance_type = smaller;
                true
            }
            None => false,
        }),
    }
}

/// The next smaller type of the same family.
fn smaller_type(name: &str) -> Option<String> {
    let this = InstanceType::named(name)?;
    let family = |name: &str| name.split('.').next().map(str::to_owned);
    let types = InstanceType::all().iter();
    let smaller = types
        .filter(|each| family(&each.name) == family(name) && each.memory_mib < this.memory_mib);
    smaller
        .max_by_key(|each| each.memory_mib)
        .map(|each| each.name.clone())
}

pub(super) fn role_missing(request: &Request) -> Option<Made> {
    match request {
        Request::Iam(IamCall::AttachRolePolicy(_)) => {
            Some(Made::nothing(Reply::AttachRolePolicy(Empty {})))
        }
        Request::Iam(IamCall::PutRolePolicy(_)) => {
            Some(Made::nothing(Reply::PutRolePolicy(Empty {})))
        }
        Request::Ec2(Ec2Call::RunInstances(r)) => {
            r.iam_instance_profile.as_ref()?;
            let mut without = r.clone();
            without.iam_instance_profile = None;
            Some(Made::instead(without))
        }
        _ => in_template(request, |data| data.iam_instance_profile.take().is_some()),
    }
}

/// A launch template with something wrong in it, where `wrong` finds something.
fn in_template(
    request: &Request,
    wrong: impl FnOnce(&mut RequestLaunchTemplateData) -> bool,
) -> Option<Made> {
    match request {
        Request::Ec2(Ec2Call::CreateLaunchTemplate(r)) => {
            let mut changed = r.clone();
            wrong(&mut changed.launch_template_data).then(|| Made::instead(changed))
        }
        Request::Ec2(Ec2Call::CreateLaunchTemplateVersion(r)) => {
            let mut changed = r.clone();
            wrong(&mut changed.launch_template_data).then(|| Made::instead(changed))
        }
        _ => None,
    }
}

/// A task definition with something wrong in the first container in which `wrong` finds something.
fn in_a_container(
    request: &RegisterTaskDefinition,
    wrong: impl FnMut(&mut ContainerDefinition) -> bool,
) -> Option<Made> {
    let mut changed = request.clone();
    let found = changed.container_definitions.iter_mut().any(wrong);
    found.then(|| Made::instead(changed))
}

/// The override file with the first line of a key written wrong, as [`in_lines`] writes it.
fn in_override(
    request: &Request,
    key: &str,
    instead: impl Fn(&str) -> Option<String>,
) -> Option<Made> {
    let Request::Host(HostCall::Put(put)) = request else {
        return None;
    };
    if !put.path.ends_with(COMPOSE_OVERRIDE) {
        return None;
    }
    let mut changed = put.clone();
    changed.content.0 = in_lines(&put.content.0, key, instead)?;
    Some(Made::instead(changed))
}

/// A text with the first line of a key written wrong: by `instead` from the key on, or with the last letter twice.
fn in_lines(text: &str, key: &str, instead: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut found = false;
    let lines: Vec<String> = (text.split('\n'))
        .map(|line| {
            let of_key = line.trim_start().starts_with(key);
            if found || !of_key {
                return line.to_owned();
            }
            found = true;
            let indent = line.len() - line.trim_start().len();
            let upto = &line[..indent + key.len()];
            instead(upto).unwrap_or_else(|| mistyped(line))
        })
        .collect();
    found.then(|| lines.join("\n"))
}

/// A command without a flag and its value, where the program takes it; none where it stands nowhere.
fn without_flag(command: &str, program: &str, flag: &str) -> Option<String> {
    let after = command.find(program)? + program.len();
    let words = words(command, after);
    let at = words
        .iter()
        .position(|(from, to)| &command[*from..*to] == flag)?;
    let (from, _) = words[at];
    let rest = words.get(at + 2).map_or(command.len(), |(next, _)| *next);
    let left = format!("{}{}", &command[..from], &command[rest..]);
    Some(left.trim_end().to_owned())
}

/// Where the words of a command line lie from a place on: between blanks that no quotes hold.
fn words(command: &str, from: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let (mut begun, mut quote) = (None, None);
    for (offset, c) in command[from..].char_indices() {
        let at = from + offset;
        match (quote, c) {
            (None, ' ') => {
                if let Some(begin) = begun.take() {
                    found.push((begin, at));
                }
                continue;
            }
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
        begun.get_or_insert(at);
    }
    found.extend(begun.map(|begin| (begin, command.len())));
    found
}

#[cfg(test)]
mod tests;
