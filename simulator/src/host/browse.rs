//! Pages of the application, opened from a computer on the internet.

use std::net::Ipv4Addr;

use paperboat_core::aws::Reply;

use crate::change::Trail;
use crate::model::Timing;
use crate::net::{self, Origin};
use crate::world::{CallId, Outcome, World};

/// The person's own computer.
pub(crate) const PERSON: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 10);
/// curl's code for a timeout.
const TIMED_OUT: i32 = 28;

/// Opens a page. An answer comes after a round trip, silence after the connection's timeout.
pub(super) fn get(w: &mut World, call: CallId, url: &str) -> Outcome {
    let output = w.http(
        Origin::Internet(PERSON),
        &net::Request::get(url),
        &mut Trail::off(),
    );
    if net::curl_code(&output.error) != TIMED_OUT {
        return Outcome::Done(Reply::HttpGet(output));
    }
    let timeout = w.draw(Timing::NetConnectTimeout, url);
    w.answer_after(call, timeout, Ok(Reply::HttpGet(output)));
    Outcome::Later
}
