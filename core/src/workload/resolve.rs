//! What each service of an application does when it runs: stated, looked up, or guessed.

use std::collections::BTreeMap;

use super::{Profile, Requirement, WorkloadKind};
use crate::app::project::Project;
use crate::app::service::{Condition, Service};
use crate::facts::Image;

/// A proxy whose file publishes this port has a certificate that its image does not bring: nobody publishes it in vain.
const HTTPS: u16 = 443;

/// The origin of numbers that the Compose file states.
const STATED: &str = "x-paperboat";

/// Finds the profile of every service: from `x-paperboat`, else by its image's name, else a guess.
#[must_use]
pub fn profiles(project: &Project) -> BTreeMap<String, Profile> {
    let plain: BTreeMap<String, Profile> = project
        .services
        .iter()
        .map(|(name, service)| {
            let mut profile = own(service);
            if project.is_awaited(name) {
                completes(&mut profile, service);
            }
            (name.clone(), profile)
        })
        .collect();
    let with_needs = |(name, profile): (&String, &Profile)| {
        let mut profile = profile.clone();
        let stated = profile.origins.contains_key("requires");
        if let (Some(service), false) = (project.services.get(name), stated) {
            profile.requires.extend(dependencies(service, &plain));
        }
        (name.clone(), profile)
    };
    plain.iter().map(with_needs).collect()
}

/// What another service waits to complete is a job: it does its work and ends. Only a well-known server that is started
/// as its image starts it is known to run on.
fn completes(profile: &mut Profile, service: &Service) {
    if profile.ends_after_s.is_some() || serves_for_ever(profile, service) {
        return;
    }
    profile.kind = WorkloadKind::Job;
    profile.http = false;
    profile.listens.clear();
    // These are asked for by the image's server, which does not run.
    profile.required_env.clear();
    state(profile, "endsAfterS", "guess");
    profile.ends_after_s = Some(Image::job_ends_after_s());
}

/// Tells whether a service runs a well-known server in the way its image starts it, which never ends by itself.
#[must_use]
pub(crate) fn serves_for_ever(profile: &Profile, service: &Service) -> bool {
    let known = profile.origins.get("kind");
    let known = known.is_some_and(|origin| origin.starts_with("image."));
    known
        && profile.ends_after_s.is_none()
        && service.command.is_none()
        && service.entrypoint.is_none()
}

/// The profile of a service without what its dependencies say.
fn own(service: &Service) -> Profile {
    let environment = service
        .environment
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.as_deref()?)));
    let reference = service.image.as_deref().unwrap_or_default();
    let listens = written_ports(service);
    let image = Image::lookup(reference, environment).or_by_ports(&listens);
    let mut profile = image.profile;
    // a well-known program listens where it always does, whatever the file publishes
    if (image.guessed || profile.listens.is_empty()) && !listens.is_empty() {
        state(&mut profile, "listens", "compose");
        profile.listens = listens;
    } else if profile.kind == WorkloadKind::Web
        && listens.contains(&HTTPS)
        && !profile.listens.contains(&HTTPS)
    {
        state(&mut profile, "listens", "compose");
        profile.listens.push(HTTPS);
    }
    if let Some(path) = service.healthcheck.as_ref().and_then(|h| url_path(&h.test))
        && profile.health_path.is_empty()
        && path != "/"
    {
        state(&mut profile, "healthPath", "compose");
        profile.health_path = path;
    }
    // Who limits a program of which nothing else is known has seen it run below the limit: a guess must not kill it.
    if profile
        .origins
        .get("memoryMib")
        .is_some_and(|o| o == "guess")
        && let Some(limit) = service.memory_limit()
    {
        let most = (u64::try_from(limit.0).unwrap_or_default() / 4 * 3) >> 20;
        profile.memory_mib = profile.memory_mib.min(most.max(1));
    }
    hints(&mut profile, service);
    profile
}

/// The TCP ports that a service publishes or exposes, in order.
fn written_ports(service: &Service) -> Vec<u16> {
    let tcp = service
        .ports
        .iter()
        .filter(|p| p.protocol() == "tcp")
        .map(|p| p.target);
    let exposed = service
        .expose
        .iter()
        .filter_map(|p| p.split('/').next()?.parse().ok());
    let mut ports: Vec<u16> = tcp.chain(exposed).filter(|port| *port > 0).collect();
    ports.sort_unstable();
    ports.dedup();
    ports
}

fn hints(profile: &mut Profile, service: &Service) {
    let hints = &service.hints;
    let bytes = |b: crate::app::bytes::Bytes| u64::try_from(b.0).unwrap_or_default();
    let seconds = |d: crate::app::duration::ComposeDuration| d.0 as f64 / 1e9;
    if let Some(size) = hints.image_size {
        // An unpacked image is about 2.5 times its compressed size (own estimate, from the rows of common images).
        if let Some(pull) = size.pull.map(bytes) {
            state(profile, "pullBytes", STATED);
            profile.pull_bytes = pull;
            profile.disk_bytes = pull / 2 * 5;
        }
        if let Some(disk) = size.disk.map(bytes) {
            state(profile, "diskBytes", STATED);
            profile.disk_bytes = disk;
        }
    }
    if let Some(time) = hints.boot_time {
        state(profile, "bootS", STATED);
        profile.boot_s = seconds(time);
    }
    if let Some(share) = hints.cpu_boot_share {
        state(profile, "cpuBootShare", STATED);
        profile.cpu_boot_share = share;
    }
    if let Some(memory) = hints.memory {
        state(profile, "memoryMib", STATED);
        profile.memory_mib = (bytes(memory) >> 20).max(1);
    }
    if let Some(rate) = hints.requests_per_second {
        state(profile, "requestsPerSecond", STATED);
        profile.requests_per_second = rate;
        profile.http = true;
    }
    if let Some(port) = hints.port {
        state(profile, "listens", STATED);
        profile.listens = vec![port];
    }
    if let Some(path) = &hints.health_path {
        state(profile, "healthPath", STATED);
        profile.health_path.clone_from(path);
        profile.http = true;
    }
    if let Some(architecture) = &hints.architecture {
        state(profile, "architectures", STATED);
        profile.architectures = vec![architecture.clone()];
    }
    if let Some(time) = hints.ends_after {
        state(profile, "endsAfterS", STATED);
        profile.kind = WorkloadKind::Job;
        profile.ends_after_s = Some(seconds(time));
    }
    if !hints.requires.is_empty() {
        state(profile, "requires", STATED);
        let stated = hints.requires.iter().filter_map(|pair| {
            let (host, port) = pair.rsplit_once(':')?;
            Some(Requirement {
                host: host.to_owned(),
                port: port.parse().ok()?,
                at_start: true,
            })
        });
        profile.requires = stated.collect();
    }
}

fn state(profile: &mut Profile, number: &str, origin: &str) {
    profile.origins.insert(number.to_owned(), origin.to_owned());
}

/// What `depends_on` says of the connections that a program makes: one to a database, cache or queue, and one
/// whose health is awaited, is taken to be needed at the start.
fn dependencies(service: &Service, all: &BTreeMap<String, Profile>) -> Vec<Requirement> {
    let mut needs = Vec::new();
    for (name, dependency) in &service.depends_on {
        let Some(other) = all.get(name) else { continue };
        let port = other.listens.first().copied().unwrap_or_default();
        if dependency.condition == Condition::ServiceCompletedSuccessfully || port == 0 {
            continue;
        }
        let awaited = dependency.condition == Condition::ServiceHealthy;
        needs.push(Requirement {
            host: name.clone(),
            port,
            at_start: awaited || other.kind.needed_at_start(),
        });
    }
    needs
}

/// The path of the first local URL in a health check's command.
fn url_path(test: &[String]) -> Option<String> {
    let command = test.join(" ");
    let (_, rest) = command
        .split_once("http://")
        .or_else(|| command.split_once("https://"))?;
    let url: &str = rest.split([' ', '"', '\'', '|', ';', ')']).next()?;
    Some(
        url.find('/')
            .map_or_else(|| "/".to_owned(), |at| url[at..].to_owned()),
    )
}

#[cfg(test)]
mod tests {
    use super::url_path;

    #[test]
    fn a_health_check_tells_its_path() {
        let path =
            |words: &[&str]| url_path(&words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>());
        assert_eq!(
            path(&["CMD", "curl", "-f", "http://localhost:8080/healthz"]).as_deref(),
            Some("/healthz")
        );
        assert_eq!(
            path(&["CMD-SHELL", "wget -qO- http://localhost:3000 || exit 1"]).as_deref(),
            Some("/")
        );
        assert_eq!(
            path(&["CMD-SHELL", "curl \"http://x/a/b\" -s"]).as_deref(),
            Some("/a/b")
        );
        assert_eq!(path(&["CMD", "pg_isready"]), None);
    }
}
