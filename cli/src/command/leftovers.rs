//! `paperboat leftovers`: what deployments left in the account, found without their journals.

use paperboat_core::cloud::Context;
use paperboat_core::layer::ReadOnly;
use paperboat_core::sweep;
use paperboat_simulator::model::Model;

use super::settle::settle_visit;
use super::verbs::{failed, open_to_remove};
use crate::args::{self, Backend};
use crate::deployment::visit;
use crate::exit::Exit;
use crate::output::Output;
use crate::report::{found_document, found_json, swept_document, swept_json};
use crate::ui::Ui;
use paperboat_rehearsal::TimedStep;

/// Lists what deployments left, or removes what one of them left.
pub fn leftovers(ui: &Ui, args: &args::Leftovers) -> Exit {
    let done = match &args.remove {
        None => list(ui, args),
        Some(deployment) => remove(ui, args, deployment),
    };
    done.unwrap_or_else(|exit| exit)
}

/// Works in the account: that of a deployment of this folder, or the one that options name. Gives the model too that has its
/// prices.
fn look<T>(
    ui: &Ui,
    args: &args::Leftovers,
    verb: impl AsyncFnOnce(&Context<'_>) -> T,
) -> Result<(T, Vec<TimedStep>, Model), Exit> {
    let mut model = Model::default();
    let (done, steps) = if args.place.backend.unwrap_or_default() == Backend::Simulator {
        let mut deployment = open_to_remove(ui, &args.existing)?;
        let worked = deployment.work(async |_, cx| Ok(verb(cx).await));
        deployment.save(ui)?;
        model = deployment.model();
        worked
    } else {
        let place = settle_visit(ui, &args.place)?;
        visit(ui, &place, async |cx| Ok(verb(cx).await))?
    };
    Ok((done.map_err(|e| failed(ui, &e))?, steps, model))
}

fn list(ui: &Ui, args: &args::Leftovers) -> Result<Exit, Exit> {
    let output = Output::open(ui, &args.output)?;
    let (found, _, model) = look(ui, args, async |cx| {
        sweep::find(&ReadOnly(cx.cloud), None).await
    })?;
    let data = || found_json(&found, &model);
    output.put(ui, data, || found_document(ui, &found, &model))?;
    Ok(if found.unseen.is_empty() {
        Exit::Success
    } else {
        Exit::Failed
    })
}

fn remove(ui: &Ui, args: &args::Leftovers, name: &str) -> Result<Exit, Exit> {
    let output = Output::open(ui, &args.output)?;
    let (swept, steps, model) = look(ui, args, async |cx| sweep::remove(cx, name).await)?;
    let data = || swept_json(&swept, &model);
    output.put(ui, data, || swept_document(ui, name, &steps, &swept))?;
    Ok(if swept.is_clean() {
        Exit::Success
    } else {
        Exit::Failed
    })
}
