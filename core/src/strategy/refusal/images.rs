//! What well-known images refuse, whoever runs them.

use super::{Found, Why};
use crate::app::service::Service;
use crate::facts::rule::{ImageRule, Says};
use crate::facts::{ECR_REGIONS, EcrRegistry};
use crate::reference::Reference;
use crate::strategy::{App, adds_start_period, patience_seconds, split_reference};

pub(super) fn find(found: &mut Found<'_>, name: &str, service: &Service) {
    if service.provider.is_some() {
        return;
    }
    let image = service.image.as_deref().unwrap_or_default();
    if Reference::parse(image).is_err() {
        return found.at(name, "image", Why::ImageReference, &[("image", &image)]);
    }
    rules(found, name, service);
    registry(found, name, service);
    if is_known(found.app, name) {
        environment(found, name, service);
        memory(found, name, service);
    }
    health_slow(found, name, service);
    health_tool(found, name, service);
}

/// Tells whether a service's image is in the table under its own name: what is only guessed refuses nothing.
pub(super) fn is_known(app: &App, name: &str) -> bool {
    let kind = app.profiles[name].origins.get("kind");
    kind.is_some_and(|origin| origin.starts_with("image."))
}

fn rules(found: &mut Found<'_>, name: &str, service: &Service) {
    let image = service.image.as_deref().unwrap_or_default();
    let (repository, tag) = split_reference(image);
    for rule in ImageRule::of(&repository, &tag) {
        match &rule.says {
            Says::Gone {
                instead,
                since,
                but_latest,
            } => {
                if !(*but_latest && tag == "latest") {
                    let args: [(&str, &dyn std::fmt::Display); 3] =
                        [("image", &image), ("instead", instead), ("since", since)];
                    found.at(name, "image", Why::ImageGone, &args);
                }
            }
            Says::NoLatest {} if tag == "latest" => {
                found.at(name, "image", Why::NoLatest, &[("image", &image)]);
            }
            Says::NoLatest {} => {}
            Says::Flag { flags, instead } => {
                if let Some((key, flag)) = flag(service, flags) {
                    let args: [(&str, &dyn std::fmt::Display); 3] =
                        [("flag", &flag), ("image", &image), ("instead", instead)];
                    if instead.is_empty() {
                        found.at(name, key, Why::FlagGone, &args[..2]);
                    } else {
                        found.at(name, key, Why::FlagReplaced, &args);
                    }
                }
            }
            Says::Mount {
                path,
                wanted,
                unless,
            } => {
                let at = service
                    .volumes
                    .iter()
                    .position(|mount| mount.target.trim_end_matches('/') == path);
                if let (Some(index), true) = (at, none_set(service, unless)) {
                    let key = format!("volumes[{index}]");
                    let args: [(&str, &dyn std::fmt::Display); 3] =
                        [("image", &image), ("path", path), ("wanted", wanted)];
                    found.at(name, &key, Why::MountPoint, &args);
                }
            }
            Says::Health { path, port, unless } => {
                if let Some(asked) = asks(service, path).filter(|asked| asked != port)
                    && none_set(service, unless)
                {
                    let args: [(&str, &dyn std::fmt::Display); 3] =
                        [("image", &image), ("port", &asked), ("wanted", port)];
                    found.at(name, "healthcheck", Why::HealthPort, &args);
                }
            }
        }
    }
}

/// Private registries of ECR. The account that is deployed to has one of those that the file names; an image of another
/// account can be pulled only where that account's repository policy says so, which is not modelled.
fn registry(found: &mut Found<'_>, name: &str, service: &Service) {
    let image = service.image.as_deref().unwrap_or_default();
    let Some((registry, _)) = EcrRegistry::of(image) else {
        return;
    };
    if !ECR_REGIONS.contains(&registry.region.as_str()) {
        let args: [(&str, &dyn std::fmt::Display); 2] =
            [("image", &image), ("region", &registry.region)];
        found.at(name, "image", Why::NoRegion, &args);
    }
    let services = found.app.project.services.values();
    let mut accounts =
        services.filter_map(|s| Some(EcrRegistry::of(s.image.as_deref()?)?.0.account));
    if let Some(other) = accounts.find(|account| *account != registry.account) {
        let args: [(&str, &dyn std::fmt::Display); 3] = [
            ("account", &registry.account),
            ("image", &image),
            ("other", &other),
        ];
        found.at(name, "image", Why::RegistryOfOther, &args);
    }
}

fn none_set(service: &Service, variables: &[String]) -> bool {
    !variables
        .iter()
        .any(|v| service.environment.contains_key(v))
}

/// The first word of a command line that is one of the flags, or sets one.
fn flag(service: &Service, flags: &[String]) -> Option<(&'static str, String)> {
    let lines = [
        ("command", &service.command),
        ("entrypoint", &service.entrypoint),
    ];
    lines.into_iter().find_map(|(key, words)| {
        let words = words.iter().flatten();
        let mut words = words.flat_map(|line| line.split_whitespace());
        let gone = |word: &&str| {
            let said = word
                .split('=')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase();
            flags.iter().any(|flag| {
                said.strip_prefix(flag.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        };
        let word = words.find(gone)?;
        Some((key, word.split('=').next().unwrap_or_default().to_owned()))
    })
}

/// The port of this container on which a health check asks for a path.
fn asks(service: &Service, path: &str) -> Option<u16> {
    let check = service.healthcheck.as_ref().filter(|h| !h.is_disabled())?;
    let line = check.test.join(" ");
    let (_, rest) = line.split_once("http://")?;
    let (host, wanted) = rest.split_once('/')?;
    let port = host
        .rsplit_once(':')
        .map_or(Some(80), |(_, p)| p.parse().ok())?;
    format!("/{wanted}").starts_with(path).then_some(port)
}

/// Tells whether a service runs the program for which its image is known, and not a shell or a tool of it.
pub(super) fn runs_its_program(service: &Service) -> bool {
    if service.entrypoint.is_some() {
        return false;
    }
    let image = service.image.as_deref().unwrap_or_default();
    let (repository, _) = split_reference(image);
    let program = repository.rsplit('/').next().unwrap_or_default();
    let first = service.command.iter().flatten().next();
    // mysqld, mariadbd, mongod, redis-server: what the official images call their programs.
    first.is_none_or(|word| word.starts_with('-') || word.starts_with(program))
}

/// A database that is not told how to let people in ends at once.
fn environment(found: &mut Found<'_>, name: &str, service: &Service) {
    if !runs_its_program(service) {
        return;
    }
    let set = |variable: &String| {
        let value = service.environment.get(variable);
        value.is_some_and(|v| v.as_deref().is_some_and(|v| !v.is_empty()))
    };
    let groups = &found.app.profiles[name].required_env;
    let missing: Vec<String> = groups
        .iter()
        .filter(|group| !group.iter().any(set))
        .map(|group| group.first().cloned().unwrap_or_default())
        .collect();
    if !missing.is_empty() {
        let image = service.image.as_deref().unwrap_or_default();
        let variables = missing.join(", ");
        let args: [(&str, &dyn std::fmt::Display); 2] =
            [("image", &image), ("variables", &variables)];
        found.at(name, "environment", Why::EnvironmentMissing, &args);
    }
}

/// A program with a limit below what it needs at rest is killed while it starts.
fn memory(found: &mut Found<'_>, name: &str, service: &Service) {
    let Some(limit) = service.memory_limit() else {
        return;
    };
    let limit = u64::try_from(limit.0).unwrap_or_default() >> 20;
    let need = found.app.profiles[name].memory_mib;
    if limit < need && runs_its_program(service) {
        let key = if service.mem_limit.is_some() {
            "mem_limit"
        } else {
            "deploy.resources.limits.memory"
        };
        let image = service.image.as_deref().unwrap_or_default();
        let args: [(&str, &dyn std::fmt::Display); 3] =
            [("image", &image), ("limit", &limit), ("need", &need)];
        found.at(name, key, Why::LimitBelowNeed, &args);
    }
}

/// A health check that gives up before the program is ready, where Compose waits for it and nobody gives it more time.
fn health_slow(found: &mut Found<'_>, name: &str, service: &Service) {
    let app = found.app;
    let Some(check) = service.healthcheck.as_ref().filter(|h| !h.is_disabled()) else {
        return;
    };
    let heeded = app.awaits_health_of(name) && found.way.composes();
    let more = found.way.careful() && adds_start_period(app, name).is_some();
    let (boot, patience) = (app.profiles[name].boot_s, patience_seconds(check));
    if heeded && !more && boot > patience {
        let (boot, patience) = (boot.ceil(), patience.floor());
        let args: [(&str, &dyn std::fmt::Display); 2] = [("boot", &boot), ("patience", &patience)];
        found.at(name, "healthcheck", Why::HealthSlow, &args);
    }
}

/// A health check that calls what the image lacks: somebody waits for it in vain, or replaces the task for ever.
fn health_tool(found: &mut Found<'_>, name: &str, service: &Service) {
    let Some(tool) = lacking_tool(found.app, name, service) else {
        return;
    };
    let awaited = found.app.awaits_health_of(name);
    if awaited || found.way.in_tasks() || found.way.careful() {
        let image = service.image.as_deref().unwrap_or_default();
        let args: [(&str, &dyn std::fmt::Display); 2] = [("image", &image), ("tool", &tool)];
        found.at(name, "healthcheck.test", Why::HealthTool, &args);
    }
}

/// The program without which a service's health check never succeeds, where its image lacks it.
pub(crate) fn lacking_tool(app: &App, name: &str, service: &Service) -> Option<String> {
    let check = service.healthcheck.as_ref().filter(|h| !h.is_disabled())?;
    let lacks = &app.profiles[name].lacks;
    let base = |word: &str| word.rsplit('/').next().unwrap_or_default().to_owned();
    let (kind, words) = check.test.split_first()?;
    let absent = |tool: &String| lacks.contains(tool);
    if kind != "CMD-SHELL" {
        let first = words.first()?;
        let shell = ["sh", "bash", "ash"].contains(&base(first).as_str());
        return match words {
            [_, flag, line, ..] if shell && flag.starts_with('-') => Some(base(first))
                .filter(absent)
                .or_else(|| in_line(line, lacks)),
            _ => Some(base(first)).filter(absent),
        };
    }
    Some("sh".to_owned())
        .filter(absent)
        .or_else(|| in_line(&words.join(" "), lacks))
}

/// The first program of a shell line that the image lacks, unless the line has another way to succeed.
fn in_line(line: &str, lacks: &[String]) -> Option<String> {
    let mut missing = None;
    for way in line.split("||") {
        let mut programs = way
            .split(['&', ';', '|'])
            .filter_map(|part| part.split_whitespace().next());
        let absent = programs.find(|program| lacks.iter().any(|lacking| lacking == program));
        match absent {
            Some(program) => missing = missing.or(Some(program.to_owned())),
            None if ["exit", "false"]
                .contains(&way.split_whitespace().next().unwrap_or("false")) => {}
            None => return None,
        }
    }
    missing
}
