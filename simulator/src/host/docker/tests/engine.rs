//! A container's life by commands.

use super::Desk;
use crate::host::docker::{engine_started, engine_stopped};
use insta::assert_snapshot;

#[test]
fn a_first_container_runs_and_goes() {
    let mut desk = Desk::new();
    let text = desk.script(&[
        "docker run -d --name web -p 8080:80 -e A=1 nginx:1.27",
        "docker ps",
        "docker images",
        "docker port web",
        "docker inspect -f '{{.State.Status}} {{.NetworkSettings.IPAddress}}' web",
        "docker stop web",
        "docker ps -a --format '{{.Names}} {{.Status}}'",
        "docker rm web",
        "docker rmi nginx:1.27",
    ]);
    assert_snapshot!(text, @r#"
    $ docker run -d --name web -p 8080:80 -e A=1 nginx:1.27
    d0bad0da572baaf1ae84379630af89eee263183773ef650810e2c46865e98746
    Unable to find image 'nginx:1.27' locally
    1.27: Pulling from library/nginx
    6df1dd940f0f: Pulling fs layer
    6df1dd940f0f: Download complete
    6df1dd940f0f: Pull complete
    01ee3d1564e8: Pulling fs layer
    01ee3d1564e8: Download complete
    01ee3d1564e8: Pull complete
    196c7a5f8f5f: Pulling fs layer
    196c7a5f8f5f: Download complete
    196c7a5f8f5f: Pull complete
    24859ee83a0d: Pulling fs layer
    24859ee83a0d: Download complete
    24859ee83a0d: Pull complete
    49226ab7dcee: Pulling fs layer
    49226ab7dcee: Download complete
    49226ab7dcee: Pull complete
    87cb8503cbda: Pulling fs layer
    87cb8503cbda: Download complete
    87cb8503cbda: Pull complete
    Digest: sha256:506cfb0631ea9c28479aa9f95939bae5f837fe09d9f807921cff87a700a59bdf
    Status: Downloaded newer image for nginx:1.27
    $ docker ps
    CONTAINER ID   IMAGE        COMMAND                  CREATED        STATUS        PORTS                                   NAMES
    d0bad0da572b   nginx:1.27   "/docker-entrypoint.…"   1 second ago   Up 1 second   0.0.0.0:8080->80/tcp, :::8080->80/tcp   web
    $ docker images
    REPOSITORY   TAG       IMAGE ID       CREATED         SIZE
    nginx        1.27      506cfb0631ea   2 seconds ago   200MB
    $ docker port web
    80/tcp -> 0.0.0.0:8080
    80/tcp -> [::]:8080
    $ docker inspect -f '{{.State.Status}} {{.NetworkSettings.IPAddress}}' web
    running 172.17.0.2
    $ docker stop web
    web
    $ docker ps -a --format '{{.Names}} {{.Status}}'
    web Exited (0) 1 second ago
    $ docker rm web
    web
    $ docker rmi nginx:1.27
    Untagged: nginx:1.27
    Untagged: nginx@sha256:506cfb0631ea9c28479aa9f95939bae5f837fe09d9f807921cff87a700a59bdf
    Deleted: sha256:506cfb0631ea9c28479aa9f95939bae5f837fe09d9f807921cff87a700a59bdf
    Deleted: sha256:87cb8503cbdaf4e6a4d3a341aaeb176e23e504ad9d2187b862e5179942c2c51f
    Deleted: sha256:49226ab7dceebb5ead6e014368c7a79339c37c4fa7f0388095b8768f4d70ee8c
    Deleted: sha256:24859ee83a0dbc76ed26aac883b129ffe7bb0b6f6c28c6f4a1c4dabdf2c27033
    Deleted: sha256:196c7a5f8f5f57a410f1ebd9c7d17c9ff439b4f0dd5a8f79a4c8320adc4b6513
    Deleted: sha256:01ee3d1564e8d8c07447db97cf00d9a8a26095d49669e103bc437b8c66f95d99
    Deleted: sha256:6df1dd940f0fbbf924eb14279099a8829848cd40ffaa4ced7c0e9a340d21d8eb
    "#);
}

#[test]
fn the_story_of_a_container_has_causes() {
    let mut desk = Desk::new();
    desk.has("nginx:1.27");
    desk.types("docker run -d --name web --restart always nginx:1.27");
    let key = desk.key("web");
    desk.crashes(key);
    desk.pass(5);
    assert_snapshot!(crate::testing::story(&desk.w), @r"
    00:00:00.608 i-1: docker.service active
    00:00:00.689 image/nginx:1.27 on i-1:  -> pulling <- host:Exec
    00:00:05.377 image/nginx:1.27 on i-1: pulling -> pulled <- image/nginx:1.27 on i-1 pulling
    00:00:06.735 container/web:  -> created <- host:Exec
    00:00:07.130 container/web: created -> running <- host:Exec
    00:00:07.998 container/web: running -> ready <- container/web running
    00:00:08.130 container/web: ready -> exited (exit code 137, SIGKILL) <- container/web ready
    00:00:08.130 container/web: exited -> restarting (restart policy always, after 100 ms) <- container/web exited
    00:00:08.470 container/web: exited -> running <- container/web restarting
    00:00:09.494 container/web: running -> ready <- container/web running
    ");
}

#[test]
fn restarts_wait_longer_each_time() {
    let mut desk = Desk::new();
    desk.has("nginx:1.27");
    desk.types("docker run -d --name web --restart on-failure:6 nginx:1.27 sh -c 'exit 1'");
    desk.pass(60);
    let story = crate::testing::story(&desk.w);
    let restarts: Vec<&str> = story
        .lines()
        .filter(|l| l.contains("-> restarting"))
        .map(|l| &l[..l.find(" <-").unwrap_or(l.len())])
        .collect();
    assert_snapshot!(restarts.join("\n"), @r"
    00:00:07.130 container/web: exited -> restarting (restart policy on-failure, after 100 ms)
    00:00:07.470 container/web: exited -> restarting (restart policy on-failure, after 200 ms)
    00:00:07.933 container/web: exited -> restarting (restart policy on-failure, after 400 ms)
    00:00:08.688 container/web: exited -> restarting (restart policy on-failure, after 800 ms)
    00:00:09.693 container/web: exited -> restarting (restart policy on-failure, after 1600 ms)
    00:00:11.775 container/web: exited -> restarting (restart policy on-failure, after 3200 ms)
    ");
    assert_snapshot!(desk.types("docker ps -a --format '{{.Status}}'"), @r"
    $ docker ps -a --format '{{.Status}}'
    Exited (1) 53 seconds ago
    ");
}

#[test]
fn policies_decide_what_comes_back_with_the_engine() {
    let mut desk = Desk::new();
    desk.has("nginx:1.27");
    let policies = ["no", "always", "unless-stopped", "on-failure"];
    for policy in policies {
        desk.types(&format!(
            "docker run -d --name {policy} --restart {policy} nginx:1.27"
        ));
        desk.types(&format!(
            "docker run -d --name {policy}-by-hand --restart {policy} nginx:1.27"
        ));
        desk.types(&format!("docker stop {policy}-by-hand"));
    }
    let (machine, cause) = (desk.machine, desk.w.events().last().expect("one").id);
    engine_stopped(&mut desk.w, machine, cause);
    assert_snapshot!(desk.types("docker ps"), @r"
    $ docker ps
    Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?
    ? 1
    ");
    engine_started(&mut desk.w, machine, cause);
    desk.pass(10);
    assert_snapshot!(desk.types("docker ps -a --format '{{.Names}} {{.State}}'"), @r"
    $ docker ps -a --format '{{.Names}} {{.State}}'
    on-failure-by-hand exited
    on-failure exited
    unless-stopped-by-hand exited
    unless-stopped running
    always-by-hand running
    always running
    no-by-hand exited
    no exited
    ");
}

#[test]
fn volumes_outlive_containers() {
    let mut desk = Desk::new();
    desk.has("mysql:8");
    let text = desk.script(&[
        "docker volume create data",
        "docker run -d --name db -v data:/var/lib/mysql mysql:8",
        "docker volume rm data",
        "docker rm -f db",
        "docker run -d --rm --name db mysql:8",
        "docker volume ls -q --filter dangling=true",
        "docker stop db",
        "docker volume ls",
        "docker volume prune -f",
        "docker volume rm data",
    ]);
    let ids = regex_free(&text);
    assert_snapshot!(ids, @r"
    $ docker volume create data
    data
    $ docker run -d --name db -v data:/var/lib/mysql mysql:8
    ID
    $ docker volume rm data
    Error response from daemon: remove data: volume is in use - [ID]
    ? 1
    $ docker rm -f db
    db
    $ docker run -d --rm --name db mysql:8
    ID
    $ docker volume ls -q --filter dangling=true
    data
    $ docker stop db
    db
    $ docker volume ls
    DRIVER    VOLUME NAME
    local     data
    $ docker volume prune -f
    Total reclaimed space: 0B
    $ docker volume rm data
    data
    ");
}

/// Replaces ids of 64 digits.
pub(super) fn regex_free(text: &str) -> String {
    let mut out = String::new();
    let mut run = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_hexdigit() && !c.is_ascii_uppercase() {
            run.push(c);
        } else {
            out += if run.len() == 64 { "ID" } else { &run };
            run.clear();
            out.push(c);
        }
    }
    out.pop();
    out
}

#[test]
fn a_foreground_container_gives_its_code() {
    let mut desk = Desk::new();
    desk.has("nginx:1.27");
    let text = desk.script(&[
        "docker run --rm --name job nginx:1.27 sh -c 'exit 3'",
        "docker ps -aq",
        "docker run --name web nginx:1.27",
        "docker run -it nginx:1.27 bash",
    ]);
    assert_snapshot!(text, @r"
    $ docker run --rm --name job nginx:1.27 sh -c 'exit 3'
    ? 3
    $ docker ps -aq
    $ docker run --name web nginx:1.27
    [notice] 1#1: start worker processes
    paperboat: not modelled: a foreground container that does not end by itself; interrupted (start it with -d)
    ? 130
    $ docker run -it nginx:1.27 bash
    the input device is not a TTY
    ? 1
    ");
}

#[test]
fn a_moved_tag_leaves_an_image_without_one() {
    let mut desk = Desk::new();
    desk.has("nginx:1.27");
    desk.pushes("1.27");
    let text = desk.script(&[
        "docker pull nginx:1.27",
        "docker pull nginx:1.27",
        "docker images",
        "docker image prune -f",
        "docker tag nginx:1.27 acme/web:1",
        "docker images --format '{{.Repository}}:{{.Tag}} {{.Size}}'",
        "docker rmi acme/web:1",
        "docker system df",
    ]);
    assert_snapshot!(text, @r"
    $ docker pull nginx:1.27
    1.27: Pulling from library/nginx
    6df1dd940f0f: Already exists
    01ee3d1564e8: Already exists
    196c7a5f8f5f: Already exists
    24859ee83a0d: Already exists
    49226ab7dcee: Already exists
    5c07f7c7a6d9: Pulling fs layer
    5c07f7c7a6d9: Download complete
    5c07f7c7a6d9: Pull complete
    Digest: sha256:0e97a0e069b130c60edbcb1f803fb1552321233d650e6733ec1d8813f7e28de2
    Status: Downloaded newer image for nginx:1.27
    docker.io/library/nginx:1.27
    $ docker pull nginx:1.27
    1.27: Pulling from library/nginx
    Digest: sha256:0e97a0e069b130c60edbcb1f803fb1552321233d650e6733ec1d8813f7e28de2
    Status: Image is up to date for nginx:1.27
    docker.io/library/nginx:1.27
    $ docker images
    REPOSITORY   TAG       IMAGE ID       CREATED         SIZE
    nginx        1.27      0e97a0e069b1   2 seconds ago   200MB
    <none>       <none>    506cfb0631ea   5 seconds ago   200MB
    $ docker image prune -f
    Deleted Images:
    deleted: sha256:506cfb0631ea9c28479aa9f95939bae5f837fe09d9f807921cff87a700a59bdf
    deleted: sha256:87cb8503cbdaf4e6a4d3a341aaeb176e23e504ad9d2187b862e5179942c2c51f

    Total reclaimed space: 40MB
    $ docker tag nginx:1.27 acme/web:1
    $ docker images --format '{{.Repository}}:{{.Tag}} {{.Size}}'
    acme/web:1 200MB
    nginx:1.27 200MB
    $ docker rmi acme/web:1
    Untagged: acme/web:1
    $ docker system df
    TYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE
    Images          1         0         200MB     200MB (100%)
    Containers      0         0         0B        0B
    Local Volumes   0         0         0B        0B
    Build Cache     0         0         0B        0B
    ");
}
