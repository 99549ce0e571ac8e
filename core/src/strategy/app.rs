//! What is deployed: a project with its files, and what its programs do.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::app::files::SourceFile;
use crate::app::load::{Load, Resolved};
use crate::app::mounts::Mounts;
use crate::app::project::Project;
use crate::app::service::{Condition, Mount, MountType, Service};
use crate::reference::Reference;
use crate::workload::{Profile, WorkloadKind, profiles};

/// An application as strategies take it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct App {
    /// The project's name.
    pub name: String,
    /// The absolute path of the project's folder.
    pub directory: String,
    /// The resolved project.
    pub project: Project,
    /// Every file that was read.
    pub files: Vec<SourceFile>,
    /// What lies where services mount something of the project.
    #[serde(default)]
    pub mounts: Mounts,
    /// The options with which it was read, without the environment.
    pub profiles_enabled: Vec<String>,
    /// `--env-file`, as absolute paths.
    pub env_files: Vec<String>,
    /// Variables of the shell that the files use.
    pub shell: BTreeMap<String, String>,
    /// What each service's program does.
    pub profiles: BTreeMap<String, Profile>,
    /// Images that replace those of the files: updates.
    pub images: BTreeMap<String, String>,
    /// How many copies somebody asked for by `scale`, by service: they outlast updates and rollbacks.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub scaled: BTreeMap<String, u32>,
    /// Services whose image was pushed again under the reference that they run: the next update starts them anew. Of no
    /// version that has been reached.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub renewed: BTreeSet<String>,
    /// What runs while this version takes its place, as far as somebody knows, and before that what was tried over it in
    /// vain: a recipe that fails gives it back. Of no version that has been reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Box<App>>,
    /// When everything may be removed, as the value of the tag `paperboat:expires`; none when nobody said.
    pub expires: Option<String>,
    /// How many tasks a service whose tasks follow a metric may come to. The way says so while a verb is carried out; of no version.
    #[serde(skip)]
    pub most_tasks: BTreeMap<String, u32>,
}

/// A public service with a port that users call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entrance {
    /// The Compose service.
    pub service: String,
    /// The port that the file publishes.
    pub published: u16,
    /// The port on which the container listens.
    pub target: u16,
}

impl App {
    /// Takes what was read.
    #[must_use]
    pub fn new(resolved: &Resolved, load: &Load) -> Self {
        let mut project = resolved.project.clone();
        for (name, service) in &mut project.services {
            if service.image.is_none() {
                // What `docker compose build` calls it, under the project's name as the account on the registry.
                service.image = Some(format!("{}/{name}:1", resolved.project.name));
            }
        }
        Self {
            name: project.name.clone(),
            directory: project.directory.clone(),
            profiles: profiles(&project),
            files: resolved.files.clone(),
            mounts: resolved.mounts.clone(),
            profiles_enabled: load.profiles.clone(),
            env_files: load.given_env_files(),
            shell: super::shell::used(resolved, load, &project),
            images: BTreeMap::new(),
            scaled: BTreeMap::new(),
            renewed: BTreeSet::new(),
            before: None,
            expires: None,
            most_tasks: BTreeMap::new(),
            project,
        }
    }

    /// The same application with other images for some services.
    #[must_use]
    pub fn with_images(&self, images: &BTreeMap<String, String>) -> Self {
        let mut app = self.clone();
        for (service, image) in images {
            if let Some(s) = app.project.services.get_mut(service) {
                s.image = Some(image.clone());
                app.images.insert(service.clone(), image.clone());
            }
        }
        app
    }

    /// The same application with so many copies of a service.
    #[must_use]
    pub fn scaled_to(&self, service: &str, replicas: u32) -> Self {
        let mut app = self.clone();
        app.scaled.insert(service.to_owned(), replicas);
        app
    }

    /// The next version: every service that is released gets the next tag of its image.
    #[must_use]
    pub fn next_version(&self) -> Self {
        let released = self.released();
        let services = self.project.services.iter();
        let own = services.filter(|(name, _)| released.contains(name.as_str()));
        let next =
            own.filter_map(|(name, s)| Some((name.clone(), next_image(s.image.as_deref()?))));
        self.with_images(&next.collect())
    }

    /// A next version whose tags somebody mistyped: no registry holds them.
    #[must_use]
    pub fn mistyped_version(&self) -> Self {
        let next = self.next_version();
        let mistyped = next.images.iter();
        let mistyped = mistyped.map(|(service, image)| (service.clone(), format!("{image}-typo")));
        self.with_images(&mistyped.collect())
    }

    /// Tells whether a service gets new releases: the application's own code does, and where there is none, as when
    /// somebody runs WordPress, the services that users call.
    #[must_use]
    pub fn is_released(&self, service: &str) -> bool {
        let mut services = self.project.services.keys();
        if services.any(|name| self.is_own_code(name)) {
            self.is_own_code(service)
        } else {
            self.is_entered(service)
        }
    }

    /// The services that get new releases: see [`App::is_released`].
    pub(super) fn released(&self) -> BTreeSet<&str> {
        let services = || self.project.services.keys().map(String::as_str);
        let own: BTreeSet<&str> = services().filter(|name| self.is_own_code(name)).collect();
        if own.is_empty() {
            services().filter(|name| self.is_entered(name)).collect()
        } else {
            own
        }
    }

    /// Tells whether users call a service.
    pub(crate) fn is_entered(&self, service: &str) -> bool {
        !self.entrances_of(service).is_empty()
    }

    /// Tells whether a service runs the application's own code, and not a database or another known program.
    fn is_own_code(&self, service: &str) -> bool {
        let profile = &self.profiles[service];
        let known = profile
            .origins
            .get("kind")
            .is_some_and(|o| o.starts_with("image."));
        !known && !profile.kind.stateful() && profile.kind != WorkloadKind::Cache
    }

    /// Tells whether a service does its work and ends. One that is left out, by its profile, does nothing.
    #[must_use]
    pub fn is_job(&self, service: &str) -> bool {
        let Some(profile) = self.profiles.get(service) else {
            return false;
        };
        profile.kind == WorkloadKind::Job
            || profile.ends_after_s.is_some()
            || self.project.is_awaited(service)
    }

    /// The TCP ports on which a service listens.
    #[must_use]
    pub fn ports(&self, service: &str) -> Vec<u16> {
        let mut ports = self.profiles[service].listens.clone();
        ports.extend(self.entrances_of(service).into_iter().map(|e| e.target));
        ports.sort_unstable();
        ports.dedup();
        ports
    }

    /// Tells whether a second copy of a service would spoil the data that the first one keeps on a volume.
    #[must_use]
    pub fn keeps_data(&self, service: &str) -> bool {
        let stated = &self.project.services[service];
        let volume = |m: &Mount| m.kind == MountType::Volume && m.source.is_some() && !m.read_only;
        self.profiles[service].kind.stateful() || stated.volumes.iter().any(volume)
    }

    /// The services that must be up before a service starts: those that it depends on, and those of the jobs that
    /// it awaits.
    #[must_use]
    pub fn needs(&self, service: &str) -> Vec<&str> {
        let mut needs: Vec<&str> = Vec::new();
        let mut open = vec![service];
        while let Some(name) = open.pop() {
            let Some(stated) = self.project.services.get(name) else {
                continue;
            };
            for other in stated
                .depends_on
                .keys()
                .filter(|o| self.project.services.contains_key(*o))
            {
                if self.is_job(other) {
                    open.push(other);
                } else if !needs.contains(&other.as_str()) {
                    needs.push(other);
                }
            }
        }
        needs
    }

    /// Tells whether any service's settings contain a word, such as another service's name.
    pub(crate) fn mentions(&self, word: &str) -> bool {
        let mut services = self.project.services.keys();
        services.any(|service| self.service_mentions(service, word))
    }

    /// Tells the same of one service.
    pub(crate) fn service_mentions(&self, service: &str, word: &str) -> bool {
        let service = &self.project.services[service];
        let values = service.environment.values().flatten();
        let words = service.command.iter().chain(&service.entrypoint).flatten();
        values.chain(words).any(|text| text.contains(word))
    }

    /// The services with the ports that users call, in order of names.
    ///
    /// A service is public when it says so, or else when it speaks HTTP and publishes a port beyond loopback. When
    /// the file names one public service, it is the only one.
    #[must_use]
    pub fn entrances(&self) -> Vec<Entrance> {
        let services = self.project.services.iter();
        services
            .flat_map(|(name, service)| self.entered(name, service))
            .collect()
    }

    /// The ports of one service that users call: its part of [`App::entrances`].
    pub(crate) fn entrances_of(&self, service: &str) -> Vec<Entrance> {
        let stated = self.project.services.get(service);
        let entered = stated.map(|stated| self.entered(service, stated));
        entered.into_iter().flatten().collect()
    }

    fn entered<'a>(
        &'a self,
        name: &'a str,
        service: &'a Service,
    ) -> impl Iterator<Item = Entrance> + 'a {
        let public = self.is_public(name, service);
        let ports = service.ports.iter().filter(move |_| public);
        ports.filter_map(|port| {
            let (published, _) = port.published_range()?;
            let outside = port
                .host_ip
                .as_deref()
                .is_none_or(|ip| ip != "127.0.0.1" && ip != "::1");
            (port.protocol() == "tcp" && outside).then(|| Entrance {
                service: name.to_owned(),
                published,
                target: port.target,
            })
        })
    }

    fn is_public(&self, name: &str, service: &Service) -> bool {
        if let Some(only) = &self.project.hints.public {
            return only == name;
        }
        let profile = &self.profiles[name];
        let serves = profile.http && matches!(profile.kind, WorkloadKind::App | WorkloadKind::Web);
        service.hints.public.unwrap_or(serves)
    }

    /// The path by which a service is probed: stated, told by its health check, or else `/`.
    #[must_use]
    pub fn health_path(&self, service: &str) -> &str {
        match self.profiles[service].health_path.as_str() {
            "" => "/",
            path => path,
        }
    }

    /// Tells whether another service starts only when this one is healthy.
    #[must_use]
    pub fn awaits_health_of(&self, service: &str) -> bool {
        let awaits = |other: &Service| {
            let dependency = other.depends_on.get(service);
            dependency.is_some_and(|d| d.condition == Condition::ServiceHealthy)
        };
        self.project.services.values().any(awaits)
    }

    /// A path as a person wrote it: from the project's folder, where it lies there.
    #[must_use]
    pub fn shown(&self, path: &str) -> String {
        match path.strip_prefix(&format!("{}/", self.directory)) {
            Some(inside) => format!("./{inside}"),
            None => path.to_owned(),
        }
    }

    /// How many copies of a service there shall be: those that somebody scaled it to, or else those of the file.
    #[must_use]
    pub fn replicas(&self, service: &str) -> u32 {
        let stated = self.project.services.get(service);
        let scaled = self.scaled.get(service).copied();
        stated.map_or(0, |s| scaled.unwrap_or_else(|| s.replicas()))
    }

    /// A service that users call and of which no copy shall run: nobody would answer them.
    #[must_use]
    pub fn unanswered(&self) -> Option<String> {
        let public = self.entrances().into_iter().map(|e| e.service);
        public.into_iter().find(|name| self.replicas(name) == 0)
    }
}

/// The proxy that the careful way puts before a scaled service.
pub(crate) const PROXY_IMAGE: &str = "nginx:1.29-alpine";
/// The container that writes a config before its service starts in the same task.
pub(crate) const SHELL_IMAGE: &str = "busybox:1.37";

/// Splits a reference into the repository with its registry, and the tag or digest. What Docker does not read as a
/// reference is kept as it is.
#[must_use]
pub(crate) fn split_reference(reference: &str) -> (String, String) {
    match Reference::parse(reference) {
        Ok(read) => (read.repository, read.digest.unwrap_or(read.tag)),
        Err(_) => (reference.to_owned(), String::new()),
    }
}

/// The image that follows: the last number of the tag counted up (`1.4` to `1.5`), or the tag `next`.
pub(super) fn next_image(reference: &str) -> String {
    let named = reference
        .split_once('@')
        .map_or(reference, |(named, _)| named);
    let (repository, tag) = match named.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => (repository, tag),
        _ => (named, "latest"),
    };
    let digits = tag.len() - tag.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (head, number) = tag.split_at(tag.len() - digits);
    let next = match number.parse::<u64>() {
        Ok(n) if n < u64::MAX => format!("{head}{}", n + 1),
        // The version after the next one is another one too.
        _ if tag == "next" => "next-2".to_owned(),
        _ => "next".to_owned(),
    };
    format!("{repository}:{next}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::files::InMemory;

    fn app(text: &'static str) -> App {
        let load = Load {
            working_directory: "/app".to_owned(),
            files: vec!["compose.yaml".to_owned()],
            ..Load::default()
        };
        let resolved = load
            .read(&InMemory::one("/app/compose.yaml", text))
            .expect("a sound file");
        App::new(&resolved, &load)
    }

    #[test]
    fn a_proxy_listens_for_https_where_its_file_publishes_it() {
        let app = app("
services:
  both: {image: \"nginx:1.29\", ports: [\"80:80\", \"443:443\"]}
  plain: {image: \"nginx:1.29\", ports: [\"8080:8080\"]}
");
        let listens = |name: &str| app.profiles[name].listens.clone();
        assert_eq!(
            (listens("both"), listens("plain")),
            (vec![80, 443], vec![80])
        );
    }

    #[test]
    fn own_code_is_released_and_without_any_what_users_call() {
        let released = |text| {
            let app = app(text);
            let mut names: Vec<String> = app.project.services.keys().cloned().collect();
            names.retain(|name| app.is_released(name));
            names
        };
        let blog = "services: {web: {image: wordpress, ports: [\"80:80\"]}, db: {image: mariadb}}";
        assert_eq!(released(blog), ["web"]);
        let own = "services: {proxy: {image: nginx, ports: [\"80:80\"]}, api: {image: me/api}}";
        assert_eq!(released(own), ["api"]);
    }

    #[test]
    fn services_of_one_image_differ_by_their_command() {
        let text = "
services:
  a-job: {image: me/app, command: [migrate], x-paperboat: {ends-after: 6s}}
  api: {image: me/app, expose: [\"3000\"], x-paperboat: {boot-time: 4s}}
  proxy: {image: \"nginx:1.29-alpine\", depends_on: [api]}
";
        let published = app(text).published();
        let of = |name: &str| published.iter().find(|p| p.repository.ends_with(name));
        let app = &of("me/app").expect("it is published").profile;
        assert_eq!(app.ends_after_s, None);
        let job = &app.started_with[0];
        assert_eq!(
            (job.words[0].as_str(), job.profile.ends_after_s),
            ("migrate", Some(6.0))
        );
        let proxy = &of("nginx").expect("it is published").profile;
        assert!(
            proxy.requires.is_empty(),
            "what is put before copies needs nothing of the file's own"
        );
        let proxy = &proxy.started_with[0];
        assert_eq!(proxy.service, "proxy");
        let needs: Vec<_> = proxy
            .profile
            .requires
            .iter()
            .map(|n| n.host.as_str())
            .collect();
        assert_eq!(needs, ["api"]);
    }

    #[test]
    fn references_have_a_registry_and_a_tag() {
        let split = |r: &str| {
            let (repository, tag) = split_reference(r);
            format!("{repository} {tag}")
        };
        assert_eq!(split("mysql"), "docker.io/library/mysql latest");
        assert_eq!(split("me/web:2"), "docker.io/me/web 2");
        assert_eq!(split("localhost:5000/web"), "localhost:5000/web latest");
        assert_eq!(split("docker.io/mongo:8"), "docker.io/library/mongo 8");
        assert_eq!(split("index.docker.io/me/web"), "docker.io/me/web latest");
        let digest = "0f".repeat(32);
        let pinned = split(&format!("ghcr.io/a/b:1@sha256:{digest}"));
        assert_eq!(pinned, format!("ghcr.io/a/b sha256:{digest}"));
        assert_eq!(split("quay.io/a/b:"), "quay.io/a/b: ");
    }

    #[test]
    fn the_next_tag_counts_up() {
        let next = [
            "web:1.4",
            "web:v9",
            "web",
            "me/web:latest",
            "r:5000/web:2.1-rc9",
            "web:next",
            "web:next-2",
        ]
        .map(next_image);
        assert_eq!(
            next,
            [
                "web:1.5",
                "web:v10",
                "web:next",
                "me/web:next",
                "r:5000/web:2.1-rc10",
                "web:next-2",
                "web:next-3"
            ]
        );
    }
}
