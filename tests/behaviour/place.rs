//! Where the suite runs: the clouds by name, and how a case is run on each.

use std::panic::{AssertUnwindSafe, catch_unwind};

use paperboat_core::cloud::Cloud;
use paperboat_core::workload::PublishedImage;
use paperboat_serve::worlds::Birth;
use paperboat_simulator::sim::Sim;

use crate::bench::{Bench, Stop};
use crate::case::Case;
use crate::flow;
#[cfg(feature = "aws")]
use crate::served_place::Served;
#[cfg(feature = "aws")]
use paperboat_serve::clock::Pace;

/// What came of a case.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// It was asked; what differs from what AWS documents, one line each.
    Asked(Vec<String>),
    /// The cloud does not have an operation that it needs.
    Unsupported(String),
}

/// A cloud that the suite can be run on.
pub(crate) enum Place {
    /// A new simulated world for each case.
    Simulator(Vec<PublishedImage>),
    /// Such a world behind our own endpoint.
    #[cfg(feature = "aws")]
    Served(Served),
    /// An endpoint or an account.
    #[cfg(feature = "aws")]
    Endpoint(crate::endpoint::Endpoint),
}

impl Place {
    /// Opens a cloud by its name in `PAPERBOAT_CLOUD`.
    ///
    /// # Errors
    /// Why it cannot be opened, for a person.
    pub(crate) fn open(name: &str) -> Result<Self, String> {
        match name {
            "simulator" => Ok(Self::Simulator(images())),
            #[cfg(feature = "aws")]
            "serve" => Served::open(birth(images()), Pace::Manual).map(Self::Served),
            #[cfg(feature = "aws")]
            "serve-warp" => Served::open(birth(images()), Pace::Warp).map(Self::Served),
            #[cfg(feature = "aws")]
            _ => crate::endpoint::Endpoint::open(name).map(Self::Endpoint),
            #[cfg(not(feature = "aws"))]
            _ => Err(format!(
                "PAPERBOAT_CLOUD={name} needs the feature `aws`: cargo test -p paperboat-tests --features aws --test behaviour"
            )),
        }
    }

    /// Runs a case.
    pub(crate) fn run(&self, case: &Case, number: usize) -> Outcome {
        match self {
            Self::Simulator(images) => on_simulator(images.clone(), case, number),
            #[cfg(feature = "aws")]
            Self::Served(served) => served.run(case, number),
            #[cfg(feature = "aws")]
            Self::Endpoint(endpoint) => endpoint.run(case, number),
        }
    }
}

/// Every image that a case names, as the registries of a simulated world hold them.
fn images() -> Vec<PublishedImage> {
    let mut images: Vec<PublishedImage> = Vec::new();
    for image in flow::apps().iter().flat_map(|app| app.published()) {
        match images.iter_mut().find(|i| i.repository == image.repository) {
            Some(known) => known.tags.extend(image.tags),
            None => images.push(image),
        }
    }
    images
}

fn birth(images: Vec<PublishedImage>) -> Birth {
    Birth {
        seed: 1,
        images,
        ..Birth::default()
    }
}

fn on_simulator(images: Vec<PublishedImage>, case: &Case, number: usize) -> Outcome {
    let sim = Sim::new(birth(images).world());
    if let Some(operation) = missing(case, &sim) {
        return Outcome::Unsupported(operation);
    }
    let bench = Bench::new(&sim, format!("pb{number}"));
    // A future that waits for ever is a finding, and so is a broken invariant of the world, which panics.
    let ended = catch_unwind(AssertUnwindSafe(|| sim.run(ask(case, &bench))));
    let mut differences = bench.differences();
    match ended {
        Ok(Ok(_)) => {}
        Ok(Err(stuck)) => differences.push(format!("the simulator is stuck: {stuck}")),
        Err(_) => differences.push("the simulator panics".to_owned()),
    }
    sim.with(|w| w.check());
    Outcome::Asked(differences)
}

/// The first operation that a case needs and a cloud does not have.
pub(crate) fn missing(case: &Case, cloud: &dyn Cloud) -> Option<String> {
    let missing = case
        .needs
        .iter()
        .find(|operation| !cloud.supports(operation));
    missing.map(|operation| (*operation).to_owned())
}

/// Runs a case and clears away after it.
pub(crate) async fn ask(case: &Case, bench: &Bench<'_>) {
    let ended = (case.body)(bench).await;
    if let Err(Stop(why)) = ended {
        bench.check("the case can go on", false, why);
    }
    bench.clear().await;
}
