//! The way to the instance metadata service: a link-local address that every instance has, and no other computer.

use std::net::Ipv4Addr;

use paperboat_core::aws::host::HttpGetOutput;

use crate::change::{Subject, Trail};
use crate::container::Owner;
use crate::ec2::{self, Answer, Asked};
use crate::ecs;
use crate::host::{self, Namespace};
use crate::model::Timing;
use crate::net::{METADATA, Origin, Request, Url};
use crate::random::Unit;
use crate::world::World;

const PORT: u16 = 80;
/// Where a task finds its credentials and its own metadata (ECS developer guide, "Task metadata endpoint version 4").
const OF_TASKS: Ipv4Addr = Ipv4Addr::new(169, 254, 170, 2);

/// Answers a request to the service; none when it goes elsewhere, or comes from where the service is not.
pub(super) fn ask(
    w: &World,
    from: Origin,
    request: &Request,
    url: &Url,
    trail: &mut Trail,
) -> Option<HttpGetOutput> {
    let container = from.container().and_then(|key| w.containers.get(key));
    let of_task = container.is_some_and(|c| match c.spec.owner {
        Owner::Task(_) => true,
        Owner::Docker(_) => {
            let key = from.container();
            key.is_some_and(|key| ecs::task_in_engine(w, key).is_some())
        }
    });
    if of_task && url.host.parse() == Ok(OF_TASKS) {
        let words = format!(
            "paperboat: not modelled: {} of the task metadata endpoint",
            url.path
        );
        return Some(super::http::failed(words));
    }
    if url.host.parse() != Ok(METADATA) || url.port != PORT || url.secure {
        return None;
    }
    let (machine, hops) = match from {
        Origin::Machine(machine) => (machine, 1),
        Origin::Container(key) => match w.containers.get(key)?.spec.owner {
            Owner::Docker(machine) => match host::docker_namespace(w, key)? {
                Namespace::Machine(_) => (machine, 1),
                // The bridge of a Docker network is one more on the way.
                Namespace::Containers(_) => (machine, 2),
            },
            Owner::Task(_) => return None,
        },
        Origin::Internet(_) | Origin::Balancer(_) => return None,
    };
    let asked = Asked {
        method: &request.method,
        path: &url.path,
        headers: &request.headers,
        hops,
    };
    let answer = ec2::metadata(w, machine, asked)?;
    trail.pass(Subject::Machine(machine));
    Some(match answer {
        Answer::Page { status, body } => HttpGetOutput {
            status,
            body,
            error: String::new(),
        },
        Answer::Lost => {
            let patience = w.model.timing(Timing::NetConnectTimeout);
            let ms = patience.duration(Unit::HALF).as_millis();
            super::http::failed(format!(
                "curl: (28) Operation timed out after {ms} milliseconds with 0 bytes received"
            ))
        }
        Answer::NotModelled => super::http::failed(format!(
            "paperboat: not modelled: {} of the instance metadata service",
            url.path
        )),
    })
}
