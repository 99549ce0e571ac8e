//! The release before, kept on the machine, and given back when the new one fails.

use super::carry::{OVERRIDE, PROXY, SHELL_ENV};
use super::host::Host;
use super::layout::{Layout, carried};
use super::{Ec2, containers};
use crate::aws::quote;
use crate::cloud::Context;
use crate::error::{Cause, DeployError};
use crate::event::Subgoal;
use crate::recipe::Step;
use crate::strategy::App;

/// The shell variable that stands for each file in turn.
const FILE: &str = "$file";

/// The files that a release and the one before bring to the machine, from the application's folder there: whatever else
/// lies in that folder is data that containers write, and no release touches it.
fn files(app: &App) -> Vec<String> {
    let mut all = brought(app);
    all.extend(app.predecessors().flat_map(brought));
    all.sort();
    all.dedup();
    all
}

/// The files of one release.
fn brought(app: &App) -> Vec<String> {
    let layout = Layout::of(app);
    let home = format!("{}/", layout.there(""));
    let here = layout.there(&app.directory);
    let brought = carried(app).map(|f| layout.there(&f.path));
    let added = [OVERRIDE, PROXY, SHELL_ENV].map(|name| format!("{here}/{name}"));
    let all = brought.chain(added);
    all.filter_map(|path| path.strip_prefix(&home).map(str::to_owned))
        .collect()
}

/// Keeps a copy of the files that the next release brings, as they are now.
pub(super) async fn keep(host: &Host<'_, '_>, app: &App) -> Result<(), Cause> {
    let home = Layout::of(app).there("");
    let files = files(app);
    let mut folders: Vec<String> = files
        .iter()
        .map(|file| match file.rsplit_once('/') {
            Some((folder, _)) => quote(&format!("{home}.old/{folder}")),
            None => quote(&format!("{home}.old")),
        })
        .collect();
    folders.sort();
    folders.dedup();
    let files: Vec<String> = files.iter().map(|f| quote(f)).collect();
    host.run(&format!(
        "rm -rf {home}.old && mkdir -p {} && cd {home} && for file in {}; do if [ -e \"{FILE}\" ]; then cp -p \"{FILE}\" \"{home}.old/{FILE}\"; fi; done",
        folders.join(" "),
        files.join(" ")
    ))
    .await
    .map(drop)
}

/// Puts the kept release's files back, while its containers run on: whoever starts them later starts what runs now.
pub(super) async fn keep_on(cx: &Context<'_>, host: &Host<'_, '_>, app: &App) {
    let body = put_back(host, app);
    // a failure is seen as a step's; the first one is the person's news
    let _ = cx.step(Step::GiveBackOldRelease, body).await;
}

async fn put_back(host: &Host<'_, '_>, app: &App) -> Result<(), Cause> {
    let home = Layout::of(app).there("");
    let files: Vec<String> = files(app).iter().map(|f| quote(f)).collect();
    let command = format!(
        "cd {home} && for file in {}; do if [ -e \"{home}.old/{FILE}\" ]; then cp -p \"{home}.old/{FILE}\" \"{FILE}\"; else rm -f \"{FILE}\"; fi; done",
        files.join(" ")
    );
    host.run(&command).await.map(drop)
}

/// Starts the kept release again. The error says that it was rolled back, and why.
pub(super) async fn give_back(
    cx: &Context<'_>,
    host: &Host<'_, '_>,
    app: &App,
    way: Ec2,
    failed: DeployError,
) -> DeployError {
    let body = async {
        let log = last_lines(host, app, way).await;
        put_back(host, app).await?;
        // Whoever does not know what ran takes it for the files' own version: the kept folder has its override file, or none.
        let files_own = || App {
            images: std::collections::BTreeMap::new(),
            ..app.clone()
        };
        let old = app.before.as_deref().cloned().unwrap_or_else(files_own);
        containers::replace(host, &old, way).await?;
        Ok(log)
    };
    let given_back = cx.step(Step::GiveBackOldRelease, body).await;
    rolled_back(app, failed, given_back)
}

/// Takes the proxy away again, and starts the service as it ran before it was scaled.
pub(super) async fn undo_scaling(
    cx: &Context<'_>,
    host: &Host<'_, '_>,
    app: &App,
    way: Ec2,
    failed: DeployError,
) -> DeployError {
    let body = async {
        let log = last_lines(host, app, way).await;
        super::carry::carry_proxies(host, app, way).await?;
        containers::replace(host, app, way).await?;
        Ok(log)
    };
    let undone = cx
        .step(Step::GiveBackOldRelease.towards(Subgoal::Scale), body)
        .await;
    rolled_back(app, failed, undone)
}

fn rolled_back(
    app: &App,
    failed: DeployError,
    given_back: Result<Vec<String>, DeployError>,
) -> DeployError {
    match given_back {
        Ok(log) => {
            let cause = Cause::GivenBack {
                what: app.name.clone(),
                because: Box::new(failed.cause),
                log,
            };
            DeployError {
                step: failed.step,
                cause,
            }
        }
        Err(second) => second,
    }
}

async fn last_lines(host: &Host<'_, '_>, app: &App, way: Ec2) -> Vec<String> {
    let command = format!("{} logs --tail 5", containers::compose(app, way));
    match host.try_run(&command).await {
        Ok(output) => output
            .stdout
            .lines()
            .rev()
            .take(10)
            .map(str::to_owned)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect(),
        Err(_) => Vec::new(),
    }
}
