//! Endpoint URLs, as far as it matters whose they are.

use std::net::IpAddr;

/// The host of an `http` or `https` URL, in small letters and without brackets.
///
/// # Errors
/// Why it is not such a URL.
pub(super) fn host(url: &str) -> Result<String, &'static str> {
    let rest = ["http://", "https://"]
        .iter()
        .find_map(|scheme| url.strip_prefix(scheme))
        .ok_or("it begins with neither http:// nor https://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = &rest[..end];
    if authority.contains('@') {
        return Err("it carries a name or a password");
    }
    let (host, port) = match authority.strip_prefix('[') {
        Some(v6) => {
            let (host, after) = v6.split_once(']').ok_or("its bracket is not closed")?;
            let port = match after {
                "" => None,
                after => Some(after.strip_prefix(':').ok_or("its port is wrong")?),
            };
            (host, port)
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    if port.is_some_and(|p| p.parse::<u16>().is_err()) {
        return Err("its port is not a number from 0 to 65535");
    }
    let odd = |c: char| c.is_whitespace() || c.is_control();
    if host.is_empty() || host.contains(odd) {
        return Err("it names no host");
    }
    Ok(host.to_lowercase())
}

/// Tells whether a host is this machine: a loopback address, `localhost` or a name below it.
pub(super) fn is_loopback(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse::<IpAddr>().is_ok_and(|a| a.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_found_in_a_url_and_what_is_no_url_is_refused() {
        assert_eq!(host("http://LocalHost:4566/x").as_deref(), Ok("localhost"));
        assert_eq!(host("https://[::1]:4566").as_deref(), Ok("::1"));
        assert_eq!(host("http://10.0.0.1").as_deref(), Ok("10.0.0.1"));
        for wrong in [
            "localhost:4566",
            "ftp://localhost",
            "http://",
            "http://a b",
            "http://localhost:port",
            "http://localhost:70000",
            "http://[::1",
            "http://127.0.0.1@example.com/",
        ] {
            assert!(host(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn this_machine_is_told_from_others() {
        for here in ["localhost", "127.0.0.1", "127.8.8.8", "::1", "a.localhost"] {
            assert!(is_loopback(here), "{here}");
        }
        for elsewhere in [
            "localhost.example.com",
            "10.0.0.1",
            "0.0.0.0",
            "example.localhost.com",
        ] {
            assert!(!is_loopback(elsewhere), "{elsewhere}");
        }
    }
}
