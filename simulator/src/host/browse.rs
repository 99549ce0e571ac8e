//! Pages of the application, opened from a computer on the internet.

use std::net::Ipv4Addr;

use paperboat_core::aws::Reply;

use crate::model::Timing;
use crate::net::{self, Origin};
use crate::wake::Kind;
use crate::world::{CallId, Outcome, World};

/// The person's own computer.
pub(super) const PERSON: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 10);
/// curl's code for a timeout.
const TIMED_OUT: i32 = 28;

/// Opens a page. An answer comes after a round trip, silence after the connection's timeout.
pub(super) fn get(w: &mut World, call: CallId, url: &str) -> Outcome {
    let output = net::http_get(w, Origin::Internet(PERSON), url);
    if net::curl_code(&output.error) != TIMED_OUT {
        return Outcome::Done(Reply::HttpGet(output));
    }
    let timeout = w.draw(Timing::NetConnectTimeout, url);
    w.hosts.silent.insert(call, output);
    w.wake_in(timeout, Kind::HostAnswer, call.0, 0);
    Outcome::Later
}

/// The timeout of a page is over.
pub(super) fn answer(w: &mut World, call: CallId) {
    if let Some(output) = w.hosts.silent.remove(&call) {
        w.answer_call(call, Ok(Reply::HttpGet(output)));
    }
}
