//! Transcripts of `docker compose`.

use insta::assert_snapshot;

use super::Desk;
use super::engine::regex_free;
use crate::host::Node;

/// A desk with the plugin, in a folder with a Compose file.
pub(super) fn desk(file: &str) -> Desk {
    let mut desk = Desk::new();
    let files = &mut desk.w.hosts.machines[desk.machine].files;
    let plugin = "/usr/local/lib/docker/cli-plugins/docker-compose";
    files.put(plugin, Node::opaque(60_000_000, 0o755, "root"));
    files.put("/home/ec2-user/app", Node::directory(0o755, "ec2-user"));
    desk.process.cwd = "/home/ec2-user/app".into();
    desk.file("/home/ec2-user/app/compose.yaml", file);
    desk
}

const APP: &str = r#"
services:
  db:
    image: mysql:8
    environment: {MYSQL_ROOT_PASSWORD: secret}
    volumes: [data:/var/lib/mysql]
    healthcheck: {test: [CMD, mysqladmin, ping, -h, localhost], interval: 2s}
  web:
    image: nginx:1.27
    ports: ["8080:80"]
    depends_on: {db: {condition: service_healthy}}
volumes: {data: {}}
"#;

#[test]
fn a_reading_is_found_again_over_the_same_files_only() {
    let (mut first, mut second) = (desk(APP), desk(APP));
    second.w = second.w.sharing(first.w.readings.clone());
    let command = "docker compose config --services";
    let both = format!("$ {command}\ndb\nweb\n");
    assert_eq!(
        [first.types(command), second.types(command)],
        [both.clone(), both.clone()]
    );
    assert_eq!(first.w.readings.len(), 1);
    let other = "services: {only: {image: \"nginx:1.27\"}}";
    second.file("/home/ec2-user/app/compose.yaml", other);
    assert_eq!(second.types(command), format!("$ {command}\nonly\n"));
    assert_eq!(first.types(command), both);
    assert_eq!(first.w.readings.len(), 2);
}

#[test]
fn an_application_comes_and_goes() {
    let mut desk = desk(APP);
    let text = desk.script(&[
        "docker compose version",
        "docker compose pull --quiet",
        "docker compose up -d",
        "docker compose ps",
        "docker compose up -d",
        "docker ps -a --filter label=com.docker.compose.project=app --format '{{.Names}}|{{.State}}|{{.Status}}|{{.Image}}'",
        "docker compose ls",
        "docker compose logs --tail 1 web",
        "docker compose exec -T db mysqladmin ping",
        "docker compose down",
        "docker volume ls",
        "docker compose down -v",
        "docker compose down",
    ]);
    assert_snapshot!(text, @r#"
    $ docker compose version
    Docker Compose version v2.40.3
    $ docker compose pull --quiet
    $ docker compose up -d
     Network app_default  Creating
     Volume "app_data"  Creating
     Volume "app_data"  Created
     Network app_default  Created
     Container app-db-1  Creating
     Container app-db-1  Created
     Container app-web-1  Creating
     Container app-web-1  Created
     Container app-db-1  Starting
     Container app-db-1  Started
     Container app-db-1  Waiting
     Container app-db-1  Healthy
     Container app-web-1  Starting
     Container app-web-1  Started
    $ docker compose ps
    NAME        IMAGE        COMMAND                  SERVICE   CREATED         STATUS                   PORTS
    app-db-1    mysql:8      "docker-entrypoint.s…"   db        4 seconds ago   Up 3 seconds (healthy)   3306/tcp, 33060/tcp
    app-web-1   nginx:1.27   "/docker-entrypoint.…"   web       3 seconds ago   Up 1 second              0.0.0.0:8080->80/tcp, :::8080->80/tcp
    $ docker compose up -d
     Container app-db-1  Running
     Container app-web-1  Running
    $ docker ps -a --filter label=com.docker.compose.project=app --format '{{.Names}}|{{.State}}|{{.Status}}|{{.Image}}'
    app-web-1|running|Up 3 seconds|nginx:1.27
    app-db-1|running|Up 6 seconds (healthy)|mysql:8
    $ docker compose ls
    NAME                STATUS              CONFIG FILES
    app                 running(2)          /home/ec2-user/app/compose.yaml
    $ docker compose logs --tail 1 web
    web-1  | [notice] 1#1: start worker processes
    $ docker compose exec -T db mysqladmin ping
    mysqld is alive
    $ docker compose down
     Container app-web-1  Stopping
     Container app-web-1  Stopped
     Container app-web-1  Removing
     Container app-web-1  Removed
     Container app-db-1  Stopping
     Container app-db-1  Stopped
     Container app-db-1  Removing
     Container app-db-1  Removed
     Network app_default  Removing
     Network app_default  Removed
    $ docker volume ls
    DRIVER    VOLUME NAME
    local     app_data
    $ docker compose down -v
     Volume app_data  Removing
     Volume app_data  Removed
    $ docker compose down
    "#);
}

#[test]
fn the_story_of_an_application_has_causes() {
    let mut desk = desk(APP);
    desk.types("docker compose up -d --wait");
    assert_snapshot!(crate::testing::story(&desk.w), @r"
    00:00:00.608 i-1: docker.service active
    00:00:00.900 image/mysql:8 on i-1:  -> pulling <- host:Exec
    00:00:00.900 image/nginx:1.27 on i-1:  -> pulling <- host:Exec
    00:00:04.656 image/mysql:8 on i-1: pulling -> pulled <- image/mysql:8 on i-1 pulling
    00:00:05.589 image/nginx:1.27 on i-1: pulling -> pulled <- image/nginx:1.27 on i-1 pulling
    00:00:05.606 volume/app_data:  -> created <- host:Exec
    00:00:05.668 network/app_default:  -> created <- host:Exec
    00:00:05.725 container/app-db-1:  -> created <- host:Exec
    00:00:05.979 container/app-web-1:  -> created <- host:Exec
    00:00:06.222 container/app-db-1: created -> running <- host:Exec
    00:00:07.310 container/app-db-1: running -> ready <- container/app-db-1 running
    00:00:08.222 container/app-db-1: starting -> healthy <- container/app-db-1 ready
    00:00:08.617 container/app-web-1: created -> running <- container/app-db-1 healthy
    00:00:09.485 container/app-web-1: running -> ready <- container/app-web-1 running
    ");
}

#[test]
fn only_what_changed_is_made_anew() {
    let mut desk = desk(APP);
    desk.types("docker compose up -d");
    let changed = APP.replace("nginx:1.27", "nginx:1.26");
    desk.file("/home/ec2-user/app/next.yaml", &changed);
    desk.file(
        "/home/ec2-user/app/scale.yaml",
        "services: {web: {ports: !reset []}, api: {image: 'nginx:1.26'}}",
    );
    let text = desk.script(&[
        "docker compose -f next.yaml up -d --quiet-pull",
        "docker compose stop web",
        "docker compose -f next.yaml up -d",
        "docker compose -f next.yaml -f scale.yaml up -d --scale web=2",
        "docker compose -f next.yaml -f scale.yaml up -d --wait --scale web=1",
        "docker compose -f next.yaml up -d",
        "docker compose -f next.yaml up -d --remove-orphans",
        "docker compose -f next.yaml up -d --force-recreate --no-deps web",
        "docker compose -f next.yaml restart db",
    ]);
    assert_snapshot!(text, @r#"
    $ docker compose -f next.yaml up -d --quiet-pull
     Container app-db-1  Running
     Container app-web-1  Recreate
     Container app-web-1  Recreated
     Container app-db-1  Waiting
     Container app-db-1  Healthy
     Container app-web-1  Starting
     Container app-web-1  Started
    $ docker compose stop web
     Container app-web-1  Stopping
     Container app-web-1  Stopped
    $ docker compose -f next.yaml up -d
     Container app-db-1  Running
     Container app-db-1  Waiting
     Container app-db-1  Healthy
     Container app-web-1  Starting
     Container app-web-1  Started
    $ docker compose -f next.yaml -f scale.yaml up -d --scale web=2
     Container app-api-1  Creating
     Container app-db-1  Running
     Container app-web-1  Recreate
     Container app-web-2  Creating
     Container app-web-2  Created
     Container app-api-1  Created
     Container app-web-1  Recreated
     Container app-api-1  Starting
     Container app-db-1  Waiting
     Container app-db-1  Healthy
     Container app-web-1  Starting
     Container app-web-2  Starting
     Container app-api-1  Started
     Container app-web-1  Started
     Container app-web-2  Started
    $ docker compose -f next.yaml -f scale.yaml up -d --wait --scale web=1
     Container app-api-1  Running
     Container app-db-1  Running
     Container app-web-2  Stopping
     Container app-web-1  Running
     Container app-web-2  Stopped
     Container app-web-2  Removing
     Container app-web-2  Removed
     Container app-api-1  Waiting
     Container app-db-1  Waiting
     Container app-web-1  Waiting
     Container app-api-1  Healthy
     Container app-db-1  Healthy
     Container app-web-1  Healthy
    $ docker compose -f next.yaml up -d
    time="2026-01-01T00:00:23Z" level=warning msg="Found orphan containers ([app-api-1]) for this project. If you removed or renamed this service in your compose file, you can run this command with the --remove-orphans flag to clean it up."
     Container app-db-1  Running
     Container app-web-1  Recreate
     Container app-web-1  Recreated
     Container app-db-1  Waiting
     Container app-db-1  Healthy
     Container app-web-1  Starting
     Container app-web-1  Started
    $ docker compose -f next.yaml up -d --remove-orphans
     Container app-api-1  Stopping
     Container app-api-1  Stopped
     Container app-api-1  Removing
     Container app-api-1  Removed
     Container app-db-1  Running
     Container app-web-1  Running
    $ docker compose -f next.yaml up -d --force-recreate --no-deps web
     Container app-web-1  Recreate
     Container app-web-1  Recreated
     Container app-web-1  Starting
     Container app-web-1  Started
    $ docker compose -f next.yaml restart db
     Container app-db-1  Restarting
     Container app-db-1  Started
    "#);
}

#[test]
fn a_proxy_listens_where_its_configuration_says() {
    let mut desk = desk(
        "services: {web: {image: 'nginx:1.27', ports: ['80:8080'], configs: [{source: c, target: /etc/nginx/conf.d/default.conf}]}}\nconfigs: {c: {content: 'server { listen 0.0.0.0:8080; }'}}",
    );
    desk.types("docker compose up -d --wait");
    let key = desk.key("app-web-1");
    assert!(desk.w.containers[key].listens(8080));
    assert!(!desk.w.containers[key].listens(80));
}

#[test]
fn what_fails_is_said_as_compose_says_it() {
    let mut desk = desk(APP);
    let file = |name: &str| format!("/home/ec2-user/app/{name}.yaml");
    desk.file(
        &file("gate"),
        "services:\n  migrate: {image: 'nginx:1.27', command: [sh, -c, 'exit 3']}\n  web: {image: 'nginx:1.27', depends_on: {migrate: {condition: service_completed_successfully}}}",
    );
    desk.file(
        &file("sick"),
        "services:\n  db: {image: 'nginx:1.27', healthcheck: {test: 'exit 1', interval: 1s, retries: 2}}\n  web: {image: 'nginx:1.27', depends_on: {db: {condition: service_healthy}}}",
    );
    desk.file(
        &file("unchecked"),
        "services:\n  db: {image: 'nginx:1.27'}\n  web: {image: 'nginx:1.27', depends_on: {db: {condition: service_healthy}}}",
    );
    desk.file(
        &file("port"),
        "services: {web: {image: 'nginx:1.27', ports: ['80:80'], deploy: {replicas: 2}}}",
    );
    desk.file(&file("outside"), "services: {web: {image: 'nginx:1.27', networks: [n]}}\nnetworks: {n: {external: true, name: shared}}");
    desk.file(
        &file("volume"),
        "services: {web: {image: 'nginx:1.27', volumes: ['vol:/x']}}\nvolumes: {vol: {external: true}}",
    );
    desk.file(&file("image"), "services: {web: {image: 'nginx:nope'}}");
    desk.file(&file("build"), "services: {web: {build: .}}");
    desk.file(
        &file("unset"),
        "services: {web: {image: 'nginx:${TAG}1.27', environment: {A: '${B:?needed}'}}}",
    );
    desk.file(
        &file("warns"),
        "services: {web: {image: 'nginx:1.27${TAG}'}}",
    );
    desk.file(
        &file("envfile"),
        "services: {web: {image: nginx, env_file: [missing.env]}}",
    );
    desk.file(&file("invalid"), "services: {web: {imagee: nginx}}");
    let text = desk.script(&[
        "docker compose -p a -f gate.yaml up -d",
        "docker compose -p b -f sick.yaml up -d",
        "docker compose -p b -f sick.yaml ps -a",
        "docker compose -p c -f unchecked.yaml up -d",
        "docker compose -p d -f port.yaml up -d",
        "docker compose -p e -f outside.yaml up -d",
        "docker compose -p f -f volume.yaml up -d",
        "docker compose -p g -f image.yaml up -d",
        "docker compose -p g -f image.yaml pull --quiet",
        "docker compose -p h -f build.yaml up -d",
        "docker compose -p i -f unset.yaml up -d",
        "docker compose -p j -f warns.yaml up -d --wait",
        "docker compose -f envfile.yaml up -d",
        "docker compose -f invalid.yaml up -d",
        "docker compose -f nowhere.yaml up -d",
        "docker compose -p Up ps",
        "docker compose up",
        "docker compose up -d nope",
        "docker compose up -d --nope",
        "docker compose nope",
        "docker compose build",
        "docker compose up -d --scale web",
        "docker compose exec web ls",
    ]);
    assert_snapshot!(regex_free(&text), @r#"
    $ docker compose -p a -f gate.yaml up -d
     migrate Pulling 
     migrate Pulled 
     Network a_default  Creating
     Network a_default  Created
     Container a-migrate-1  Creating
     Container a-migrate-1  Created
     Container a-web-1  Creating
     Container a-web-1  Created
     Container a-migrate-1  Starting
     Container a-migrate-1  Started
     Container a-migrate-1  Waiting
     Container a-migrate-1  Error
    service "migrate" didn't complete successfully: exit 3
    ? 1
    $ docker compose -p b -f sick.yaml up -d
     Network b_default  Creating
     Network b_default  Created
     Container b-db-1  Creating
     Container b-db-1  Created
     Container b-web-1  Creating
     Container b-web-1  Created
     Container b-db-1  Starting
     Container b-db-1  Started
     Container b-db-1  Waiting
     Container b-db-1  Error
    dependency failed to start: container b-db-1 is unhealthy
    ? 1
    $ docker compose -p b -f sick.yaml ps -a
    NAME      IMAGE        COMMAND                  SERVICE   CREATED         STATUS                     PORTS
    b-db-1    nginx:1.27   "/docker-entrypoint.…"   db        3 seconds ago   Up 3 seconds (unhealthy)   80/tcp
    b-web-1   nginx:1.27   "/docker-entrypoint.…"   web       3 seconds ago   Created
    $ docker compose -p c -f unchecked.yaml up -d
     Network c_default  Creating
     Network c_default  Created
     Container c-db-1  Creating
     Container c-db-1  Created
     Container c-web-1  Creating
     Container c-web-1  Created
     Container c-db-1  Starting
     Container c-db-1  Started
     Container c-db-1  Waiting
     Container c-db-1  Error
    dependency failed to start: container c-db-1 has no healthcheck configured
    ? 1
    $ docker compose -p d -f port.yaml up -d
     Network d_default  Creating
     Network d_default  Created
     Container d-web-1  Creating
     Container d-web-2  Creating
     Container d-web-1  Created
     Container d-web-2  Created
     Container d-web-1  Starting
     Container d-web-2  Starting
     Container d-web-1  Started
     Container d-web-2  Error
    Error response from daemon: driver failed programming external connectivity on endpoint d-web-2 (ID): Bind for 0.0.0.0:80 failed: port is already allocated
    ? 1
    $ docker compose -p e -f outside.yaml up -d
    Error response from daemon: network shared not found
    ? 1
    $ docker compose -p f -f volume.yaml up -d
     Network f_default  Creating
     Network f_default  Created
    external volume "vol" not found
    ? 1
    $ docker compose -p g -f image.yaml up -d
     web Pulling 
     web Error 
    Error response from daemon: manifest for nginx:nope not found: manifest unknown: manifest unknown
    ? 18
    $ docker compose -p g -f image.yaml pull --quiet
    Error response from daemon: manifest for nginx:nope not found: manifest unknown: manifest unknown
    ? 18
    $ docker compose -p h -f build.yaml up -d
    ERROR: failed to solve: failed to read dockerfile: open Dockerfile: no such file or directory
    ? 17
    $ docker compose -p i -f unset.yaml up -d
    time="2026-01-01T00:00:25Z" level=warning msg="The \"TAG\" variable is not set. Defaulting to a blank string."
    error while interpolating services.web.environment.A: required variable B is missing a value: needed
    ? 15
    $ docker compose -p j -f warns.yaml up -d --wait
    time="2026-01-01T00:00:26Z" level=warning msg="The \"TAG\" variable is not set. Defaulting to a blank string."
     Network j_default  Creating
     Network j_default  Created
     Container j-web-1  Creating
     Container j-web-1  Created
     Container j-web-1  Starting
     Container j-web-1  Started
     Container j-web-1  Waiting
     Container j-web-1  Healthy
    $ docker compose -f envfile.yaml up -d
    env file /home/ec2-user/app/missing.env not found: stat /home/ec2-user/app/missing.env: no such file or directory
    ? 14
    $ docker compose -f invalid.yaml up -d
    validating /home/ec2-user/app/invalid.yaml: services.web additional properties 'imagee' not allowed
    ? 15
    $ docker compose -f nowhere.yaml up -d
    open /home/ec2-user/app/nowhere.yaml: no such file or directory
    ? 14
    $ docker compose -p Up ps
    invalid project name "Up": must consist only of lowercase alphanumeric characters, hyphens, and underscores as well as start with a letter or number
    ? 1
    $ docker compose up
    Attaching to db-1, web-1
    db-1   | [Note] [Entrypoint]: Initializing database files
    db-1   | [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. port: 3306
    web-1  | [notice] 1#1: start worker processes
     db Pulling 
     db Pulled 
     Network app_default  Creating
     Volume "app_data"  Creating
     Volume "app_data"  Created
     Network app_default  Created
     Container app-db-1  Creating
     Container app-db-1  Created
     Container app-web-1  Creating
     Container app-web-1  Created
     Container app-db-1  Starting
     Container app-db-1  Started
     Container app-db-1  Waiting
     Container app-db-1  Healthy
     Container app-web-1  Starting
     Container app-web-1  Started
    paperboat: not modelled: docker compose up in front of what does not end by itself; interrupted (start it with -d)
    ? 130
    $ docker compose up -d nope
    no such service: nope
    ? 1
    $ docker compose up -d --nope
    unknown flag: --nope
    ? 16
    $ docker compose nope
    unknown docker command: "compose nope"
    ? 16
    $ docker compose build
    $ docker compose up -d --scale web
    invalid --scale option "web". Should be SERVICE=NUM
    ? 1
    $ docker compose exec web ls
    service "web" is not running
    ? 1
    "#);
    desk.process.cwd = "/tmp".into();
    assert_snapshot!(desk.script(&["docker compose up -d", "docker compose -p a down"]), @r"
    $ docker compose up -d
    no configuration file provided: not found
    ? 14
    $ docker compose -p a down
     Container a-migrate-1  Stopping
     Container a-web-1  Stopping
     Container a-migrate-1  Stopped
     Container a-migrate-1  Removing
     Container a-web-1  Stopped
     Container a-web-1  Removing
     Container a-web-1  Removed
     Container a-migrate-1  Removed
     Network a_default  Removing
     Network a_default  Removed
    ");
}

#[test]
fn without_the_plugin_there_is_no_compose() {
    let mut desk = desk(APP);
    let files = &mut desk.w.hosts.machines[desk.machine].files;
    files.change("/usr/local/lib/docker/cli-plugins/docker-compose", |node| {
        node.mode = 0o644
    });
    let text = desk.script(&[
        "docker compose version",
        "docker compose -f a.yaml up",
        "docker compose --file a.yaml up",
    ]);
    assert_snapshot!(text, @r"
    $ docker compose version
    docker: 'compose' is not a docker command.
    See 'docker --help'
    ? 1
    $ docker compose -f a.yaml up
    unknown shorthand flag: 'f' in -f
    See 'docker --help'.
    ? 125
    $ docker compose --file a.yaml up
    unknown flag: --file
    See 'docker --help'.
    ? 125
    ");
}
