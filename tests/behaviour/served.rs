//! Our own endpoint, asked over the SDK: a simulated world behind AWS's protocols.
//!
//! `serve` is moved by nothing but the suite's own sleeps, so it must come to what the simulator comes to when it is asked
//! directly, case by case. `serve-warp` is served as `paperboat serve` does it when nobody says otherwise.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use paperboat_core::cloud::Cloud;
use paperboat_serve::clock::Pace;
use paperboat_serve::worlds::Birth;
use tokio::runtime::Runtime;

use crate::bench::Bench;
use crate::case::Case;
use crate::place::{Outcome, ask, missing};
use crate::served::{Moved, connect, reset, serve};

/// The longest that a case may take on the wall. Nothing is waited for there: the slowest takes seconds.
const LIMIT: Duration = Duration::from_secs(60);

/// A served world, taken back to its beginning before each case.
pub(crate) struct Served {
    cloud: Box<dyn Cloud>,
    url: String,
    turn: Mutex<()>,
    runtime: Runtime,
}

impl Served {
    /// Serves a world.
    ///
    /// # Errors
    /// For a person: what does not answer.
    pub(crate) fn open(birth: Birth, pace: Pace) -> Result<Self, String> {
        let runtime = Runtime::new().map_err(|e| e.to_string())?;
        let url = serve(birth, pace);
        let served = runtime.block_on(connect(&url))?;
        let cloud: Box<dyn Cloud> = match pace {
            Pace::Manual => Box::new(Moved::new(served)),
            _ => Box::new(served),
        };
        Ok(Self {
            cloud,
            url,
            turn: Mutex::default(),
            runtime,
        })
    }

    /// Runs a case in the world as it was at first.
    pub(crate) fn run(&self, case: &Case, number: usize) -> Outcome {
        if let Some(operation) = missing(case, &*self.cloud) {
            return Outcome::Unsupported(operation);
        }
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        reset(&self.url);
        let bench = Bench::new(&*self.cloud, format!("pb{number}"));
        let asked = async { tokio::time::timeout(LIMIT, ask(case, &bench)).await };
        let ended = self.runtime.block_on(asked);
        let mut differences = bench.differences();
        if ended.is_err() {
            differences.push(format!("the case does not end in {} s", LIMIT.as_secs()));
        }
        Outcome::Asked(differences)
    }
}
