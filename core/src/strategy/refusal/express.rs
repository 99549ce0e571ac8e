//! What Express Mode refuses: it runs one container that users call at one port, and says little of it.

use super::{Found, Refusal, Why};
use crate::app::service::Service;

/// The one service of an application that users call; none where there is none. The first of several.
fn called(found: &Found<'_>) -> Option<String> {
    let first = found.app.entrances().into_iter().next();
    first.map(|entrance| entrance.service)
}

pub(super) fn find(found: &mut Found<'_>, name: &str, service: &Service) {
    match called(found) {
        Some(one) if one != name => {
            found.at(name, "", Why::ExpressOne, &[("service", &one)]);
            return;
        }
        Some(_) => {}
        None => return,
    }
    // What its request has no member for (ECS API reference, ExpressGatewayContainer), where dropping it would change what runs.
    let lacking = [
        ("entrypoint", service.entrypoint.is_some()),
        ("working_dir", service.working_dir.is_some()),
        ("user", service.user.is_some()),
        ("volumes", !service.volumes.is_empty()),
        ("secrets", !service.secrets.is_empty()),
        ("configs", !service.configs.is_empty()),
    ];
    for (key, _) in lacking.into_iter().filter(|(_, asked)| *asked) {
        found.at(name, key, Why::ExpressLacks, &[("key", &key)]);
    }
    let entrances = found.app.entrances_of(name);
    let ports: std::collections::BTreeSet<u16> = entrances.iter().map(|e| e.target).collect();
    if ports.len() > 1 {
        found.at(name, "ports", Why::ExpressPort, &[("count", &ports.len())]);
    }
}

/// Refuses an application that nobody calls.
pub(super) fn whole(found: &mut Found<'_>) {
    if called(found).is_none() {
        let refusal = Refusal::new(Why::ExpressNobody, "services".to_owned());
        found.list.push(refusal);
    }
}
