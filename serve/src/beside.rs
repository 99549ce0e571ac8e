//! What takes time and no service of AWS's answers: a person's commands on the account's machines, and a client's sleep.
//!
//! `/_paperboat/host` is the way to the machines for programs that speak no SSH (see [`crate::doors`]): the operations of
//! [`paperboat_core::aws::host`] in their own form, as journals and sessions hold them.

use std::time::Duration;

use paperboat_core::aws::{Reply, Request};
use paperboat_core::error::CloudError;
use paperboat_core::scenario::LONGEST;
use paperboat_wire::{Read, Scope};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::control::{Answered, wrong};

/// What is asked beside AWS and may take time.
#[derive(Debug)]
pub(crate) enum Beside {
    /// A command on a machine, a file to it, a page.
    Host(Box<Read>),
    /// So much time of the world's.
    Wait(Duration),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    operation: String,
    #[serde(default)]
    members: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wait {
    seconds: f64,
}

/// Reads such a request; none when it is none.
pub(crate) fn read(
    method: &str,
    path: &str,
    body: &[u8],
    scope: &Scope,
) -> Option<Result<Beside, Answered>> {
    let read = match (method, path) {
        ("POST", "/_paperboat/host") => host(body, scope),
        ("POST", "/_paperboat/wait") => wait(body),
        _ => return None,
    };
    Some(read.map_err(|why| wrong(400, &why)))
}

fn host(body: &[u8], scope: &Scope) -> Result<Beside, String> {
    let call: Call = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    if !call.operation.starts_with("host:") {
        let name = call.operation;
        return Err(format!(
            "operation: {name} is none of a machine's; AWS's have their own protocols"
        ));
    }
    let request = Request::read(&call.operation, call.members).map_err(|said| said.to_string())?;
    Ok(Beside::Host(Box::new(Read {
        request,
        scope: scope.clone(),
    })))
}

fn wait(body: &[u8]) -> Result<Beside, String> {
    let asked: Wait = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    span(asked.seconds).map(Beside::Wait)
}

/// A span of the world's time that somebody wishes to pass.
pub(crate) fn span(seconds: f64) -> Result<Duration, String> {
    let span = Duration::try_from_secs_f64(seconds).ok();
    let span = span.filter(|span| *span <= LONGEST);
    span.ok_or_else(|| format!("seconds: 0 to {}", LONGEST.as_secs()))
}

/// What the world said of a machine, as data: `members`, or `refused`.
pub(crate) fn answered(said: &Result<Reply, CloudError>) -> Answered {
    match said {
        Ok(reply) => (200, json!({ "members": reply.members() })),
        Err(error) => (200, json!({ "refused": error })),
    }
}
