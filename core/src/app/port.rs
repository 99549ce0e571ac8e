//! Ports in their short form: `80`, `8080:80`, `127.0.0.1:8000-8002:80-82/udp`.

use std::net::IpAddr;

/// One container port of a short form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ShortPort {
    pub(super) host_ip: String,
    /// A port, a range when there is one container port for several, or nothing.
    pub(super) published: String,
    pub(super) target: u16,
    pub(super) protocol: String,
}

/// Reads a short form; a range gives several, in the order of their text as Compose has it.
///
/// # Errors
/// Gives the reason in Docker's words.
pub(super) fn parse(spec: &str) -> Result<Vec<ShortPort>, String> {
    let mut parts = spec.rsplitn(3, ':');
    let container = parts.next().unwrap_or_default();
    let host = parts.next().unwrap_or_default();
    let ip = parts.next().unwrap_or_default();
    let (container, protocol) = match container.split_once('/') {
        None | Some(("", _)) => (container.split('/').next().unwrap_or_default(), "tcp"),
        Some((port, rest)) => match rest.split('/').next() {
            None | Some("") => (port, "tcp"),
            Some(protocol) => (port, protocol),
        },
    };
    let ip = ip
        .strip_prefix('[')
        .and_then(|ip| ip.strip_suffix(']'))
        .unwrap_or(ip);
    if !ip.is_empty() && ip.parse::<IpAddr>().is_err() {
        return Err(format!("Invalid ip address: {ip}"));
    }
    if container.is_empty() {
        return Err(format!("No port specified: {spec}<empty>"));
    }
    let (first, last) =
        range(container).ok_or_else(|| format!("Invalid containerPort: {container}"))?;
    let published = if host.is_empty() {
        None
    } else {
        Some(range(host).ok_or_else(|| format!("Invalid hostPort: {host}"))?)
    };
    if let Some((host_first, host_last)) = published
        && host_last - host_first != last - first
        && first != last
    {
        return Err(format!(
            "Invalid ranges specified for container and host Ports: {container} and {host}"
        ));
    }
    let protocol = protocol.to_ascii_lowercase();
    if !matches!(protocol.as_str(), "tcp" | "udp" | "sctp") {
        return Err(format!("Invalid proto: {protocol}"));
    }
    let mut ports: Vec<ShortPort> = (first..=last)
        .map(|target| ShortPort {
            host_ip: ip.to_owned(),
            published: match published {
                None => String::new(),
                Some((from, to)) if first == last && from != to => format!("{from}-{to}"),
                Some((from, _)) => (from + (target - first)).to_string(),
            },
            target,
            protocol: protocol.clone(),
        })
        .collect();
    ports.sort_by_key(|port| port.target.to_string());
    Ok(ports)
}

fn range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let number = |s: &str| {
        let plain = s.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| s.parse::<u16>().ok()).flatten()
    };
    let (first, last) = (number(first)?, number(last)?);
    (first <= last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn short(spec: &str) -> String {
        match parse(spec) {
            Ok(ports) => ports
                .iter()
                .map(|p| format!("{}|{}|{}/{}", p.host_ip, p.published, p.target, p.protocol))
                .collect::<Vec<_>>()
                .join(" "),
            Err(reason) => reason,
        }
    }

    #[test]
    fn short_forms_are_read_as_docker_reads_them() {
        insta::assert_snapshot!(short("80"), @"||80/tcp");
        insta::assert_snapshot!(short("8080:80/udp"), @"|8080|80/udp");
        insta::assert_snapshot!(short("127.0.0.1::80"), @"127.0.0.1||80/tcp");
        insta::assert_snapshot!(short("[::1]:81:80"), @"::1|81|80/tcp");
        insta::assert_snapshot!(short("9-11:9-11"), @"|10|10/tcp |11|11/tcp |9|9/tcp");
        insta::assert_snapshot!(short("9000-9005:90"), @"|9000-9005|90/tcp");
        insta::assert_snapshot!(short("1-2:1-3"), @"Invalid ranges specified for container and host Ports: 1-3 and 1-2");
        insta::assert_snapshot!(short("80:web"), @"Invalid containerPort: web");
        insta::assert_snapshot!(short("99999:80"), @"Invalid hostPort: 99999");
        insta::assert_snapshot!(short("host:1:80"), @"Invalid ip address: host");
        insta::assert_snapshot!(short("80/icmp"), @"Invalid proto: icmp");
        insta::assert_snapshot!(short("80:"), @"No port specified: 80:<empty>");
    }
}
