//! The release before, kept on the machine, and given back when the new one fails.

use super::host::Host;
use super::layout::Layout;
use super::{Ec2, containers};
use crate::cloud::Context;
use crate::error::{Cause, DeployError};
use crate::event::Subgoal;
use crate::strategy::App;

/// Keeps a copy of the application's folder.
pub(super) async fn keep(host: &Host<'_, '_>, app: &App) -> Result<(), Cause> {
    let home = Layout::of(app).there("");
    host.run(&format!("rm -rf {home}.old && cp -r {home} {home}.old"))
        .await
        .map(drop)
}

/// Puts the kept release's files back, while its containers run on: whoever starts them later starts what runs now.
pub(super) async fn keep_on(cx: &Context<'_>, host: &Host<'_, '_>, app: &App) {
    let body = put_back(host, app);
    // a failure is seen as a step's; the first one is the person's news
    let _ = cx
        .step(Subgoal::Update, "give-back-old-release", body)
        .await;
}

async fn put_back(host: &Host<'_, '_>, app: &App) -> Result<(), Cause> {
    let home = Layout::of(app).there("");
    let command = format!("rm -rf {home} && cp -r {home}.old {home}");
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
        // The kept folder has its own override file, or none.
        let old = App {
            images: std::collections::BTreeMap::new(),
            ..app.clone()
        };
        containers::start(host, &old, way).await?;
        Ok(log)
    };
    let given_back = cx
        .step(Subgoal::Update, "give-back-old-release", body)
        .await;
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
    let undone = cx.step(Subgoal::Scale, "give-back-old-release", body).await;
    rolled_back(app, failed, undone)
}

fn rolled_back(
    app: &App,
    failed: DeployError,
    given_back: Result<Vec<String>, DeployError>,
) -> DeployError {
    match given_back {
        Ok(log) => {
            let cause = Cause::RolledBack {
                what: app.name.clone(),
                reason: failed.cause.to_string(),
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
