//! The one list of what a way to deploy refuses: asked by `check`, and by the first step of each strategy.
//!
//! It tells what the application's files and the facts show, before anything is made. What goes wrong later for other
//! reasons (a slow start) is not told here; what a quota lets run depends on the account, and is asked by the recipes.

mod asg;
mod containers;
mod data;
mod ec2;
mod express;
mod fargate;
mod images;
mod mounts;
mod names;
mod quota;
mod reach;
mod sight;
mod why;

use crate::recipe::Step;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

pub use data::other_logins;
pub(crate) use images::lacking_tool;
pub(crate) use names::localhost;
pub(super) use quota::within_quota;
pub use why::Why;

use sight::Sights;

use super::{App, Way};
use crate::app::node::key_below;
use crate::app::service::Service;
use crate::cloud::Context;
use crate::error::{Cause, DeployError};

/// Something for which a way to deploy refuses an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// Why.
    pub why: Why,
    /// The arguments of the reason's sentence, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
    /// The key of the Compose file that asks for it, such as `services.web.gpus`.
    pub key: String,
    /// The service.
    pub service: Option<String>,
}

impl Refusal {
    fn new(why: Why, key: String) -> Self {
        Self {
            why,
            args: BTreeMap::new(),
            key,
            service: None,
        }
    }

    fn arg(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        debug_assert!(self.why.arguments().contains(&name), "{name}");
        self.args.insert(name.to_owned(), value.to_string());
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.why.reason())?;
        self.args
            .iter()
            .try_for_each(|(name, value)| write!(f, ", {name} {value}"))
    }
}

/// The refusals, as they are found.
struct Found<'a> {
    app: &'a App,
    way: Way,
    list: Vec<Refusal>,
}

impl Found<'_> {
    /// Notes a refusal below a service; `below` is the key there, empty for the service itself.
    fn at(
        &mut self,
        service: &str,
        below: &str,
        why: Why,
        args: &[(&'static str, &dyn fmt::Display)],
    ) {
        let why = match (self.way, why) {
            (Way::EcsEc2(_), Why::FargateLacks) => Why::TasksLack,
            (_, why) => why,
        };
        let mut key = key_below("services", service);
        if !below.is_empty() {
            key = format!("{key}.{below}");
        }
        let refusal = args
            .iter()
            .fold(Refusal::new(why, key), |r, (name, value)| {
                r.arg(name, value)
            });
        self.list.push(Refusal {
            service: Some(service.to_owned()),
            ..refusal
        });
    }
}

/// Lists everything for which a way refuses an application, in the order of the services; empty when it can be
/// deployed.
#[must_use]
pub fn refusals(app: &App, way: Way) -> Vec<Refusal> {
    let mut found = Found {
        app,
        way,
        list: Vec::new(),
    };
    let sights = Sights::of(app, way);
    for (name, service) in &app.project.services {
        each(&mut found, &sights, name, service);
    }
    match way {
        Way::Ec2(_) => ec2::whole(&mut found),
        Way::Asg(_) => {
            ec2::whole(&mut found);
            asg::whole(&mut found);
        }
        Way::Fargate(_) => {}
        Way::EcsEc2(_) => fargate::whole_on_instances(&mut found),
        Way::Express(_) => express::whole(&mut found),
    }
    found.list
}

fn each(found: &mut Found<'_>, sights: &Sights<'_>, name: &str, service: &Service) {
    images::find(found, name, service);
    containers::find(found, name, service);
    data::find(found, name, service);
    mounts::find(found, name, service);
    names::find(found, name, service);
    reach::find(found, sights, name, service);
    match found.way {
        Way::Ec2(_) => ec2::find(found, name, service),
        Way::Asg(_) => {
            ec2::find(found, name, service);
            asg::find(found, name, service);
        }
        Way::Fargate(_) | Way::EcsEc2(_) => fargate::find(found, name, service),
        Way::Express(_) => {
            fargate::find(found, name, service);
            express::find(found, name, service);
        }
    }
}

/// The first step of every recipe: refuses what would fail later, or would run without what it is for.
///
/// # Errors
/// [`Cause::Refused`] with everything that stands in the way.
pub(super) fn permit(app: &App, way: Way) -> Result<(), Cause> {
    let refusals = refusals(app, way);
    if refusals.is_empty() {
        return Ok(());
    }
    Err(Cause::Refused { refusals })
}

/// The same as a step of its own, which is seen only where it refuses.
pub(super) async fn permitted(cx: &Context<'_>, app: &App, way: Way) -> Result<(), DeployError> {
    match permit(app, way) {
        Ok(()) => Ok(()),
        Err(cause) => cx.step(Step::CheckApplication, async { Err(cause) }).await,
    }
}
