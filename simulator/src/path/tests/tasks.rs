//! Tasks: from the internet, from each other, over loopback, by Service Connect.

use paperboat_core::aws::ec2::IpPermission;
use paperboat_core::aws::ecs::{
    CreateService, ServiceConnectClientAlias, ServiceConnectConfiguration, ServiceConnectService,
    UpdateService,
};
use paperboat_core::aws::servicediscovery::CreateHttpNamespace;
use paperboat_core::workload::WorkloadKind;

use super::{Origin, STRANGER, Town, image};
use crate::container::{self, State};
use crate::testing::{self, call};

#[test]
fn a_task_is_reached_where_its_groups_allow_it() {
    let mut town = Town::new(vec![image("acme/web", WorkloadKind::App, &[])]);
    town.define("web", &["acme/web"], &[]);
    let open = town.group(
        "open",
        vec![IpPermission::from_range("tcp", 8080, "0.0.0.0/0")],
    );
    let inner = town.group("inner", vec![IpPermission::from_group("tcp", 8080, &open)]);
    let front = town.run("web", &open);
    let back = town.run("web", &inner);
    let (private, public) = town.addresses(front);
    let (hidden, shown) = town.addresses(back);
    let (client, behind) = (
        Origin::Container(town.container(front)),
        Origin::Container(town.container(back)),
    );
    let seen = [
        town.dials(STRANGER, &public, 8080),
        town.dials(STRANGER, &public, 80),
        town.dials(STRANGER, &private, 8080),
        town.dials(STRANGER, &shown, 8080),
        town.dials(STRANGER, "203.0.113.99", 8080),
        town.dials(STRANGER, "nobody.example", 8080),
        town.dials(client, &hidden, 8080),
        // The rule names a group, and packets to a public address come from outside.
        town.dials(client, &shown, 8080),
        town.dials(behind, &public, 8080),
        town.dials(client, "localhost", 8080),
        town.dials(client, "127.0.0.1", 9090),
        town.dials(client, &private, 8080),
        town.gets(STRANGER, &format!("http://{public}:8080/")),
        town.gets(STRANGER, &format!("https://{public}:8080/")),
        town.gets(STRANGER, &format!("http://{public}/")),
        town.gets(STRANGER, "http://nobody.example/"),
        town.gets(STRANGER, "gopher://x"),
    ];
    insta::assert_snapshot!(seen.join("\n"), @r#"
    c0:8080
    connection timed out: no rule of a security group lets it in
    connection timed out: the address is in another network
    connection timed out: no rule of a security group lets it in
    connection timed out: nobody has the address
    no such host: nobody.example
    c0:8080
    connection timed out: no rule of a security group lets it in
    c0:8080
    c0:8080
    connection refused
    c0:8080
    200 web:1
    curl: (35) error:0A00010B:SSL routines::wrong version number
    curl: (28) Failed to connect to 198.51.100.1 port 80 after 10000 ms: Couldn't connect to server
    curl: (6) Could not resolve host: nobody.example
    curl: (1) Protocol "gopher" not supported
    "#);
}

#[test]
fn containers_of_a_task_share_loopback() {
    let mut side = image("acme/side", WorkloadKind::App, &[]);
    side.profile.listens = vec![9000];
    let mut town = Town::new(vec![image("acme/web", WorkloadKind::App, &[]), side]);
    town.define("pair", &["acme/web", "acme/side"], &[]);
    let group = town.group("g", vec![]);
    let task = town.run("pair", &group);
    let from = Origin::Container(town.container(task));
    assert_eq!(town.dials(from, "localhost", 9000), "c1:9000");
    assert_eq!(town.dials(from, "localhost", 8080), "c0:8080");
    assert_eq!(town.dials(from, "localhost", 3306), "connection refused");
}

#[test]
fn a_proxy_serves_what_the_tasks_behind_its_name_serve_together() {
    let mut proxy = image("acme/proxy", WorkloadKind::Web, &[("app", 8080)]);
    proxy.profile.requests_per_second = 1_000.0;
    let mut town = Town::new(vec![proxy, image("acme/app", WorkloadKind::App, &[])]);
    town.define("app", &["acme/app"], &[]);
    town.define("proxy", &["acme/proxy"], &[]);
    let rule = IpPermission::from_range("tcp", 8080, "0.0.0.0/0");
    let group = town.group("g", vec![rule]);
    let namespace = CreateHttpNamespace {
        name: "town".into(),
        ..Default::default()
    };
    call(&mut town.w, namespace).expect("a namespace");
    testing::pass(&mut town.w, 60);
    let connect = |services| {
        Some(ServiceConnectConfiguration {
            enabled: true,
            namespace: "town".into(),
            services,
        })
    };
    let app = CreateService {
        cluster: "town".into(),
        service_name: "app".into(),
        task_definition: "app".into(),
        desired_count: Some(0),
        launch_type: "FARGATE".into(),
        network_configuration: town.network(&group),
        service_connect_configuration: connect(vec![ServiceConnectService {
            port_name: "p0".into(),
            client_aliases: vec![ServiceConnectClientAlias {
                port: 8080,
                dns_name: "app".into(),
            }],
            ..Default::default()
        }]),
        ..Default::default()
    };
    let proxy = CreateService {
        service_name: "proxy".into(),
        task_definition: "proxy".into(),
        desired_count: Some(1),
        service_connect_configuration: connect(vec![]),
        ..app.clone()
    };
    call(&mut town.w, app).expect("a service");
    call(&mut town.w, proxy).expect("a service");
    testing::pass(&mut town.w, 180);
    let task = town.tasks()[0];
    let (from, key) = (
        Origin::Container(town.container(task)),
        town.container(task),
    );
    let mut seen = vec![];
    let look = |town: &Town, seen: &mut Vec<String>| {
        seen.push(format!(
            "{:?}; by name {}, at another port {}",
            container::serving(&town.w, key, &mut crate::change::Trail::off()),
            town.dials(from, "app", 8080),
            town.dials(from, "app", 81)
        ));
    };
    look(&town, &mut seen);
    for desired in [1, 3] {
        let scale = UpdateService {
            cluster: "town".into(),
            service: "app".into(),
            desired_count: Some(desired),
            ..Default::default()
        };
        call(&mut town.w, scale).expect("it scales");
        testing::pass(&mut town.w, 180);
        look(&town, &mut seen);
    }
    insta::assert_snapshot!(seen.join("\n"), @r#"
    Err("requirement-unreachable"); by name connection refused, at another port connection refused
    Ok(100.0); by name c0:8080, at another port connection refused
    Ok(300.0); by name c0:8080, at another port connection refused
    "#);
    assert_eq!(town.routes(from, "app", 8080).lines().count(), 3);
    // A task that a later deployment replaces knows its names to the end.
    let renew = UpdateService {
        cluster: "town".into(),
        service: "proxy".into(),
        force_new_deployment: true,
        ..Default::default()
    };
    call(&mut town.w, renew).expect("it is renewed");
    while town
        .w
        .containers
        .get(key)
        .is_some_and(|c| c.state == State::Ready)
    {
        assert_eq!(
            container::serving(&town.w, key, &mut crate::change::Trail::off()),
            Ok(300.0)
        );
        testing::pass(&mut town.w, 1);
    }
    assert!(container::serving(&town.w, key, &mut crate::change::Trail::off()).is_err());
    town.w.check();
}

#[test]
fn a_deployment_runs_what_its_tag_meant_when_it_began() {
    let mut town = Town::new(vec![image("acme/web", WorkloadKind::App, &[])]);
    town.define("web", &["acme/web"], &[]);
    let group = town.group("g", vec![]);
    let service = CreateService {
        cluster: "town".into(),
        service_name: "web".into(),
        task_definition: "web".into(),
        desired_count: Some(1),
        launch_type: "FARGATE".into(),
        network_configuration: town.network(&group),
        ..Default::default()
    };
    call(&mut town.w, service).expect("a service");
    testing::pass(&mut town.w, 180);
    let update = |town: &mut Town, count: u32, anew: bool| {
        let request = UpdateService {
            cluster: "town".into(),
            service: "web".into(),
            desired_count: Some(count),
            force_new_deployment: anew,
            ..Default::default()
        };
        call(&mut town.w, request).expect("it is there");
        testing::pass(&mut town.w, 400);
    };
    let digests = |town: &Town| -> std::collections::BTreeSet<String> {
        let keys = town.tasks().into_iter().map(|task| town.container(task));
        let images = keys.map(|key| town.w.containers[key].spec.image);
        images
            .map(|image| town.w.registry.images[image].digest.clone())
            .collect()
    };
    let first = digests(&town);
    let mut other = image("acme/web", WorkloadKind::App, &[]);
    other.profile.pull_bytes *= 2;
    town.w.registry.publish(other);
    update(&mut town, 3, false);
    assert_eq!(town.tasks().len(), 3);
    assert_eq!(digests(&town), first, "of one deployment all run the same");
    update(&mut town, 3, true);
    let second = digests(&town);
    assert!(second.len() == 1 && second != first);
    town.w.check();
}
