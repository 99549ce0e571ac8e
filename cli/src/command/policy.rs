//! `paperboat policy`: the least that IAM must allow for a deployment, printed before there is one.

use std::sync::Arc;

use paperboat_core::policy::{MOST_CHARACTERS, policy as least};
use paperboat_core::strategy::App;

use super::verbs::{chosen_way, failed_in};
use crate::args;
use crate::exit::Exit;
use crate::load::load_app;
use crate::settings::{model, note_unused};
use crate::ui::Ui;
use paperboat_rehearsal::required_operations;

/// Rehearses all verbs, and prints the policy that allows what they sent.
pub fn policy(ui: &Ui, args: &args::Policy) -> Exit {
    match try_policy(ui, args) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn try_policy(ui: &Ui, args: &args::Policy) -> Result<Exit, Exit> {
    let way = chosen_way(ui, &args.strategy)?;
    let (resolved, options) = load_app(ui, &args.app)?;
    let model = Arc::new(model(ui, &args.run.world)?);
    let app = App::new(&resolved, &options);
    let needed = required_operations(&app, way, args.run.world.seed, &model);
    let least = least(needed.operations.iter().map(String::as_str));
    note_unused(ui, &args.run.world, &model);
    let (has, most) = (least.characters(), MOST_CHARACTERS);
    let size = [("has", &*has.to_string()), ("most", &*most.to_string())];
    // Whoever reads data finds one object, which is no policy when it must not be used as one.
    if has <= most && needed.errors.is_empty() || !ui.json {
        ui.json(&least.document());
    }
    if has > most {
        return Err(ui.fail(Exit::Failed, "policy-too-long", &size));
    }
    if let Some(error) = needed.errors.first().filter(|_| ui.json) {
        return Err(failed_in(ui, "policy-incomplete", error));
    }
    ui.err(&ui.text.with("policy-size", &size));
    if needed.operations.contains("iam:PutRolePolicy") {
        ui.err(&ui.text.get("policy-roles"));
    }
    for error in &needed.errors {
        failed_in(ui, "policy-incomplete", error);
    }
    Ok(if needed.errors.is_empty() {
        Exit::Success
    } else {
        Exit::Failed
    })
}
