//! Who finds whom on Docker's networks.

use std::net::Ipv4Addr;

use super::Desk;
use crate::host::docker::{docker_container_at, docker_resolve, published, published_ports};
use crate::net::{Listener, Origin};
use crate::path;

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

#[test]
fn a_container_in_another_s_network_has_its_addresses_and_its_ports() {
    let mut desk = Desk::new();
    desk.has("nginx:1.27");
    desk.has("mysql:8");
    let text = desk.script(&[
        "docker network create app",
        "docker run -d --name web --network app -p 8080:80 -p 3306:3306 nginx:1.27",
        "docker run -d --name db --network container:web -e MYSQL_ROOT_PASSWORD=x mysql:8",
        "docker run -d --name twin --network container:web nginx:1.27",
        "docker run -d --name late --network container:nobody nginx:1.27",
        "docker run -d --network container:late nginx:1.27",
        "docker run -d --network container:web -p 1:1 nginx:1.27",
        "docker run -d --network container:web -h x nginx:1.27",
        "docker network connect bridge db",
        "docker inspect -f '{{.HostConfig.NetworkMode}} {{json .NetworkSettings.Ports}}' db",
        "docker run -d --name host --network host nginx:1.27",
        "docker run -d --name second --network host nginx:1.27",
    ]);
    desk.pass(60);
    let (machine, [web, db]) = (desk.machine, ["web", "db"].map(|n| desk.key(n)));
    let web_at = Ipv4Addr::new(172, 18, 0, 2);
    assert_eq!(
        docker_resolve(&desk.w, db, "web"),
        Some(vec![web_at]),
        "{text}"
    );
    let outside = Ipv4Addr::new(172, 31, 0, 5);
    assert_eq!(published(&desk.w, machine, outside, 8080), Some((web, 80)));
    assert_eq!(published(&desk.w, machine, outside, 3306), Some((db, 3306)));
    let listener = Ok(Listener::Container(db, 3306));
    for (from, host) in [(web, "localhost"), (db, "localhost"), (db, "web")] {
        let found = path::dial(&desk.w, Origin::Container(from), host, 3306);
        assert_eq!(found, listener, "{host}");
    }
    let states = desk.script(&[
        "docker ps -a --format '{{.Names}} {{.Status}}'",
        "docker logs twin",
        "docker logs second",
    ]);
    insta::assert_snapshot!(text + &states, @r"
    $ docker network create app
    d0bad0da572baaf1ae84379630af89eee263183773ef650810e2c46865e98746
    $ docker run -d --name web --network app -p 8080:80 -p 3306:3306 nginx:1.27
    14d7973c5c2a449c7ef1fd0ed1548fcd1f8410633ef306ac497305c5d1aab99f
    $ docker run -d --name db --network container:web -e MYSQL_ROOT_PASSWORD=x mysql:8
    ff6c67e81909778a990cd70b12c5d084962b1967c90789ba65ace2685a072c6d
    $ docker run -d --name twin --network container:web nginx:1.27
    70616f2f48dce01c40d6824e2ef3fc17879e2e2256feff0c8b2e02445e4be0f5
    $ docker run -d --name late --network container:nobody nginx:1.27
    bf8c59bb003553c1d16aa4b296eb9d18ab27a171be5b133cdca0c749607e2c86
    docker: Error response from daemon: No such container: nobody.
    ? 125
    $ docker run -d --network container:late nginx:1.27
    3c821fbf59108163a7ff0d388687ffb2de70d1019fc66081d6de6acd12c87e38
    docker: Error response from daemon: cannot join network of a non running container: late.
    ? 125
    $ docker run -d --network container:web -p 1:1 nginx:1.27
    docker: Error response from daemon: conflicting options: port publishing and the container type network mode.
    See 'docker run --help'.
    ? 125
    $ docker run -d --network container:web -h x nginx:1.27
    docker: Error response from daemon: conflicting options: hostname and the network mode.
    See 'docker run --help'.
    ? 125
    $ docker network connect bridge db
    Error response from daemon: container sharing network namespace with another container or host cannot be connected to any other network
    ? 1
    $ docker inspect -f '{{.HostConfig.NetworkMode}} {{json .NetworkSettings.Ports}}' db
    container:web {}
    $ docker run -d --name host --network host nginx:1.27
    e4d9303221373073e9a6100461edd57a4d4673ef77ba057421af8cfd4c4cbee5
    $ docker run -d --name second --network host nginx:1.27
    536000f4bd6ae8f8f0af3ce429ca179064c70b0b0c5b4a8f167587272751ecaf
    $ docker ps -a --format '{{.Names}} {{.Status}}'
    second Exited (1) About a minute ago
    host Up About a minute
    keen_euler Created
    late Created
    twin Exited (1) About a minute ago
    db Up About a minute
    web Up About a minute
    $ docker logs twin
    nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)
    $ docker logs second
    nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)
    ");
}

#[test]
fn links_and_mounts_of_others_are_found() {
    let mut desk = Desk::new();
    desk.has("nginx:1.27");
    let text = desk.script(&[
        "docker run -d --name web -v data:/data -v /etc:/host:ro nginx:1.27",
        "docker run -d --name api --link web:store --volumes-from web:ro -v /data nginx:1.27",
        "docker exec api cat /etc/hosts",
        "docker inspect -f '{{range .Mounts}}{{.Destination}} {{.RW}} {{end}}' api",
        "docker run -d --link nobody nginx:1.27",
        "docker run -d --link a:b:c nginx:1.27",
        "docker run -d --volumes-from nobody nginx:1.27",
        "docker stop -t 0 web",
        "docker run -d --name late --link web nginx:1.27",
        "docker run -d --name gpu --gpus all nginx:1.27",
        "docker run -d --name dev --device /dev/nope nginx:1.27",
        "docker run -d --device /dev/fuse:rwx nginx:1.27",
        "docker run -d --name fuse --device /dev/fuse nginx:1.27",
        "docker ps -a --format '{{.Names}} {{.State}}'",
    ]);
    insta::assert_snapshot!(text, @r#"
    $ docker run -d --name web -v data:/data -v /etc:/host:ro nginx:1.27
    d0bad0da572baaf1ae84379630af89eee263183773ef650810e2c46865e98746
    $ docker run -d --name api --link web:store --volumes-from web:ro -v /data nginx:1.27
    0c43407dc177b6f783f91ca7864a7135b6b9aeef0d2df7ab0b331645445bcd27
    $ docker exec api cat /etc/hosts
    127.0.0.1	localhost
    172.17.0.2	store d0bad0da572b web
    172.17.0.3	0c43407dc177
    $ docker inspect -f '{{range .Mounts}}{{.Destination}} {{.RW}} {{end}}' api
    /data true /host false 
    $ docker run -d --link nobody nginx:1.27
    docker: Error response from daemon: could not get container for nobody: No such container: nobody.
    See 'docker run --help'.
    ? 125
    $ docker run -d --link a:b:c nginx:1.27
    invalid argument "a:b:c" for "--link" flag: bad format for links: a:b:c
    See 'docker run --help'.
    ? 125
    $ docker run -d --volumes-from nobody nginx:1.27
    docker: Error response from daemon: No such container: nobody.
    See 'docker run --help'.
    ? 125
    $ docker stop -t 0 web
    web
    $ docker run -d --name late --link web nginx:1.27
    962b1967c90789ba65ace2685a072c6d70616f2f48dce01c40d6824e2ef3fc17
    docker: Error response from daemon: Cannot link to a non running container: /web AS /late/web.
    ? 125
    $ docker run -d --name gpu --gpus all nginx:1.27
    879e2e2256feff0c8b2e02445e4be0f5bf8c59bb003553c1d16aa4b296eb9d18
    docker: Error response from daemon: could not select device driver "" with capabilities: [[gpu]].
    ? 125
    $ docker run -d --name dev --device /dev/nope nginx:1.27
    ab27a171be5b133cdca0c749607e2c86b54b3c40881e29073c821fbf59108163
    docker: Error response from daemon: error gathering device information while adding custom device "/dev/nope": no such file or directory.
    ? 127
    $ docker run -d --device /dev/fuse:rwx nginx:1.27
    invalid argument "/dev/fuse:rwx" for "--device" flag: bad mode specified: rwx
    See 'docker run --help'.
    ? 125
    $ docker run -d --name fuse --device /dev/fuse nginx:1.27
    a7ff0d388687ffb2de70d1019fc66081d6de6acd12c87e38530e0e6118e9685e
    $ docker ps -a --format '{{.Names}} {{.State}}'
    fuse running
    dev created
    gpu created
    late created
    api running
    web exited
    "#);
}

#[test]
fn the_engine_rolls_on_through_the_ports_that_it_chooses() {
    let mut desk = Desk::new();
    desk.has("nginx:1.27");
    let port = "docker port web";
    let again = |flags: &str| format!("docker run -d --name web -p {flags} nginx:1.27");
    let mut seen = Vec::new();
    let span = "8000-8002:80";
    for flags in ["80", "80", span, span, span, span] {
        desk.types(&again(flags));
        let text = desk.types(port);
        let first = text.lines().nth(1).unwrap_or_default();
        seen.push(first.replace("80/tcp -> 0.0.0.0:", ""));
        desk.types("docker rm -f web");
    }
    assert_eq!(seen, ["32768", "32769", "8000", "8001", "8002", "8000"]);
    desk.types(&again("80"));
    for (does, wanted) in [("restart", "32771"), ("stop", ""), ("start", "32772")] {
        desk.types(&format!("docker {does} web"));
        let text = desk.types(port);
        assert!(text.contains(wanted), "{does}: {text}");
    }
}
