//! What an update that failed left of the version before.

use serde::Serialize;

use super::{App, Endpoint, Replica, Strategy};
use crate::aws::Host as _;
use crate::aws::host::HttpGet;
use crate::cloud::Context;
use crate::error::DeployError;

/// What there is of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remains {
    /// All its services run, and every public one that speaks HTTP answered.
    Answers,
    /// All its services run; whether they answer cannot be asked from here.
    Runs,
    /// A service does not run, or does not answer.
    Gone,
}

impl Remains {
    /// Looks once at what is left of `old` after an update to `new` failed. Changes nothing.
    ///
    /// None when both have the same images: then nothing that can be seen tells one from the other.
    ///
    /// # Errors
    /// The look that failed.
    pub async fn of(
        cx: &Context<'_>,
        strategy: &dyn Strategy,
        old: &App,
        new: &App,
    ) -> Result<Option<Self>, DeployError> {
        if images(old).eq(images(new)) {
            return Ok(None);
        }
        let status = strategy.status(cx, old).await?;
        let lasting = old.project.services.keys().filter(|s| !old.is_job(s));
        let runs = |service: &String| {
            let all = status.replicas.iter().filter(|r| r.service == *service);
            let mut running = all.filter(|r| r.state.eq_ignore_ascii_case("running"));
            running.any(|replica| is_old(replica, old, new))
        };
        if !lasting.into_iter().all(runs) {
            return Ok(Some(Self::Gone));
        }
        let mut remains = Self::Answers;
        let asked = |e: &&Endpoint| old.answers_http(e);
        for endpoint in status.endpoints.iter().filter(asked) {
            let url = endpoint.url(old.health_path(&endpoint.service));
            match cx.cloud.http_get(HttpGet { url }).await {
                Ok(answer) if (1..500).contains(&answer.status) => {}
                Ok(_) => return Ok(Some(Self::Gone)),
                Err(_) => remains = Self::Runs,
            }
        }
        Ok(Some(remains))
    }
}

fn images(app: &App) -> impl Iterator<Item = (&String, Option<&str>)> {
    let services = app.project.services.iter();
    services.map(|(name, service)| (name, service.image.as_deref()))
}

/// An image that both versions have belongs to both; the new version's own one does not.
fn is_old(replica: &Replica, old: &App, new: &App) -> bool {
    let image = |app: &App| app.project.services.get(&replica.service)?.image.clone();
    image(old) == image(new) || image(new).is_none_or(|image| image != replica.image)
}
