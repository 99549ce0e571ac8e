//! The worlds behind one endpoint: one for each account in each region that was ever asked for.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use paperboat_core::hash::{BASIS, fnv_1a_from};
use paperboat_core::workload::PublishedImage;
use paperboat_simulator::model::Model;
use paperboat_simulator::world::World;
use paperboat_wire::Scope;

use crate::clock::{Pace, Paced};
use crate::control::Controlled;

/// How many accounts and regions there are at most: each is a whole world, and whoever asks makes one.
const MOST: usize = 64;

/// How worlds are born.
#[derive(Clone, Debug, Default)]
pub struct Birth {
    /// The seed of the account and the region in which worlds are born; the others have seeds that follow from it, so that
    /// no two accounts have instances of the same id.
    pub seed: u64,
    /// The numbers.
    pub model: Arc<Model>,
    /// What the registries hold.
    pub images: Vec<PublishedImage>,
}

impl Birth {
    /// A world of the account and the region in which worlds are born.
    #[must_use]
    pub fn world(&self) -> World {
        self.of(&Scope::default())
    }

    fn of(&self, scope: &Scope) -> World {
        let mut seed = self.seed;
        if !scope.is_native() {
            // The same in every program, which a file that is replayed needs.
            let words = scope.account.bytes().chain(scope.region.bytes());
            seed = fnv_1a_from(seed ^ BASIS, words);
        }
        World::new(seed, Arc::clone(&self.model), self.images.clone())
    }
}

/// There are as many worlds as there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not modelled: more than {MOST} accounts and regions in one endpoint")]
pub struct TooMany;

/// The worlds by account and region. They share nothing, not even time.
#[derive(Debug)]
pub struct Worlds {
    birth: Birth,
    pace: Pace,
    keeps: bool,
    all: BTreeMap<Scope, Controlled>,
}

impl Worlds {
    /// No world yet.
    #[must_use]
    pub fn new(birth: Birth, pace: Pace) -> Self {
        Self {
            birth,
            pace,
            keeps: false,
            all: BTreeMap::new(),
        }
    }

    /// The same worlds, which remember what enters them until somebody has written it down.
    #[must_use]
    pub(crate) fn kept(mut self) -> Self {
        self.keeps = true;
        self
    }

    /// The accounts and regions that were asked for.
    pub(crate) fn scopes(&self) -> Vec<Scope> {
        self.all.keys().cloned().collect()
    }

    /// The world of an account in a region, which is born when nobody asked for it before.
    ///
    /// # Errors
    /// [`TooMany`].
    pub(crate) fn of(&mut self, scope: &Scope) -> Result<&mut Controlled, TooMany> {
        let room = self.all.len() < MOST;
        match self.all.entry(scope.clone()) {
            Entry::Occupied(there) => Ok(there.into_mut()),
            Entry::Vacant(_) if !room => Err(TooMany),
            Entry::Vacant(place) => {
                let paced = Paced::new(self.birth.of(scope), self.pace);
                let paced = if self.keeps {
                    paced.remembering()
                } else {
                    paced
                };
                Ok(place.insert(Controlled::new(paced)))
            }
        }
    }
}
