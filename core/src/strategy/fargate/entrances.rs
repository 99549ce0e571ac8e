//! Whether the ways in are those that an application wants.

use std::collections::{BTreeMap, BTreeSet};

use crate::aws::ecs::Service;
use crate::cloud::Context;
use crate::error::Cause;
use crate::strategy::balancer::{find, leads_to, listeners};
use crate::strategy::{App, Entrance};

/// Tells whether the way in is another one than the application wants: other ports, or ports that lead elsewhere.
pub(super) async fn differ(
    cx: &Context<'_>,
    app: &App,
    running: &BTreeMap<&str, &Service>,
) -> Result<bool, Cause> {
    let entrances = app.entrances();
    let wanted: BTreeSet<(&str, u16)> = entrances
        .iter()
        .map(|e| (e.service.as_str(), e.target))
        .collect();
    let groups = running.iter().flat_map(|(name, service)| {
        let groups = service.load_balancers.iter();
        groups.map(|lb| ((*name, lb.container_port), lb.target_group_arn.as_str()))
    });
    let groups: BTreeMap<(&str, u16), &str> = groups.collect();
    if groups.keys().copied().collect::<BTreeSet<_>>() != wanted {
        return Ok(true);
    }
    // Nobody changes the listeners but versions with other entrances.
    if app.predecessors().all(|old| old.entrances() == entrances) {
        return Ok(false);
    }
    let Some(balancer) = find(cx, app).await? else {
        return Ok(!entrances.is_empty());
    };
    let there = listeners(cx, &balancer).await?;
    let leads = |e: &Entrance| {
        let group = groups[&(e.service.as_str(), e.target)];
        let mut there = there.iter();
        there.any(|l| l.port == e.published && leads_to(l, group))
    };
    Ok(there.len() != entrances.len() || !entrances.iter().all(leads))
}
