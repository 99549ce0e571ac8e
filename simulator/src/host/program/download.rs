//! The files on the internet that deployments fetch.

use std::net::Ipv4Addr;

use crate::model::Limit;
use crate::world::World;

/// What a server on the internet answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// A file of which only the size matters.
    File(u64),
    /// A status and a text.
    Page(u16, String),
}

/// Says to whoever asks from which address they come: AWS's own service for the rule that lets oneself in.
const CHECK_IP: [&str; 2] = [
    "https://checkip.amazonaws.com",
    "http://checkip.amazonaws.com",
];
const RELEASES: &str = "https://github.com/docker/compose/releases/";

/// Finds what a URL names outside the simulated network; none when that network has to answer. `from` is the address that
/// others see of who asks, `follow` tells whether redirects are followed: GitHub redirects every download.
pub(super) fn find(w: &World, from: Option<Ipv4Addr>, url: &str, follow: bool) -> Option<Answer> {
    if CHECK_IP.contains(&url.trim_end_matches('/')) {
        return from.map(|address| Answer::Page(200, format!("{address}\n")));
    }
    if let Some(path) = url.strip_prefix(RELEASES) {
        if !follow {
            return Some(Answer::Page(302, String::new()));
        }
        let found = is_release(path);
        return Some(if found {
            Answer::File(w.model.limit(Limit::HostComposePluginBytes))
        } else {
            Answer::Page(404, "Not Found".to_owned())
        });
    }
    match url {
        "https://download.docker.com/linux/ubuntu/gpg" => {
            let key = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n-----END PGP PUBLIC KEY BLOCK-----\n";
            Some(Answer::Page(200, key.to_owned()))
        }
        _ => None,
    }
}

/// Tells whether Docker Compose has such a release file: `latest/download/FILE` or `download/vX.Y.Z/FILE`.
fn is_release(path: &str) -> bool {
    let file = match path.split('/').collect::<Vec<_>>()[..] {
        ["latest", "download", file] => file,
        ["download", version, file] => {
            let numbers: Vec<&str> = version.trim_start_matches('v').split('.').collect();
            let numeric = numbers.iter().all(|n| n.parse::<u16>().is_ok());
            if numbers.len() != 3 || !numeric || !version.starts_with('v') {
                return false;
            }
            file
        }
        _ => return false,
    };
    // GitHub does not tell upper from lower case in the names of release files.
    let file = file.to_lowercase();
    let system = file.strip_prefix("docker-compose-linux-");
    system.is_some_and(|a| ["x86_64", "aarch64", "armv6", "armv7"].contains(&a))
}
