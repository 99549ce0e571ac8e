//! The last step of everything: somebody on the internet asks, and gets an answer.

use super::{App, Deployed};
use crate::aws::host::HttpGet;
use crate::cloud::{Context, Look, Patience};
use crate::error::Cause;

/// How long a public service may take to answer after its containers were started.
const ANSWER: Patience = Patience::secs(5, 600);

/// Asks every public service until it answers with anything but an error of the platform.
pub(super) async fn ask_from_outside(
    cx: &Context<'_>,
    app: &App,
    deployed: &Deployed,
) -> Result<(), Cause> {
    for endpoint in &deployed.endpoints {
        let probe = HttpGet {
            url: endpoint.url(app.health_path(&endpoint.service)),
        };
        cx.wait_until("public-answer", ANSWER, probe, |answer| {
            match answer.status {
                0 => Look::NotYet(answer.error),
                status @ 500.. => Look::NotYet(format!("HTTP {status}")),
                _ => Look::Met(()),
            }
        })
        .await?;
    }
    Ok(())
}
