//! Who finds whom on Docker's networks.

use std::net::Ipv4Addr;

use super::Desk;
use crate::host::docker::{docker_container_at, docker_resolve, published, published_ports};

#[test]
fn names_resolve_on_user_networks_only() {
    let mut desk = Desk::new();
    desk.has("nginx:1.27");
    desk.script(&[
        "docker network create app",
        "docker run -d --name web --network app --network-alias front nginx:1.27",
        "docker run -d --name api --network app --add-host host.docker.internal:host-gateway nginx:1.27",
        "docker run -d --name lone nginx:1.27",
        "docker run -d --name lone2 nginx:1.27",
    ]);
    let [web, api, lone] = ["web", "api", "lone"].map(|n| desk.key(n));
    let find = |desk: &Desk, from, name: &str| docker_resolve(&desk.w, from, name);
    let web_at = Ipv4Addr::new(172, 18, 0, 2);
    assert_eq!(find(&desk, api, "web"), Some(vec![web_at]));
    assert_eq!(find(&desk, api, "front"), Some(vec![web_at]));
    assert_eq!(
        find(&desk, api, "localhost"),
        Some(vec![Ipv4Addr::LOCALHOST])
    );
    assert_eq!(
        find(&desk, api, "host.docker.internal"),
        Some(vec![Ipv4Addr::new(172, 17, 0, 1)])
    );
    assert_eq!(find(&desk, lone, "lone2"), None);
    assert_eq!(find(&desk, lone, "web"), None);
    let machine = desk.machine;
    assert_eq!(
        docker_container_at(&desk.w, machine, Some(api), web_at),
        Some(web)
    );
    assert_eq!(
        docker_container_at(&desk.w, machine, Some(lone), web_at),
        None
    );
    assert_eq!(
        docker_container_at(&desk.w, machine, None, web_at),
        Some(web)
    );
    desk.types("docker stop web");
    assert_eq!(find(&desk, api, "web"), None);
    assert_eq!(docker_container_at(&desk.w, machine, None, web_at), None);
}

#[test]
fn published_ports_answer_where_they_are_bound() {
    let mut desk = Desk::new();
    desk.has("nginx:1.27");
    desk.script(&[
        "docker run -d --name all -p 80:80 nginx:1.27",
        "docker run -d --name inside -p 127.0.0.1:8080-8081:80-81 nginx:1.27",
        "docker run -d --name any -p 80 -p 53:53/udp nginx:1.27",
    ]);
    let (machine, outside) = (desk.machine, Ipv4Addr::new(172, 31, 0, 5));
    let [all, inside, any] = ["all", "inside", "any"].map(|n| desk.key(n));
    assert_eq!(published(&desk.w, machine, outside, 80), Some((all, 80)));
    assert_eq!(published(&desk.w, machine, outside, 8081), None);
    assert_eq!(
        published(&desk.w, machine, Ipv4Addr::LOCALHOST, 8081),
        Some((inside, 81))
    );
    assert_eq!(published(&desk.w, machine, outside, 32768), Some((any, 80)));
    assert_eq!(published(&desk.w, machine, outside, 53), None);
    assert_eq!(published_ports(&desk.w, machine).len(), 4);
}
