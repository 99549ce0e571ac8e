//! What a shard writes.

use std::collections::BTreeMap;

use paperboat_core::scenario::Scenario;
use paperboat_core::strategy::App;
use paperboat_rehearsal::Sample;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Shard;
use crate::settings::Asked;

/// The form of the files that this program writes and reads.
const FORMAT: u32 = 2;

/// What a shard found, with all that it takes to join it with others.
///
/// It holds the application as it was read, values of its environment included: they are compared, and shown nowhere. The file
/// is for its owner only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Partial {
    /// The form of the file.
    pub format: u32,
    /// The version of the program that wrote it.
    pub paperboat: String,
    /// The version of the model, replaced numbers included.
    pub model: String,
    /// Which part of the seeds it is.
    pub shard: Shard,
    /// What is compared.
    pub input: Input,
    /// The numbers of the model that were read.
    pub read: Vec<String>,
    /// What was found under each seed, in their order.
    pub samples: Vec<Seeded>,
}

/// What is compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Input {
    /// The application.
    pub app: App,
    /// What happens while users come.
    pub scenario: Scenario,
    /// The lanes, by name.
    pub lanes: Vec<String>,
    /// The first seed.
    pub seed: u64,
    /// How many seeds all shards have together.
    pub seeds: u64,
    /// Requests a second at the day's peak.
    pub peak_rps: f64,
    /// Who works, and how.
    pub people: Asked,
    /// Whether the requests of the first seed are looked at one by one.
    pub per_request: bool,
    /// How many tasks a service may come to by itself, where somebody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_tasks: Option<u32>,
    /// Replaced numbers of the model.
    pub overrides: BTreeMap<String, Value>,
}

/// What was found under a seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Seeded {
    /// The seed.
    pub seed: u64,
    /// What of each lane goes into the statistics.
    pub lanes: Vec<Sample>,
}

/// What a file says of itself, whatever else is in it.
#[derive(Deserialize)]
struct About {
    format: u32,
    paperboat: String,
}

impl Partial {
    /// What this program writes: its version.
    pub const PROGRAM: &'static str = env!("CARGO_PKG_VERSION");

    /// A shard's file.
    #[must_use]
    pub fn new(model: String, shard: Shard, input: Input) -> Self {
        Self {
            format: FORMAT,
            paperboat: Self::PROGRAM.to_owned(),
            model,
            shard,
            input,
            read: Vec::new(),
            samples: Vec::new(),
        }
    }

    /// Reads a shard's file.
    ///
    /// # Errors
    /// What is no such file, or one of another form, with the program that wrote it.
    pub fn read(text: &str) -> Result<Self, Unread> {
        let no_shard = |error: serde_json::Error| Unread::NoShard(error.to_string());
        let about: About = serde_json::from_str(text).map_err(no_shard)?;
        if about.format != FORMAT {
            return Err(Unread::OtherForm(about.paperboat));
        }
        serde_json::from_str(text).map_err(no_shard)
    }

    /// The seeds that it must hold, in their order.
    pub fn seeds(&self) -> impl Iterator<Item = u64> {
        let first = self.input.seed;
        let range = self.shard.range(self.input.seeds);
        range.map(move |n| first.wrapping_add(n))
    }

    /// Tells whether it holds what its head says: a sample of each lane for each of its seeds.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let whole = |seeded: &Seeded| {
            let of_scenario = |sample: &Sample| sample.is_of(&self.input.scenario);
            seeded.lanes.len() == self.input.lanes.len() && seeded.lanes.iter().all(of_scenario)
        };
        let seeds = self.samples.iter().map(|seeded| seeded.seed);
        (1..=self.shard.of).contains(&self.shard.index)
            && seeds.eq(self.seeds())
            && self.samples.iter().all(whole)
    }
}

/// Why a file is not read as a shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is none; why not.
    NoShard(String),
    /// It has a form that this program does not know; the version that wrote it.
    OtherForm(String),
}

impl Input {
    /// The catalogue keys of what differs from another input.
    #[must_use]
    pub fn differs(&self, other: &Self) -> Vec<&'static str> {
        let Self {
            app,
            scenario,
            lanes,
            seed,
            seeds,
            peak_rps,
            people,
            per_request,
            max_tasks,
            overrides,
        } = self;
        let parts = [
            ("merge-input-app", *app == other.app),
            ("merge-input-scenario", *scenario == other.scenario),
            ("merge-input-lanes", *lanes == other.lanes),
            ("merge-input-seed", *seed == other.seed),
            ("merge-input-seeds", *seeds == other.seeds),
            ("merge-input-peak", *peak_rps == other.peak_rps),
            ("merge-input-people", *people == other.people),
            ("merge-input-per-request", *per_request == other.per_request),
            ("merge-input-max-tasks", *max_tasks == other.max_tasks),
            ("merge-input-overrides", *overrides == other.overrides),
        ];
        let differing = parts.into_iter().filter(|(_, same)| !same);
        differing.map(|(key, _)| key).collect()
    }
}
