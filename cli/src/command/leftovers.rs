//! `paperboat leftovers`: what deployments left in the account, found without their journals.

use paperboat_core::layer::ReadOnly;
use paperboat_core::sweep;

use super::verbs::failed;
use crate::args;
use crate::deployment::Deployment;
use crate::exit::Exit;
use crate::report::{found_json, found_text, step_list, swept_json, swept_text};
use crate::ui::Ui;

/// Lists what deployments left, or removes what one of them left.
pub fn leftovers(ui: &Ui, args: &args::Leftovers) -> Exit {
    let done = match &args.remove {
        None => list(ui, args),
        Some(deployment) => remove(ui, args, deployment),
    };
    done.unwrap_or_else(|exit| exit)
}

fn list(ui: &Ui, args: &args::Leftovers) -> Result<Exit, Exit> {
    let mut deployment = Deployment::open(ui, args.existing.name.as_deref())?;
    let (found, _) = deployment.work(async |_, cx| {
        let cloud = ReadOnly(cx.cloud);
        Ok(sweep::find(&cloud, None).await)
    });
    deployment.save(ui)?;
    let found = found.map_err(|e| failed(ui, &e))?;
    if ui.json {
        ui.json(&found_json(&found));
    } else {
        ui.report(&found_text(ui, &found));
    }
    Ok(if found.unseen.is_empty() {
        Exit::Success
    } else {
        Exit::Failed
    })
}

fn remove(ui: &Ui, args: &args::Leftovers, name: &str) -> Result<Exit, Exit> {
    let mut deployment = Deployment::open(ui, args.existing.name.as_deref())?;
    let (swept, steps) = deployment.work(async |_, cx| Ok(sweep::remove(cx, name).await));
    deployment.save(ui)?;
    let swept = swept.map_err(|e| failed(ui, &e))?;
    if ui.json {
        ui.json(&swept_json(&swept));
    } else {
        if !steps.is_empty() {
            ui.report(&step_list(ui, &steps));
        }
        ui.report(&swept_text(ui, name, &swept));
    }
    Ok(if swept.is_clean() {
        Exit::Success
    } else {
        Exit::Failed
    })
}
