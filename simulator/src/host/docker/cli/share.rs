//! What a container of `docker run` shares with others, or has of the machine: networks, volumes, links, devices.

use std::net::Ipv4Addr;

use super::flags::{Parsed, Refused};
use crate::host::docker::config::{Config, Link};

/// Reads `--network`, `--link`, `--volumes-from`, `--device`, `--gpus` and `--dns`.
///
/// # Errors
/// In Docker's words, without the `docker: ` before them.
pub(super) fn read(parsed: &Parsed, config: &mut Config) -> Result<(), Refused> {
    networks(parsed, config)?;
    for text in parsed.list("link") {
        config.links.push(link(text)?);
    }
    for text in parsed.list("volumes-from") {
        let (name, mode) = text.split_once(':').unwrap_or((text, "rw"));
        if !matches!(mode, "ro" | "rw" | "z" | "Z") {
            return Err(format!("Error response from daemon: invalid mode: {mode}").into());
        }
        config.volumes_from.push((name.to_owned(), mode == "ro"));
    }
    for text in parsed.list("device") {
        config.kernel.devices.push(device(text)?);
    }
    config.kernel.gpus = parsed.text("gpus").is_some();
    for text in parsed.list("dns") {
        let address: Result<Ipv4Addr, _> = text.trim().parse();
        let why = || format!("IP address is not correctly formatted: {text}");
        config
            .dns
            .push(address.map_err(|_| Refused::value("--dns", text, &why()))?);
    }
    Ok(())
}

fn networks(parsed: &Parsed, config: &mut Config) -> Result<(), Refused> {
    let aliases: Vec<String> = parsed.list("network-alias").map(str::to_owned).collect();
    let mut names: Vec<&str> = parsed.list("net").chain(parsed.list("network")).collect();
    names.dedup();
    for name in &names {
        if let Some(other) = name.strip_prefix("container:") {
            if other.is_empty() {
                return Err(
                    "Error response from daemon: invalid container format container:<name|id>"
                        .into(),
                );
            }
            config.joins = Some(other.to_owned());
            continue;
        }
        let name = if *name == "default" { "bridge" } else { name };
        config.networks.push((name.to_owned(), aliases.clone()));
    }
    let named = config
        .networks
        .iter()
        .any(|(n, _)| !matches!(n.as_str(), "bridge" | "host" | "none"));
    if !aliases.is_empty() && !named {
        return Err("network-scoped aliases are only supported for user-defined networks".into());
    }
    if config.joins.is_some() && !config.networks.is_empty() {
        return Err("Error response from daemon: conflicting options: cannot attach both user-defined and non-user-defined network-modes".into());
    }
    Ok(())
}

/// Reads `container[:alias]`.
fn link(text: &str) -> Result<Link, Refused> {
    let parts: Vec<&str> = text.split(':').collect();
    let (container, alias) = match parts[..] {
        [name] if !name.is_empty() => (name, name),
        [name, alias] if !name.is_empty() => (name, if alias.is_empty() { name } else { alias }),
        _ => {
            return Err(Refused::value(
                "--link",
                text,
                &format!("bad format for links: {text}"),
            ));
        }
    };
    Ok(Link {
        container: container.trim_start_matches('/').to_owned(),
        alias: alias.to_owned(),
    })
}

/// Reads `path[:path in the container][:rights]`; gives the path of the machine.
fn device(text: &str) -> Result<String, Refused> {
    let rights = |mode: &str| !mode.is_empty() && mode.chars().all(|c| "rwm".contains(c));
    let parts: Vec<&str> = text.split(':').collect();
    let path = match parts[..] {
        [path] => path,
        [path, inside] if inside.starts_with('/') || rights(inside) => path,
        [path, inside, mode] if inside.starts_with('/') && rights(mode) => path,
        [_, mode] | [_, _, mode] => {
            return Err(Refused::value(
                "--device",
                text,
                &format!("bad mode specified: {mode}"),
            ));
        }
        _ => {
            return Err(Refused::value(
                "--device",
                text,
                &format!("bad format for path: {text}"),
            ));
        }
    };
    Ok(path.to_owned())
}
