//! An image that somebody pushes, so that the simulated registries hold it.

use crate::app::bytes::Bytes;
use crate::app::duration::ComposeDuration;
use crate::facts::Image;
use crate::workload::{Profile, PublishedImage};

use super::{App, split_reference};

/// What a person says of an image that is pushed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Its compressed size.
    pub size: Option<Bytes>,
    /// From its start to ready.
    pub boot_time: Option<ComposeDuration>,
    /// Its resident memory at rest.
    pub memory: Option<Bytes>,
}

/// The origin of numbers that the command line states.
const STATED: &str = "push";

impl App {
    /// The image under a reference such as `me/web:2`, with what is known of it: of a repository that the application uses
    /// the same as before, of a well-known one what the facts say, else a guess; and over that what somebody says.
    #[must_use]
    pub fn pushed(&self, reference: &str, said: &Said) -> PublishedImage {
        let (repository, tag) = split_reference(reference);
        let mut held = self.published().into_iter();
        let mut image = held
            .find(|image| image.repository == repository)
            .unwrap_or_else(|| PublishedImage {
                repository,
                tags: Vec::new(),
                profile: Image::lookup(reference, []).profile,
                private: false,
                held_before: true,
            });
        image.tags = vec![tag];
        let started = image
            .profile
            .started_with
            .iter_mut()
            .map(|s| &mut s.profile);
        for profile in started {
            apply(profile, said);
        }
        apply(&mut image.profile, said);
        image
    }
}

fn apply(profile: &mut Profile, said: &Said) {
    let bytes = |b: Bytes| u64::try_from(b.0).unwrap_or_default();
    let mut stated = Vec::new();
    if let Some(size) = said.size.map(bytes) {
        stated.push("pullBytes");
        profile.pull_bytes = size;
        // As for the hint of the same name: unpacked, about 2.5 times as large.
        profile.disk_bytes = size / 2 * 5;
    }
    if let Some(time) = said.boot_time {
        stated.push("bootS");
        profile.boot_s = time.to_std().as_secs_f64();
    }
    if let Some(memory) = said.memory.map(bytes) {
        stated.push("memoryMib");
        profile.memory_mib = (memory >> 20).max(1);
    }
    let stated = stated.into_iter();
    let stated = stated.map(|number| (number.to_owned(), STATED.to_owned()));
    profile.origins.extend(stated);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_on_this_computer_s_loopback_has_a_port() {
        let ports = [
            "127.0.0.1:5000/web:1",
            "localhost:5001/a/b",
            "web:1",
            "10.0.0.1:5000/web",
        ]
        .map(|reference| PublishedImage {
            repository: split_reference(reference).0,
            tags: Vec::new(),
            profile: Profile::default(),
            private: false,
            held_before: true,
        })
        .map(|image| image.loopback_port());
        assert_eq!(ports, [Some(5000), Some(5001), None, None]);
    }
}
