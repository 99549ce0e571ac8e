//! Having an image on the machine: from its disk, or by a pull.

use std::time::Duration;

use super::engine::{Client, Refusal};
use super::image::{self, Arrival};
use super::op::Look;
use super::plan::Failure;
use super::pull;
use crate::host::{Trouble, write_stderr, write_stdout};
use crate::registry::PullKey;
use crate::world::World;

/// When a pull is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Policy {
    #[default]
    Missing,
    Always,
    Never,
}

/// For whom the image is fetched, which decides what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum For {
    /// `docker pull`.
    Pull { quiet: bool },
    /// `docker run` and `docker create`.
    Run { quiet: bool },
    /// Docker Compose, which says itself what happens.
    Compose,
    /// A build, which ends with this code when it fails.
    Build { code: i32 },
}

/// The fetching of an image.
#[derive(Clone, Debug)]
pub(super) struct Fetch {
    pub(super) reference: String,
    pub(super) policy: Policy,
    pub(super) purpose: For,
    pub(super) pull: Option<PullKey>,
}

impl Fetch {
    pub(super) fn new(reference: &str, policy: Policy, purpose: For) -> Self {
        Self {
            reference: reference.to_owned(),
            policy,
            purpose,
            pull: None,
        }
    }

    pub(super) fn begin(&mut self, w: &mut World, client: Client) -> Result<Duration, Failure> {
        image::check_reference(&self.reference).map_err(|r| self.invalid(&r))?;
        let present = image::find(w, client.machine, &self.reference).is_some();
        if present && self.policy != Policy::Always {
            return Ok(Duration::ZERO);
        }
        if self.policy == Policy::Never {
            let refusal = Refusal(format!(
                "No such image: {}",
                image::complete(&self.reference)
            ));
            return if present {
                Ok(Duration::ZERO)
            } else {
                Err(self.refused(&refusal))
            };
        }
        if matches!(self.purpose, For::Run { .. }) && !present {
            let line = format!(
                "Unable to find image '{}' locally\n",
                image::complete(&self.reference)
            );
            write_stderr(w, client.job, &line);
        }
        self.pull = Some(pull::begin(w, client, &self.reference));
        Ok(Duration::ZERO)
    }

    pub(super) fn look(&mut self, w: &mut World, client: Client) -> Result<Look, Failure> {
        let Some(key) = self.pull else {
            return Ok(Look::Done(String::new()));
        };
        let image = match pull::ended(w, client.machine, key) {
            None => return Ok(Look::NotYet),
            Some(Err(words)) => {
                return Err(self.refused(&Refusal(words)).meeting(&[Trouble::Pull]));
            }
            Some(Ok(image)) => image,
        };
        // Every pull looks whenever one moves: what takes long is asked for only once, by the one that has ended.
        let held = image::held_layers(w, client.machine);
        let arrival =
            image::store(w, client.machine, image, &self.reference).map_err(|refusal| {
                pull::unfit(w, client, &self.reference, &refusal.0);
                self.refused(&refusal)
                    .meeting(&[Trouble::Pull, Trouble::Disk])
            })?;
        let pulled = w.registry.images[image].clone();
        let full = image::complete(&self.reference);
        let path = image::path(&pulled.repository);
        let mut text = format!(
            "{}: Pulling from {path}\n",
            image::split(&full).1.trim_start_matches([':', '@'])
        );
        for (digest, _) in pulled.layers.iter().filter(|_| arrival == Arrival::New) {
            let layer = digest.get(7..19).unwrap_or(digest);
            text += &if held.contains(digest) {
                format!("{layer}: Already exists\n")
            } else {
                format!(
                    "{layer}: Pulling fs layer\n{layer}: Download complete\n{layer}: Pull complete\n"
                )
            };
        }
        let status = match arrival {
            Arrival::New => "Downloaded newer image for",
            Arrival::Same => "Image is up to date for",
        };
        text += &format!("Digest: {}\nStatus: {status} {full}\n", pulled.digest);
        let address = format!("{}{}\n", pulled.repository, image::split(&full).1);
        match self.purpose {
            For::Build { .. } | For::Compose | For::Run { quiet: true } => {}
            For::Run { quiet: false } => write_stderr(w, client.job, &text),
            For::Pull { quiet: true } => write_stdout(w, client.job, &address),
            For::Pull { quiet: false } => write_stdout(w, client.job, &(text + &address)),
        }
        Ok(Look::Done(String::new()))
    }

    fn invalid(&self, refusal: &Refusal) -> Failure {
        match self.purpose {
            For::Run { .. } => Failure::new(
                125,
                format!("docker: {}.\nSee 'docker run --help'.", refusal.0),
            ),
            _ => Failure::new(1, refusal.0.clone()),
        }
    }

    fn refused(&self, refusal: &Refusal) -> Failure {
        match self.purpose {
            For::Run { .. } => super::op::Voice::RunCreates.failure(refusal),
            For::Pull { .. } => Failure::new(1, refusal.said()),
            For::Compose => Failure::new(18, refusal.said()),
            For::Build { code } => {
                let full = image::complete(&self.reference);
                let words = format!(
                    "ERROR: failed to solve: {full}: failed to resolve source metadata for docker.io/{full}: {}",
                    refusal.0
                );
                Failure::new(code, words)
            }
        }
    }
}
