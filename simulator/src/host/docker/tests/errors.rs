//! Refusals in Docker's words, with its exit codes.

use super::Desk;
use super::engine::regex_free;
use crate::host::docker::engine_stopped;
use insta::assert_snapshot;

#[test]
fn refusals_have_dockers_words_and_codes() {
    let mut desk = Desk::new();
    desk.has("nginx:1.27");
    let text = desk.script(&[
        "docker run -d --name web -p 80:80 nginx:1.27",
        "docker run -d --name web nginx:1.27",
        "docker run -d --name other -p 80:80 nginx:1.27",
        "docker ps -a --format '{{.Names}} {{.Status}}'",
        "docker run -d --name third -p 22:80 nginx:1.27",
        "docker run -d nginx:nope",
        "docker pull nope",
        "docker rm web",
        "docker rm -f nope",
        "docker start nope",
        "docker stop web nope",
        "docker exec web ls",
        "docker inspect nope",
        "docker start web",
        "docker network create app",
        "docker network connect app web",
        "docker network rm app",
        "docker kill other",
        "docker logs nope",
        "docker run -d -m 1m nginx:1.27",
        "docker run -d --cpus 8 nginx:1.27",
        "docker run -d --network nope --name lost nginx:1.27",
        "docker create --name UP! nginx:1.27",
    ]);
    assert_snapshot!(regex_free(&text), @r#"
    $ docker run -d --name web -p 80:80 nginx:1.27
    ID
    $ docker run -d --name web nginx:1.27
    docker: Error response from daemon: Conflict. The container name "/web" is already in use by container "ID". You have to remove (or rename) that container to be able to reuse that name.
    See 'docker run --help'.
    ? 125
    $ docker run -d --name other -p 80:80 nginx:1.27
    ID
    docker: Error response from daemon: driver failed programming external connectivity on endpoint other (ID): Bind for 0.0.0.0:80 failed: port is already allocated.
    ? 125
    $ docker ps -a --format '{{.Names}} {{.Status}}'
    other Created
    web Up 3 seconds
    $ docker run -d --name third -p 22:80 nginx:1.27
    ID
    docker: Error response from daemon: driver failed programming external connectivity on endpoint third (ID): Error starting userland proxy: listen tcp4 0.0.0.0:22: bind: address already in use.
    ? 125
    $ docker run -d nginx:nope
    Unable to find image 'nginx:nope' locally
    docker: Error response from daemon: manifest for nginx:nope not found: manifest unknown: manifest unknown.
    See 'docker run --help'.
    ? 125
    $ docker pull nope
    Error response from daemon: pull access denied for nope, repository does not exist or may require 'docker login': denied: requested access to the resource is denied
    ? 1
    $ docker rm web
    Error response from daemon: cannot remove container "/web": container is running: stop the container before removing or force remove
    ? 1
    $ docker rm -f nope
    Error response from daemon: No such container: nope
    $ docker start nope
    Error response from daemon: No such container: nope
    Error: failed to start containers: nope
    ? 1
    $ docker stop web nope
    web
    Error response from daemon: No such container: nope
    ? 1
    $ docker exec web ls
    Error response from daemon: container ID is not running
    ? 1
    $ docker inspect nope
    []
    Error: No such object: nope
    ? 1
    $ docker start web
    web
    $ docker network create app
    ID
    $ docker network connect app web
    $ docker network rm app
    Error response from daemon: error while removing network: network app id ID has active endpoints
    ? 1
    $ docker kill other
    Error response from daemon: cannot kill container: other: container ID is not running
    ? 1
    $ docker logs nope
    Error response from daemon: No such container: nope
    ? 1
    $ docker run -d -m 1m nginx:1.27
    docker: Error response from daemon: Minimum memory limit allowed is 6MB.
    See 'docker run --help'.
    ? 125
    $ docker run -d --cpus 8 nginx:1.27
    docker: Error response from daemon: Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available.
    See 'docker run --help'.
    ? 125
    $ docker run -d --network nope --name lost nginx:1.27
    ID
    docker: Error response from daemon: network nope not found.
    ? 125
    $ docker create --name UP! nginx:1.27
    docker: Error response from daemon: Invalid container name (UP!), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed.
    See 'docker run --help'.
    ? 125
    "#);
}

#[test]
fn wrong_use_is_said_as_docker_says_it() {
    let mut desk = Desk::new();
    let text = desk.script(&[
        "docker run",
        "docker run --nope x",
        "docker run -d -p x:80 nginx",
        "docker run -m x nginx",
        "docker run --restart sometimes nginx",
        "docker run -d Nginx",
        "docker nope",
        "docker build .",
        "docker push x",
        "docker container nope",
        "docker network rm",
        "docker stats",
        "docker ps --filter nope",
        "docker ps --format '{{.Nope}}'",
        "docker images -x",
        "docker login",
        "docker login -u me --password-stdin",
        "docker compose up",
    ]);
    assert_snapshot!(text, @r#"
    $ docker run
    "docker run" requires at least 1 argument.
    See 'docker run --help'.

    Usage:  docker run [OPTIONS] IMAGE [COMMAND] [ARG...]

    Create and run a new container from an image
    ? 1
    $ docker run --nope x
    unknown flag: --nope
    See 'docker run --help'.
    ? 125
    $ docker run -d -p x:80 nginx
    docker: Invalid hostPort: x.
    See 'docker run --help'.
    ? 125
    $ docker run -m x nginx
    invalid argument "x" for "-m, --memory" flag: invalid size: 'x'
    See 'docker run --help'.
    ? 125
    $ docker run --restart sometimes nginx
    docker: Error response from daemon: invalid restart policy: unknown policy 'sometimes'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'.
    See 'docker run --help'.
    ? 125
    $ docker run -d Nginx
    docker: invalid reference format: repository name (library/Nginx) must be lowercase.
    See 'docker run --help'.
    ? 125
    $ docker nope
    docker: 'nope' is not a docker command.
    See 'docker --help'
    ? 1
    $ docker build .
    ERROR: failed to solve: failed to read dockerfile: open Dockerfile: no such file or directory
    ? 1
    $ docker push x
    Using default tag: latest
    The push refers to repository [docker.io/library/x]
    An image does not exist locally with the tag: x
    ? 1
    $ docker container nope

    Usage:  docker container COMMAND

    Run 'docker container COMMAND --help' for more information on a command.
    ? 1
    $ docker network rm
    "docker network rm" requires at least 1 argument.
    See 'docker network rm --help'.

    Usage:  docker network rm NETWORK [NETWORK...]

    Remove one or more networks
    ? 1
    $ docker stats
    paperboat: not modelled: stats without --no-stream
    ? 1
    $ docker ps --filter nope
    invalid argument "nope" for "-f, --filter" flag: bad format of filter (expected name=value)
    See 'docker ps --help'.
    ? 125
    $ docker ps --format '{{.Nope}}'
    $ docker images -x
    unknown shorthand flag: 'x' in -x
    See 'docker images --help'.
    ? 125
    $ docker login
    Error: Cannot perform an interactive login from a non TTY device
    ? 1
    $ docker login -u me --password-stdin
    Error: Cannot perform an interactive login from a non TTY device
    ? 1
    $ docker compose up
    docker: 'compose' is not a docker command.
    See 'docker --help'
    ? 1
    "#);
}

#[test]
fn the_socket_belongs_to_root_and_the_group_docker() {
    let mut desk = Desk::new();
    desk.process.groups.remove("docker");
    assert_snapshot!(desk.script(&["docker ps", "docker run nginx:1.27"]), @r#"
    $ docker ps
    permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.45/containers/json": dial unix /var/run/docker.sock: connect: permission denied
    ? 1
    $ docker run nginx:1.27
    docker: permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.45/containers/json": dial unix /var/run/docker.sock: connect: permission denied.
    See 'docker run --help'.
    ? 126
    "#);
    desk.process.user = "root".into();
    assert_snapshot!(desk.types("docker ps -q"), @"$ docker ps -q");
    let cause = desk.w.events().last().expect("one").id;
    let machine = desk.machine;
    engine_stopped(&mut desk.w, machine, cause);
    assert_snapshot!(desk.script(&["docker ps", "docker run nginx:1.27", "docker --version"]), @r"
    $ docker ps
    Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?
    ? 1
    $ docker run nginx:1.27
    docker: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?.
    See 'docker run --help'.
    ? 125
    $ docker --version
    Docker version 26.1.5, build a72d7cd
    ");
}
