//! One HTTP request as its sender sees it, in `curl`'s words.

use paperboat_core::aws::host::HttpGetOutput;

use super::{Listener, NetError, Origin, dial};
use crate::container;
use crate::elbv2;
use crate::world::World;

/// Answers one HTTP request.
#[must_use]
pub(crate) fn http_get(w: &World, from: Origin, url: &str) -> HttpGetOutput {
    let Some((host, port, path)) = split(url) else {
        return failed("curl: (3) URL rejected: Malformed input to a URL function".to_owned());
    };
    match dial(w, from, host, port) {
        Err(error) => failed(words(&error, host, port)),
        Ok(Listener::Container(key, inner)) => match container::answer_http(w, key, inner, path) {
            Some(status) => answered(status),
            None => failed("curl: (52) Empty reply from server".to_owned()),
        },
        Ok(Listener::Balancer(balancer, port)) => answered(through(w, balancer, port, path)),
        Ok(Listener::Sshd(_)) => failed("curl: (1) Received HTTP/0.9 when not allowed".to_owned()),
        Ok(Listener::FileSystem(_)) => failed("curl: (52) Empty reply from server".to_owned()),
    }
}

/// What a load balancer answers: its first target's answer, 502 for a refusal, 504 for silence, 503 for no target.
fn through(w: &World, balancer: elbv2::BalancerKey, port: u16, path: &str) -> u16 {
    let targets = elbv2::targets(w, balancer, port, path);
    let Some((_, address, port)) = targets.first() else {
        return 503;
    };
    match dial(w, Origin::Balancer(balancer), &address.to_string(), *port) {
        Ok(Listener::Container(key, inner)) => {
            container::answer_http(w, key, inner, path).unwrap_or(502)
        }
        Ok(_) | Err(NetError::Refused | NetError::NameNotFound(_)) => 502,
        Err(NetError::TimedOut(_)) => 504,
    }
}

/// The code in curl's words; 0 when there is none.
#[must_use]
pub(crate) fn curl_code(error: &str) -> i32 {
    let inside = error
        .split_once('(')
        .and_then(|(_, rest)| rest.split_once(')'));
    inside
        .and_then(|(code, _)| code.parse().ok())
        .unwrap_or_default()
}

fn words(error: &NetError, host: &str, port: u16) -> String {
    match error {
        NetError::NameNotFound(_) => format!("curl: (6) Could not resolve host: {host}"),
        NetError::Refused => {
            format!(
                "curl: (7) Failed to connect to {host} port {port} after 0 ms: Couldn't connect to server"
            )
        }
        NetError::TimedOut(_) => {
            format!(
                "curl: (28) Failed to connect to {host} port {port} after 10001 ms: Timeout was reached"
            )
        }
    }
}

fn failed(error: String) -> HttpGetOutput {
    HttpGetOutput {
        status: 0,
        body: String::new(),
        error,
    }
}

fn answered(status: u16) -> HttpGetOutput {
    HttpGetOutput {
        status,
        body: String::new(),
        error: String::new(),
    }
}

/// Splits a URL into host, port and path; a URL without a scheme is HTTP, as for curl. None for anything that curl
/// could not read, and for schemes that are not spoken here.
fn split(url: &str) -> Option<(&str, u16, &str)> {
    let rest = match url.split_once("://") {
        Some(("http", rest)) => rest,
        Some(_) => return None,
        None => url,
    };
    let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(at);
    let authority = authority.rsplit('@').next().unwrap_or(authority);
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().ok()?),
        None => (authority, 80),
    };
    let path = if path.starts_with('/') { path } else { "/" };
    (!host.is_empty()).then_some((host, port, path))
}

#[cfg(test)]
mod tests {
    use super::{curl_code, split};

    #[test]
    fn urls_split_as_curl_reads_them() {
        assert_eq!(split("http://db:81/a?b"), Some(("db", 81, "/a?b")));
        assert_eq!(split("localhost:8080"), Some(("localhost", 8080, "/")));
        assert_eq!(split("http://u:p@h?x"), Some(("h", 80, "/")));
        assert_eq!(split("https://h/"), None);
        assert_eq!(split("http://:80/"), None);
        assert_eq!(split("http://h:99999/"), None);
    }

    #[test]
    fn codes_are_read_from_the_words() {
        assert_eq!(curl_code("curl: (28) Failed"), 28);
        assert_eq!(curl_code("nothing"), 0);
    }
}
