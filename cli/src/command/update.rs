//! From one version to the next, and back.

use std::collections::BTreeMap;

use paperboat_core::strategy::{App, Remains, other_logins};

use super::verbs::{ended, finish, following, known_service};
use crate::args::{self, Existing};
use crate::deployment::Deployment;
use crate::exit::Exit;
use crate::report::Done;
use crate::ui::Ui;

/// Deploys a new image or a new Compose file over the running one. When that fails, says what is left of the version
/// before.
pub fn update(ui: &Ui, args: &args::Update) -> Exit {
    ended(try_update(ui, args))
}

fn try_update(ui: &Ui, args: &args::Update) -> Result<Exit, Exit> {
    let mut deployment = Deployment::open(ui, args.existing.name.as_deref())?;
    let before = deployment.app().clone();
    let mut next = next(ui, args, &deployment)?;
    let changed = next != before;
    let way = following(ui, deployment.kept.way, args.max_tasks)?;
    let other_way = way != deployment.kept.way;
    deployment.kept.way = way;
    let attempt = deployment.kept.attempt.as_ref();
    next.renewed = next.running(&deployment.kept.moved);
    if !changed && !other_way && attempt.is_none() && next.renewed.is_empty() {
        return Err(ui.fail(Exit::Usage, "update-nothing", &[]));
    }
    // what an update that was cut off had yet to start anew
    let left = attempt.into_iter().flat_map(|attempt| &attempt.renewed);
    next.renewed.extend(left.cloned());
    next.before = Some(Box::new(running(&deployment)));
    for (service, what) in other_logins(&next) {
        let said = [("service", service.as_str()), ("what", &what)];
        ui.err(&ui.text.with("update-other-logins", &said));
    }
    let moved = std::mem::take(&mut deployment.kept.moved);
    // kept before anything changes, so that a cut-off update can be rolled back too
    deployment.kept.attempt = Some(next.clone());
    deployment.save(ui)?;
    let (outcome, steps) = deployment.work(async |s, cx| s.update(cx, &next).await);
    let remains = if outcome.is_ok() {
        deployment.kept.attempt = None;
        let next = next.reached();
        if changed {
            deployment.kept.versions.push(next);
        }
        None
    } else {
        deployment.kept.moved = moved;
        remains(&deployment, &before, &next)
    };
    finish(ui, &mut deployment, outcome, Done::Steps(&steps), remains)
}

/// The version that runs, and what was tried over it in vain.
fn running(deployment: &Deployment) -> App {
    let attempt = deployment.kept.attempt.clone();
    App {
        before: attempt.map(|attempt| Box::new(attempt.reached())),
        ..deployment.app().clone()
    }
}

/// The version that the arguments ask for.
fn next(ui: &Ui, args: &args::Update, deployment: &Deployment) -> Result<App, Exit> {
    let mut next = deployment.app().clone();
    if args.app.names_files() {
        next = deployment.version_of(ui, &args.app)?;
        // A file can bring programs that the registries of this world do not hold yet.
        deployment.publish(&next);
    }
    let mut images = BTreeMap::new();
    for given in &args.images {
        let first = next.project.services.keys().next();
        let service = first.map_or("web", String::as_str);
        let said = [("given", given.as_str()), ("service", service)];
        let form = || ui.fail(Exit::Usage, "image-form", &said);
        let (service, image) = given.split_once('=').ok_or_else(form)?;
        known_service(ui, &next, service, None)?;
        images.insert(service.to_owned(), image.to_owned());
    }
    Ok(next.with_images(&images))
}

/// What is left of the version before; none where it cannot be told, or nobody answers who could tell.
fn remains(deployment: &Deployment, before: &App, next: &App) -> Option<Remains> {
    let (looked, _) = deployment.work(async |s, cx| Remains::of(cx, s, before, next).await);
    looked.ok().flatten()
}

/// Goes back to the version before; after an update that failed or was cut off, to the one that ran before it.
pub fn rollback(ui: &Ui, args: &Existing) -> Exit {
    ended(try_rollback(ui, args))
}

fn try_rollback(ui: &Ui, args: &Existing) -> Result<Exit, Exit> {
    let mut deployment = Deployment::open(ui, args.name.as_deref())?;
    let versions = &deployment.kept.versions;
    let steps_back = if deployment.kept.attempt.is_some() {
        1
    } else {
        2
    };
    let Some(before) = versions.len().checked_sub(steps_back) else {
        return Err(ui.fail(Exit::Usage, "rollback-nothing", &[]));
    };
    // What somebody scaled stays scaled, whichever version runs.
    let app = App {
        scaled: deployment.app().scaled.clone(),
        before: Some(Box::new(running(&deployment))),
        ..versions[before].clone()
    };
    let (outcome, steps) = deployment.work(async |s, cx| s.rollback(cx, &app).await);
    if outcome.is_ok() {
        deployment.kept.versions.truncate(before);
        deployment.kept.versions.push(app.reached());
        deployment.kept.attempt = None;
    }
    finish(ui, &mut deployment, outcome, Done::Steps(&steps), None)
}
