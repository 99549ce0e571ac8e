//! `paperboat merge`: parts of a comparison, joined into what one machine would have found.

use std::sync::Arc;

use paperboat_rehearsal::{Comparing, Seeds, Settings, joined};
use paperboat_simulator::model::Model;

use super::compare::{Compared, chosen, following, show, told};
use crate::args;
use crate::exit::Exit;
use crate::output::Output;
use crate::shard::{Joined, join};
use crate::ui::Ui;
use crate::waiting::Waiting;

/// Joins parts of a comparison. Prints what `compare` prints, and ends as it does.
pub fn merge(ui: &Ui, args: &args::Merge) -> Exit {
    try_merge(ui, args).unwrap_or_else(|exit| exit)
}

fn try_merge(ui: &Ui, args: &args::Merge) -> Result<Exit, Exit> {
    let output = Output::open(ui, &args.output)?;
    let Joined {
        input,
        model: was,
        read,
        samples,
    } = join(ui, &args.files)?;
    let other = |is: &str| {
        let said = [("path", args.files[0].as_str()), ("was", &was), ("is", is)];
        ui.fail(Exit::Usage, "merge-own-model", &said)
    };
    let model = Model::default()
        .with_overrides(&input.overrides)
        .map_err(|_| other(&Model::default().version()))?;
    if model.version() != was {
        return Err(other(&model.version()));
    }
    let lanes = following(ui, chosen(ui, &input.lanes)?, input.max_tasks)?;
    let settings = Settings {
        seed: input.seed,
        people: input.people.people(&model),
        model: Arc::new(model),
        peak: input.peak_rps,
        scenario: Arc::new(input.scenario),
    };
    let comparing = Comparing {
        app: Arc::new(input.app),
        lanes: &lanes,
        settings: &settings,
        told: told(input.per_request),
    };
    let waiting = Waiting::new(ui);
    let found = joined(&comparing, &samples, &|done, all| waiting.watch(done, all));
    waiting.end();
    if !found.began_like(&samples) {
        let seed = input.seed.to_string();
        return Err(ui.fail(Exit::Usage, "merge-other-outcome", &[("seed", &seed)]));
    }
    for key in read {
        settings.model.mark_read(&key);
    }
    let compared = Compared {
        comparing,
        found,
        seeds: Seeds::all(input.seeds),
        replaced: input.overrides.into_keys().collect(),
    };
    show(ui, output, compared)
}
