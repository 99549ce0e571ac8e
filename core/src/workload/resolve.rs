//! What each service of an application does when it runs: stated, looked up, or guessed.

use std::collections::BTreeMap;

use super::{Listening, Profile, Requirement, WorkloadKind, addresses, outside, port};
use crate::app::project::Project;
use crate::app::service::{Condition, Service};
use crate::facts::Image;

/// The origin of numbers that the Compose file states.
const STATED: &str = "x-paperboat";

/// Finds the profile of every service: from `x-paperboat`, else by its image's name, else a guess.
#[must_use]
pub fn profiles(project: &Project) -> BTreeMap<String, Profile> {
    let plain: BTreeMap<String, Profile> = project
        .services
        .iter()
        .map(|(name, service)| {
            let mut profile = own(project, name, service);
            if project.is_awaited(name) {
                completes(&mut profile, service);
            }
            (name.clone(), profile)
        })
        .collect();
    let with_needs = |(name, profile): (&String, &Profile)| {
        let mut profile = profile.clone();
        profile.outside = outside::stated(project);
        let stated = profile.origins.contains_key("requires");
        if let (Some(service), false) = (project.services.get(name), stated) {
            let mut needs = dependencies(project, service, &plain);
            named_alone(project, service, &plain, &mut needs);
            // What only serves files or hands requests on starts without them.
            let heeds = profile.kind != WorkloadKind::Web;
            needs.iter_mut().for_each(|need| need.at_start &= heeds);
            profile.requires.extend(needs);
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

/// Says where a service listens and what in the file shows it; a service that is not there listens nowhere.
#[must_use]
pub fn listening(project: &Project, name: &str) -> Listening {
    let Some(service) = project.services.get(name) else {
        return Listening::default();
    };
    listening_as(project, name, &lookup(service))
}

fn listening_as(project: &Project, name: &str, image: &Image) -> Listening {
    // a well-known program listens where it always does, whatever the file publishes
    let known: &[u16] = if image.guessed {
        &[]
    } else {
        &image.profile.listens
    };
    port::listening(project, name, known, image.profile.kind)
}

fn lookup(service: &Service) -> Image {
    let environment = service
        .environment
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.as_deref()?)));
    Image::lookup(service.image.as_deref().unwrap_or_default(), environment)
}

/// The profile of a service without what its dependencies say.
fn own(project: &Project, name: &str, service: &Service) -> Profile {
    let image = lookup(service);
    let listening = listening_as(project, name, &image);
    let image = image.or_by_ports(&listening.ports);
    let mut profile = image.profile;
    if !listening.ports.is_empty() && listening.ports != profile.listens {
        let origin = listening.taken.map(|sign| sign.key());
        let origin = origin.unwrap_or_else(|| "compose".to_owned());
        state(&mut profile, "listens", &origin);
        profile.listens = listening.ports;
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
    // Who writes a platform has an image for it: a guess must not find it missing.
    if profile
        .origins
        .get("architectures")
        .is_some_and(|o| o == "guess")
        && let Some(processor) = service
            .platform
            .as_deref()
            .and_then(|p| p.split('/').nth(1))
    {
        state(&mut profile, "architectures", "compose");
        profile.architectures = vec![processor.to_owned()];
    }
    hints(&mut profile, service);
    profile
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
        if profile.listens.first() != Some(&port) {
            profile.listens = vec![port];
        }
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
/// whose health is awaited, is taken to be needed at the start. One without a network in common only orders the start.
fn dependencies(
    project: &Project,
    service: &Service,
    all: &BTreeMap<String, Profile>,
) -> Vec<Requirement> {
    let mut needs = Vec::new();
    for (name, dependency) in &service.depends_on {
        let Some((stated, other)) = project.services.get(name).zip(all.get(name)) else {
            continue;
        };
        let mut networks = service.networks.keys();
        if !service.networks.is_empty() && !networks.any(|n| stated.networks.contains_key(n)) {
            continue;
        }
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

/// What a variable calls by its name alone (`WORDPRESS_DB_HOST=db`): a database, cache or queue of the application is called where it
/// listens.
fn named_alone(
    project: &Project,
    service: &Service,
    all: &BTreeMap<String, Profile>,
    needs: &mut Vec<Requirement>,
) {
    let variables = service.variables();
    for (_, named) in addresses(&variables).filter(|(_, named)| named.port == 0) {
        let other = project.called(&named.host);
        let Some(other) = other.and_then(|name| all.get(name)) else {
            continue;
        };
        let port = other
            .listens
            .first()
            .filter(|_| other.kind.needed_at_start());
        if let (Some(port), false) = (port, needs.iter().any(|need| need.host == named.host)) {
            needs.push(Requirement {
                host: named.host,
                port: *port,
                at_start: named.at_start,
            });
        }
    }
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
