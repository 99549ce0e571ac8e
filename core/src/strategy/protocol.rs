//! What is spoken at a public port: HTTP, or another protocol that browsers and load balancers do not know.

use super::{App, Endpoint};

/// Ports at which servers speak another protocol than HTTP, in order (IANA's registry of service names and port numbers;
/// 25565 is Minecraft's own).
const OTHER: &[u16] = &[
    21, 22, 23, 25, 53, 110, 143, 179, 389, 465, 514, 587, 636, 853, 873, 989, 990, 993, 995, 1194,
    1433, 1521, 1723, 1883, 2049, 3306, 3389, 4222, 5060, 5061, 5222, 5269, 5432, 5672, 5900, 6379,
    6667, 8883, 11211, 25565, 27017,
];

impl App {
    /// Tells whether a service speaks HTTP at one of its ports: it speaks it at all, and the port is not another
    /// protocol's, unless the file states that the program is asked there.
    #[must_use]
    pub fn speaks_http(&self, service: &str, port: u16) -> bool {
        let stated = self.project.services.get(service);
        let stated = stated.is_some_and(|s| s.hints.port == Some(port));
        self.profiles[service].http && (stated || OTHER.binary_search(&port).is_err())
    }

    /// Tells whether who asks a public address gets an answer in HTTP.
    #[must_use]
    pub fn answers_http(&self, endpoint: &Endpoint) -> bool {
        let entrances = self.entrances();
        let mut behind = entrances
            .iter()
            .filter(|e| e.service == endpoint.service && e.published == endpoint.port);
        behind.all(|e| self.speaks_http(&e.service, e.target))
    }

    /// A public address as users know it: a URL, or host and port.
    #[must_use]
    pub fn address(&self, endpoint: &Endpoint) -> String {
        if self.answers_http(endpoint) {
            endpoint.url(self.health_path(&endpoint.service))
        } else {
            format!("{}:{}", endpoint.host, endpoint.port)
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_ports_are_in_order() {
        assert!(super::OTHER.is_sorted());
    }
}
