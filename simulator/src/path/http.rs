//! One HTTP request, as its sender sees it.

use std::net::Ipv4Addr;

use paperboat_core::aws::host::HttpGetOutput;

use super::connect::{connect, dial_along, lead};
use super::metadata;
use crate::change::Trail;
use crate::container::{self, ContainerKey};
use crate::elbv2::{self, BalancerKey, Share};
use crate::model::Timing;
use crate::net::{Listener, NetError, Origin, Request, Url};
use crate::random::Unit;
use crate::registry;
use crate::world::World;

/// Answers one HTTP request as its sender would see it, in `curl`'s words when there is no answer.
///
/// No program's code runs: a body names the image that answered. Of TLS only one thing is modelled, which listeners speak it:
/// `https` fails elsewhere as it does at a port that speaks plain HTTP, and no handshake takes time.
#[must_use]
pub fn http_get(w: &World, from: Origin, url: &str) -> HttpGetOutput {
    http_along(w, from, &Request::get(url), &mut Trail::off())
}

/// Answers a request as [`http_get`] does, and passes what the answer depends on.
pub(crate) fn http_along(
    w: &World,
    from: Origin,
    request: &Request,
    trail: &mut Trail,
) -> HttpGetOutput {
    let url = match Url::parse(&request.url) {
        Ok(url) => url,
        Err(words) => return failed(words),
    };
    if let Some(answer) = metadata::ask(w, from, request, &url, trail) {
        return answer;
    }
    let end = match dial_along(w, from, &url.host, url.port, trail) {
        Ok(end) => end,
        Err(error) => return failed(words(w, from, &url, &error)),
    };
    let secure = match end {
        Listener::Balancer(balancer, port) => elbv2::is_secure(w, balancer, port),
        _ => false,
    };
    match (url.secure, secure) {
        (true, false) => {
            let words = "curl: (35) error:0A00010B:SSL routines::wrong version number";
            return failed(words.to_owned());
        }
        (false, true) => {
            return unavailable(400, "400 The plain HTTP request was sent to HTTPS port");
        }
        _ => {}
    }
    match end {
        Listener::Container(key, port) => ask(w, key, port, &url.path, trail)
            .unwrap_or_else(|| failed("curl: (52) Empty reply from server".to_owned())),
        Listener::Balancer(balancer, port) => through(w, balancer, port, &url, trail),
        Listener::Sshd(_) | Listener::FileSystem(_) => {
            failed("curl: (1) Received HTTP/0.9 when not allowed".to_owned())
        }
    }
}

pub(super) fn failed(error: String) -> HttpGetOutput {
    HttpGetOutput {
        error,
        ..HttpGetOutput::default()
    }
}

/// The error of a connection in the words of curl 8.5.
fn words(w: &World, from: Origin, url: &Url, error: &NetError) -> String {
    let (host, port) = (&url.host, url.port);
    let failed = |code: u8, ms: u128| {
        format!(
            "curl: ({code}) Failed to connect to {host} port {port} after {ms} ms: Couldn't connect to server"
        )
    };
    // Docker's own proxy takes what comes over loopback, and closes when the container does not.
    let proxied = matches!(from, Origin::Machine(_))
        && matches!(host.as_str(), "localhost" | "127.0.0.1")
        && matches!(lead(w, from, host, port), Ok(Listener::Container(..)));
    match error {
        NetError::NameNotFound(_) => format!("curl: (6) Could not resolve host: {host}"),
        NetError::Refused if proxied => {
            "curl: (56) Recv failure: Connection reset by peer".to_owned()
        }
        NetError::Refused => failed(7, 0),
        NetError::TimedOut(_) => {
            let patience = w
                .model
                .timing(Timing::NetConnectTimeout)
                .duration(Unit::HALF);
            failed(28, patience.as_millis())
        }
    }
}

/// Asks a program; none when it does not speak HTTP there.
fn ask(
    w: &World,
    key: ContainerKey,
    port: u16,
    path: &str,
    trail: &mut Trail,
) -> Option<HttpGetOutput> {
    let status = container::answer_http(w, key, port, path, trail)?;
    if let Some(page) = container::page(w, key, path).filter(|_| status == 200) {
        let (status, body) = match page {
            container::Page::Found(text) => (200, text),
            container::Page::Absent => (404, "404: Not Found\n".to_owned()),
        };
        return Some(HttpGetOutput {
            status,
            body,
            error: String::new(),
        });
    }
    let image = registry::image(w, w.containers[key].spec.image);
    let name = image.repository.rsplit('/').next().unwrap_or_default();
    let body = match status {
        200 => format!("{name}:{}\n", image.tag),
        404 => "Not Found\n".to_owned(),
        503 => "Service Unavailable\n".to_owned(),
        _ => "Internal Server Error\n".to_owned(),
    };
    Some(HttpGetOutput {
        status,
        body,
        error: String::new(),
    })
}

/// Asks through a load balancer: its targets take turns, one a millisecond.
fn through(
    w: &World,
    balancer: BalancerKey,
    port: u16,
    url: &Url,
    trail: &mut Trail,
) -> HttpGetOutput {
    let (host, path) = (&url.host, &url.path);
    if let Some((status, body)) = elbv2::answer_of(w, balancer, port, host, path) {
        return HttpGetOutput {
            status,
            body: body.to_owned(),
            error: String::new(),
        };
    }
    let shares = elbv2::targets_along(w, balancer, port, host, path, trail);
    let Some((address, port)) = turn(&shares, w.now.0 / 1_000) else {
        return unavailable(503, "503 Service Temporarily Unavailable");
    };
    match connect(w, Origin::Balancer(balancer), address, port, trail) {
        Ok(Listener::Container(key, port)) => {
            ask(w, key, port, path, trail).unwrap_or_else(|| unavailable(502, "502 Bad Gateway"))
        }
        Ok(_) | Err(NetError::Refused | NetError::NameNotFound(_)) => {
            unavailable(502, "502 Bad Gateway")
        }
        Err(NetError::TimedOut(_)) => unavailable(504, "504 Gateway Time-out"),
    }
}

/// Whose turn it is in a millisecond: one after the other where all have the same part, and else each in as many of a
/// thousand as its part says, spread over them.
fn turn(shares: &[Share], millisecond: u64) -> Option<(Ipv4Addr, u16)> {
    // It has no divisor in common with 1000, and goes around in steps near the golden section.
    const STRIDE: u64 = 617;
    let first = shares.first()?;
    if shares.iter().all(|share| share.part == first.part) {
        return shares[millisecond as usize % shares.len()].target;
    }
    let mut left = (millisecond % 1_000 * STRIDE % 1_000) as f64 / 1_000.0;
    for share in shares {
        if left < share.part {
            return share.target;
        }
        left -= share.part;
    }
    shares.last()?.target
}

/// An answer of the load balancer itself.
fn unavailable(status: u16, title: &str) -> HttpGetOutput {
    HttpGetOutput {
        status,
        body: format!(
            "<html>\n<head><title>{title}</title></head>\n<body>\n<center><h1>{title}</h1></center>\n</body>\n</html>\n"
        ),
        error: String::new(),
    }
}
