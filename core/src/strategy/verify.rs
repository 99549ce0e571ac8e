//! The last step of everything: somebody on the internet asks, and gets an answer.

use super::{App, Deployed};
use crate::aws::host::HttpGet;
use crate::cloud::{Context, Look, Patience};
use crate::error::Cause;
use crate::event::EventKind;
use crate::recipe::Wait;

/// How long a public service may take to answer after its containers were started.
const ANSWER: Patience = Patience::secs(5, 600);

/// The code with which a cloud refuses to ask an address that is not this deployment's: an emulator's load balancers
/// have names that lead nowhere, or to strangers.
const FOREIGN: &str = "ForeignAddress";

/// What is said of a program that takes the connection and speaks no HTTP, in curl's words: it hangs up, says something
/// else, or cuts the connection.
const NO_HTTP: [&str; 3] = ["(52)", "(1) Received HTTP/0.9", "(56)"];

/// Asks every public service until it answers with anything but an error of the platform. Where nobody may ask, that is
/// noted, and nothing is claimed.
pub(super) async fn ask_from_outside(
    cx: &Context<'_>,
    app: &App,
    deployed: &Deployed,
) -> Result<(), Cause> {
    for endpoint in &deployed.endpoints {
        let probe = HttpGet {
            url: endpoint.url(app.health_path(&endpoint.service)),
        };
        let http = app.answers_http(endpoint);
        let asked = cx.wait_until(Wait::PublicAnswer, ANSWER, probe, |answer| {
            match answer.status {
                // Who does not speak HTTP is there all the same.
                0 if !http && NO_HTTP.iter().any(|said| answer.error.contains(said)) => {
                    Look::Met(())
                }
                0 => Look::NotYet(answer.error),
                status @ 500.. => Look::NotYet(format!("HTTP {status}")),
                _ => Look::Met(()),
            }
        });
        match asked.await {
            Err(Cause::Call { error }) if error.code == FOREIGN => {
                cx.observer.observe(EventKind::Message {
                    resource: endpoint.service.clone(),
                    text: error.to_string(),
                });
            }
            asked => asked?,
        }
    }
    Ok(())
}
