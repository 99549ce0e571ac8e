//! Every flag has an effect, or is refused in the words "not modelled", or says why it needs none.

use insta::assert_snapshot;

use super::{Desk, compose};
use crate::host::docker::cli::command;
use crate::host::docker::compose::command as plugin;

/// A value that a flag takes.
fn value(command: &str, flag: &str) -> &'static str {
    match (command, flag) {
        (_, "add-host") => "db:10.0.0.1",
        (_, "cpus") => "1.5",
        (_, "env-file") => "/home/ec2-user/vars",
        ("network create", "subnet") => "10.9.0.0/16",
        (_, "memory" | "memory-reservation" | "memory-swap" | "shm-size") => "64m",
        (_, "mount") => "type=volume,source=v,target=/v",
        (_, "volume") => "v:/v",
        (_, "network" | "net") => "bridge",
        (_, "network-alias") => "other",
        (_, "platform") => "linux/amd64",
        (_, "publish") => "8080:80",
        (_, "pull") => "missing",
        (_, "restart") => "always",
        (_, "tmpfs") => "/t",
        (_, "ulimit") => "nofile=1024",
        (_, "security-opt") => "no-new-privileges",
        (_, "log-driver") => "json-file",
        (_, "log-opt") => "max-size=1m",
        (_, "env" | "label") => "A=1",
        ("stop" | "restart" | "kill", "signal") => "TERM",
        (_, "tail" | "time" | "timeout" | "last" | "index" | "wait-timeout") => "1",
        (_, "health-interval" | "health-timeout" | "health-start-period" | "since" | "until") => {
            "3s"
        }
        (_, "link" | "volumes-from") => "web",
        (_, "dns") => "9.9.9.9",
        (_, "device") => "/dev/null",
        (_, "type") => "container",
        ("images" | "image prune", "filter") => "dangling=true",
        (_, "filter") => "name=web",
        (_, "format") => "json",
        (_, "scale") => "web=1",
        (_, "status") => "running",
        (_, "policy") => "missing",
        _ => "1",
    }
}

#[test]
fn no_flag_is_taken_in_silence() {
    let mut desk = compose::desk("name: p\nservices:\n  web:\n    image: nginx:1.27\n");
    desk.types("docker compose up -d");
    desk.types("docker run -d --name web nginx:1.27");
    desk.types("docker volume create vv");
    desk.file("/home/ec2-user/vars", "A=1\n");
    let client = desk.client();
    let mut unread = command::tests::unread(&desk.w, client, value);
    unread.extend(plugin::tests::unread(&desk.w, client, value));
    assert_eq!(unread, Vec::<String>::new());
}

#[test]
fn what_has_an_effect_shows_it_and_the_rest_is_refused() {
    let mut desk = Desk::new();
    desk.has("nginx:1.27");
    let host = "docker inspect -f '{{.HostConfig.CapAdd}} {{.HostConfig.ShmSize}} {{.HostConfig.Ulimits}} {{.HostConfig.LogConfig}} {{.HostConfig.PidsLimit}} {{.HostConfig.MemorySwap}} {{.HostConfig.MemoryReservation}}' aa";
    let text = desk.script(&[
        "docker run -d --name aa --cap-add NET_ADMIN --shm-size 1g --ulimit nofile=1024:2048 --log-opt max-size=1m --pids-limit 9 -m 64m --memory-swap 64m --memory-reservation 32m --expose 90-91/udp -P nginx:1.27",
        host,
        "docker ps --format '{{.Ports}}'",
        "docker exec -e B=2 aa printenv B",
        "docker exec aa printenv B",
        "docker stats --no-stream --format '{{.Name}} {{.MemUsage}}'",
        "docker run -d --name bb --log-driver none nginx:1.27",
        "docker logs bb",
        "docker network rm -f nope",
        "docker rm -f bb",
        "docker run -d --memory-swap 64m nginx:1.27",
        "docker run -d -m 64m --memory-swap 32m nginx:1.27",
        "docker run -d -m 64m --memory-reservation 65m nginx:1.27",
        "docker run -d --log-opt maxsize=1m nginx:1.27",
        "docker run -d --ulimit files=1 nginx:1.27",
        "docker run -d --expose x nginx:1.27",
        "docker run -d --read-only nginx:1.27",
        "docker run -d --cap-drop ALL nginx:1.27",
        "docker run -d --dns 8.8.8.8 nginx:1.27",
        "docker run -d --cpu-shares 2 nginx:1.27",
        "docker run -d --security-opt seccomp=mine.json nginx:1.27",
        "docker run -d --log-driver syslog nginx:1.27",
        "docker run -d --health-retries -2 nginx:1.27",
        "docker run -d --platform linux/arm64 nginx:1.27",
        "docker pull --platform linux/arm64 nginx:1.27",
        "docker exec -u www-data aa true",
        "docker exec -w /tmp aa true",
        "docker exec --privileged aa true",
        "docker ps --size",
        "docker --config /tmp ps",
    ]);
    assert_snapshot!(text, @r#"
    $ docker run -d --name aa --cap-add NET_ADMIN --shm-size 1g --ulimit nofile=1024:2048 --log-opt max-size=1m --pids-limit 9 -m 64m --memory-swap 64m --memory-reservation 32m --expose 90-91/udp -P nginx:1.27
    d0bad0da572baaf1ae84379630af89eee263183773ef650810e2c46865e98746
    $ docker inspect -f '{{.HostConfig.CapAdd}} {{.HostConfig.ShmSize}} {{.HostConfig.Ulimits}} {{.HostConfig.LogConfig}} {{.HostConfig.PidsLimit}} {{.HostConfig.MemorySwap}} {{.HostConfig.MemoryReservation}}' aa
    [NET_ADMIN] 1073741824 [map[Name:nofile Hard:2048 Soft:1024]] map[Type:json-file Config:map[max-size:1m]] 9 67108864 33554432
    $ docker ps --format '{{.Ports}}'
    0.0.0.0:32768->80/tcp, 0.0.0.0:32768-32769->90-91/udp, :::32768->80/tcp, :::32768-32769->90-91/udp
    $ docker exec -e B=2 aa printenv B
    2
    $ docker exec aa printenv B
    ? 1
    $ docker stats --no-stream --format '{{.Name}} {{.MemUsage}}'
    aa 20MiB / 64MiB
    $ docker run -d --name bb --log-driver none nginx:1.27
    14d7973c5c2a449c7ef1fd0ed1548fcd1f8410633ef306ac497305c5d1aab99f
    $ docker logs bb
    Error response from daemon: configured logging driver does not support reading
    ? 1
    $ docker network rm -f nope
    $ docker rm -f bb
    bb
    $ docker run -d --memory-swap 64m nginx:1.27
    docker: Error response from daemon: You should always set the Memory limit when using Memoryswap limit, see usage.
    See 'docker run --help'.
    ? 125
    $ docker run -d -m 64m --memory-swap 32m nginx:1.27
    docker: Error response from daemon: Minimum memoryswap limit should be larger than memory limit, see usage.
    See 'docker run --help'.
    ? 125
    $ docker run -d -m 64m --memory-reservation 65m nginx:1.27
    docker: Error response from daemon: Minimum memory limit can not be less than memory reservation limit, see usage.
    See 'docker run --help'.
    ? 125
    $ docker run -d --log-opt maxsize=1m nginx:1.27
    docker: Error response from daemon: unknown log opt 'maxsize' for json-file log driver.
    See 'docker run --help'.
    ? 125
    $ docker run -d --ulimit files=1 nginx:1.27
    invalid argument "files=1" for "--ulimit" flag: invalid ulimit type: files
    See 'docker run --help'.
    ? 125
    $ docker run -d --expose x nginx:1.27
    docker: invalid range format for --expose: x, error: strconv.ParseUint: parsing "x": invalid syntax.
    See 'docker run --help'.
    ? 125
    $ docker run -d --read-only nginx:1.27
    990cd70b12c5d084962b1967c90789ba65ace2685a072c6d70616f2f48dce01c
    $ docker run -d --cap-drop ALL nginx:1.27
    879e2e2256feff0c8b2e02445e4be0f5bf8c59bb003553c1d16aa4b296eb9d18
    $ docker run -d --dns 8.8.8.8 nginx:1.27
    dca0c749607e2c86b54b3c40881e29073c821fbf59108163a7ff0d388687ffb2
    $ docker run -d --cpu-shares 2 nginx:1.27
    paperboat: not modelled: --cpu-shares
    ? 1
    $ docker run -d --security-opt seccomp=mine.json nginx:1.27
    paperboat: not modelled: --security-opt seccomp=mine.json
    ? 1
    $ docker run -d --log-driver syslog nginx:1.27
    paperboat: not modelled: --log-driver syslog
    ? 1
    $ docker run -d --health-retries -2 nginx:1.27
    docker: --health-retries cannot be negative.
    See 'docker run --help'.
    ? 125
    $ docker run -d --platform linux/arm64 nginx:1.27
    paperboat: not modelled: the platform linux/arm64 on a machine of linux/amd64
    ? 1
    $ docker pull --platform linux/arm64 nginx:1.27
    paperboat: not modelled: the platform linux/arm64 on a machine of linux/amd64
    ? 1
    $ docker exec -u www-data aa true
    $ docker exec -w /tmp aa true
    $ docker exec --privileged aa true
    paperboat: not modelled: --privileged
    ? 1
    $ docker ps --size
    paperboat: not modelled: --size
    ? 1
    $ docker --config /tmp ps
    paperboat: not modelled: --config
    See 'docker --help'.
    ? 125
    "#);
}

#[test]
fn logs_begin_and_end_where_they_are_asked_to() {
    let mut desk = Desk::new();
    desk.has("nginx:1.27");
    desk.types("docker run -d --name web nginx:1.27");
    desk.pass(60);
    desk.types("docker restart web");
    let text = desk.script(&[
        "docker logs -t web",
        "docker logs --since 30s web",
        "docker logs --until 30s web",
        "docker logs --since 2026-01-01T00:00:30Z --until 2026-01-02 web",
        "docker logs --since 2026-01-02 web",
        "docker logs --since tomorrow web",
    ]);
    assert_snapshot!(text, @r#"
    $ docker logs -t web
    2026-01-01T00:00:07.998872000Z [notice] 1#1: start worker processes
    2026-01-01T00:01:11.254778000Z [notice] 1#1: start worker processes
    $ docker logs --since 30s web
    [notice] 1#1: start worker processes
    $ docker logs --until 30s web
    [notice] 1#1: start worker processes
    $ docker logs --since 2026-01-01T00:00:30Z --until 2026-01-02 web
    [notice] 1#1: start worker processes
    $ docker logs --since 2026-01-02 web
    $ docker logs --since tomorrow web
    invalid value for "since": failed to parse value as time or duration: "tomorrow"
    ? 1
    "#);
}
