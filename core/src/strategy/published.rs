//! What registries must hold for an application.

use std::collections::BTreeMap;

use super::app::{App, PROXY_IMAGE, SHELL_IMAGE, next_image, split_reference};
use crate::app::service::Service;
use crate::facts::Image;
use crate::workload::{Profile, PublishedImage, Started};

/// Services by the repository of their image and the words with which they start it.
type Alike<'a> = BTreeMap<(String, Vec<String>), Vec<(&'a str, &'a Service)>>;

/// What a service starts: the repository of its image, and the words.
fn start_key(service: &Service) -> (String, Vec<String>) {
    let image = service.image.as_deref().unwrap_or_default();
    (split_reference(image).0, started_with(service))
}

/// The words with which a service starts its image's program; none when they are the image's own.
fn started_with(service: &Service) -> Vec<String> {
    let entrypoint = service.entrypoint.iter().flatten();
    let command = service.command.iter().flatten();
    entrypoint.chain(command).cloned().collect()
}

/// Images that strategies add of their own: a proxy before scaled containers, a shell that writes files.
fn helpers() -> impl Iterator<Item = (&'static str, Profile)> {
    [PROXY_IMAGE, SHELL_IMAGE]
        .into_iter()
        .map(|image| (image, Image::lookup(image, []).profile))
}

impl App {
    /// What registries must hold for this application: its images under their tags, stated further tags, and the
    /// next version.
    #[must_use]
    pub fn published(&self) -> Vec<PublishedImage> {
        let mut images: BTreeMap<String, PublishedImage> = BTreeMap::new();
        for (reference, profile) in helpers() {
            let (repository, tag) = split_reference(reference);
            let image = PublishedImage {
                repository: repository.clone(),
                tags: vec![tag],
                profile,
                private: false,
                held_before: true,
            };
            images.insert(repository, image);
        }
        // What an image does by itself is what a service does that gives it no words of its own, and not a job.
        let mut services: Vec<_> = self.project.services.iter().collect();
        services.sort_by_key(|(name, s)| {
            let words = s.command.is_some() || s.entrypoint.is_some();
            (words, self.is_job(name))
        });
        let alike = self.alike();
        let released = self.released();
        for (name, service) in services {
            let Some(reference) = service.image.as_deref() else {
                continue;
            };
            let (repository, tag) = split_reference(reference);
            let start = || self.start_of(name, &alike);
            let image = images
                .entry(repository.clone())
                .or_insert_with(|| PublishedImage {
                    repository,
                    tags: Vec::new(),
                    profile: self.profiles[name].clone(),
                    private: false,
                    held_before: true,
                });
            let profile = &self.profiles[name];
            // What is pulled is the same whoever starts it, and what the file says of it counts.
            if image.profile.started_with.is_empty() {
                image.profile.pull_bytes = profile.pull_bytes;
                image.profile.disk_bytes = profile.disk_bytes;
                image
                    .profile
                    .architectures
                    .clone_from(&profile.architectures);
            }
            // Compared without the starts of others, of which there can be as many as services.
            let mut starts = std::mem::take(&mut image.profile.started_with);
            if *profile != image.profile {
                starts.extend(start());
            }
            image.profile.started_with = starts;
            let mut tags = vec![tag];
            tags.extend(service.hints.tags.iter().cloned());
            if released.contains(name.as_str()) {
                tags.push(split_reference(&next_image(reference)).1);
            }
            for tag in tags {
                if !image.tags.contains(&tag) {
                    image.tags.push(tag);
                }
            }
        }
        images.into_values().collect()
    }

    /// The services by what they start.
    fn alike(&self) -> Alike<'_> {
        let mut alike = Alike::new();
        for (name, service) in &self.project.services {
            let same = alike.entry(start_key(service)).or_default();
            same.push((name, service));
        }
        alike
    }

    /// What tells the start of a service's program from those of others with the same image: its words, or what its
    /// environment alone has, or else that it is this service; none when there are no others.
    fn start_of(&self, name: &str, alike: &Alike<'_>) -> Option<Started> {
        let service = &self.project.services[name];
        let (repository, words) = start_key(service);
        // A helper is started with its own words, or with none.
        let helped = helpers().any(|(image, _)| split_reference(image).0 == repository);
        let same = alike.get(&(repository, words.clone()));
        let others = same
            .into_iter()
            .flatten()
            .filter(|(other, _)| *other != name);
        let others: Vec<&Service> = others.map(|(_, s)| *s).collect();
        let mut environment = BTreeMap::new();
        if !others.is_empty() {
            let own = |(name, value): &(&String, &Option<String>)| {
                value.is_some()
                    && others
                        .iter()
                        .all(|s| s.environment.get(*name) != Some(*value))
            };
            let own = service.environment.iter().filter(own);
            environment.extend(own.filter_map(|(k, v)| Some((k.clone(), v.clone()?))));
        }
        let alone = others.is_empty() && !(helped && words.is_empty());
        if words.is_empty() && environment.is_empty() && alone {
            return None;
        }
        let apart = alone || !environment.is_empty();
        Some(Started {
            words,
            service: if apart {
                String::new()
            } else {
                name.to_owned()
            },
            environment,
            profile: self.profiles[name].clone(),
        })
    }
}
