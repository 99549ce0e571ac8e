//! Tasks without a network interface of their own: in the Docker engine of their instance, behind its ports.

use paperboat_core::aws::ec2::{
    AuthorizeSecurityGroupIngress, CreateKeyPair, DescribeInstances, Instance, IpPermission,
    IpRange, ModifyInstanceMetadataOptions, RebootInstances, TerminateInstances,
};
use paperboat_core::aws::ecs::*;
use paperboat_core::aws::host::{Exec, Login};
use paperboat_core::error::CloudError;

use super::instances::{Yard, numbers};
use crate::testing::{call, pass};

/// A container of 128 units and 256 MiB whose 8080 is behind a port of its host.
pub(super) fn container(name: &str, host_port: Option<u16>) -> ContainerDefinition {
    ContainerDefinition {
        name: name.into(),
        image: "web:1".into(),
        cpu: 128,
        memory: Some(512),
        memory_reservation: Some(256),
        port_mappings: vec![PortMapping {
            container_port: 8080,
            host_port,
            ..Default::default()
        }],
        ..Default::default()
    }
}

/// What a first tutorial registers: neither mode nor size, nor where it runs.
pub(super) fn plain(family: &str, containers: Vec<ContainerDefinition>) -> RegisterTaskDefinition {
    RegisterTaskDefinition {
        family: family.into(),
        container_definitions: containers,
        ..Default::default()
    }
}

impl Yard {
    /// A yard with an instance to which one can log in.
    pub(super) fn with_instance() -> (Self, String) {
        let mut y = Self::new();
        let key = CreateKeyPair {
            key_name: "boat".into(),
            ..Default::default()
        };
        call(&mut y.w, key).unwrap();
        y.key = "boat".into();
        let id = y.join("t3.small", 0);
        y.open(&id, 22);
        (y, id)
    }

    pub(super) fn instance(&mut self, id: &str) -> Instance {
        let request = DescribeInstances {
            instance_ids: vec![id.into()],
            ..Default::default()
        };
        call(&mut self.w, request).unwrap().reservations[0].instances[0].clone()
    }

    /// Lets anybody reach a port of an instance.
    pub(super) fn open(&mut self, id: &str, port: u16) {
        let group = self.instance(id).security_groups[0].group_id.clone();
        let open = AuthorizeSecurityGroupIngress {
            group_id: group,
            ip_permissions: vec![IpPermission {
                ip_protocol: "tcp".into(),
                from_port: Some(port.into()),
                to_port: Some(port.into()),
                ip_ranges: vec![IpRange {
                    cidr_ip: "0.0.0.0/0".into(),
                    ..Default::default()
                }],
                ..Default::default()
            }],
            ..Default::default()
        };
        call(&mut self.w, open).unwrap();
        pass(&mut self.w, 10);
    }

    /// Runs a command line on an instance; what it wrote, errors after the rest.
    pub(super) fn on(&mut self, id: &str, command: &str) -> String {
        let address = self.instance(id).public_ip_address;
        let request = Exec {
            login: Login {
                user: "ec2-user".into(),
                address,
                key_name: "boat".into(),
                instance_id: id.into(),
            },
            command: command.into(),
            ..Default::default()
        };
        let output = call(&mut self.w, request).unwrap();
        self.w.check();
        output.stdout + &output.stderr
    }

    pub(super) fn register(
        &mut self,
        definition: RegisterTaskDefinition,
    ) -> Result<TaskDefinition, CloudError> {
        let output = call(&mut self.w, definition)?;
        Ok(output.task_definition)
    }

    /// Runs tasks that have no network configuration.
    pub(super) fn start(&mut self, family: &str, count: u32) -> RunTaskOutput {
        let request = RunTask {
            cluster: "yard".into(),
            task_definition: family.into(),
            count: Some(count),
            ..Default::default()
        };
        let output = call(&mut self.w, request).unwrap();
        pass(&mut self.w, 60);
        self.w.check();
        output
    }

    fn halt(&mut self, task: &Task) {
        let stop = StopTask {
            cluster: "yard".into(),
            task: task.task_arn.clone(),
            ..Default::default()
        };
        call(&mut self.w, stop).unwrap();
        pass(&mut self.w, 90);
        self.w.check();
    }

    fn refused(&mut self, definition: RegisterTaskDefinition) -> String {
        self.register(definition).unwrap_err().message
    }
}

/// The ports of a container instance that no further task can have.
fn taken(resources: &[Resource]) -> Vec<&str> {
    taken_of(resources, "PORTS")
}

fn taken_of<'r>(resources: &'r [Resource], name: &str) -> Vec<&'r str> {
    let ports = resources.iter().filter(|r| r.name == name);
    ports
        .flat_map(|r| &r.string_set_value)
        .map(|p| &**p)
        .collect()
}

/// Container ports and host ports of a task, in order.
pub(super) fn bindings(task: &Task) -> Vec<(u16, u16)> {
    let all = task.containers.iter().flat_map(|c| &c.network_bindings);
    all.map(|b| (b.container_port, b.host_port)).collect()
}

#[test]
fn a_definition_without_a_mode_is_shown_as_it_was_given_and_its_ports_are_dockers() {
    let mut y = Yard::new();
    let shown = y
        .register(plain("web", vec![container("web", None)]))
        .unwrap();
    assert_eq!(
        (&*shown.network_mode, &*shown.cpu, &*shown.memory),
        ("", "", "")
    );
    let port = |d: &TaskDefinition| d.container_definitions[0].port_mappings[0].host_port;
    assert_eq!(port(&shown), Some(0));
    let host = RegisterTaskDefinition {
        network_mode: "host".into(),
        ..plain("host", vec![container("web", None)])
    };
    assert_eq!(port(&y.register(host).unwrap()), Some(8080));
}

#[test]
fn what_a_mode_does_not_allow_is_refused() {
    let mut y = Yard::new();
    let mut bare = container("web", None);
    (bare.memory, bare.memory_reservation) = (None, None);
    assert_eq!(
        y.refused(plain("web", vec![bare])),
        "Invalid setting for container 'web'. At least one of 'memory' or 'memoryReservation' must be specified."
    );
    let twice = vec![container("a", Some(80)), container("b", Some(80))];
    assert_eq!(
        y.refused(plain("web", twice)),
        "TCP host port '80' is mapped multiple times in task."
    );
    let mode = |mode: &str, container: ContainerDefinition| RegisterTaskDefinition {
        network_mode: mode.into(),
        ..plain("web", vec![container])
    };
    assert_eq!(
        y.refused(mode("host", container("web", Some(80)))),
        "When networkMode=host, the host ports and container ports in port mappings must match."
    );
    assert_eq!(
        y.refused(mode("none", container("web", None))),
        "Port mappings are not supported when networkMode=none."
    );
    let mut linked = container("web", None);
    linked.links = vec!["web".into()];
    assert_eq!(
        y.refused(mode("awsvpc", linked.clone())),
        "Links are not supported when networkMode=awsvpc."
    );
    assert_eq!(
        y.refused(mode("bridge", linked)),
        "Container dependency cannot have a cycle."
    );
}

#[test]
fn a_network_configuration_and_a_mode_that_has_none_do_not_go_together() {
    let (mut y, _) = Yard::with_instance();
    y.register(plain("web", vec![container("web", None)]))
        .unwrap();
    let request = RunTask {
        cluster: "yard".into(),
        task_definition: "web".into(),
        network_configuration: y.network(),
        ..Default::default()
    };
    let refused = call(&mut y.w, request).unwrap_err();
    assert_eq!(refused.code, "InvalidParameterException");
    assert_eq!(
        refused.message,
        "Network Configuration is not valid for the given networkMode of this task definition."
    );
}

#[test]
fn tasks_on_the_bridge_have_ports_of_their_own_and_are_seen_by_docker() {
    let (mut y, id) = Yard::with_instance();
    y.register(plain("web", vec![container("web", None)]))
        .unwrap();
    let started = y.start("web", 2);
    assert_eq!(started.failures, []);
    assert_eq!(started.tasks[0].last_status, TaskStatus::Pending);
    let tasks = y.tasks("RUNNING");
    assert_eq!(tasks[0].last_status, TaskStatus::Running);
    let mut ports: Vec<_> = tasks.iter().flat_map(bindings).collect();
    ports.sort_unstable();
    assert_eq!(ports, [(8080, 32768), (8080, 32769)]);
    assert_eq!((&*tasks[0].cpu, &*tasks[0].memory), ("128", "256"));
    assert_eq!(tasks[0].attachments, []);
    assert_eq!(tasks[0].availability_zone, "us-east-1a");
    // Of 2048 units and 1996 MiB.
    assert_eq!(numbers(&y.instances()[0].remaining_resources), [1792, 1484]);
    let rows = y.on(&id, "docker ps --format '{{.Image}} {{.Ports}}'");
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.sort_unstable();
    assert_eq!(
        rows,
        [
            "web:1 0.0.0.0:32768->8080/tcp, :::32768->8080/tcp",
            "web:1 0.0.0.0:32769->8080/tcp, :::32769->8080/tcp"
        ]
    );
    let names = y.on(&id, "docker ps --format '{{.Names}}'");
    assert!(
        names.lines().all(|name| name.starts_with("ecs-web-1-web-")),
        "{names}"
    );
    let ids = y.on(&id, "docker ps -q --no-trunc");
    assert!(ids.contains(&tasks[0].containers[0].runtime_id));
    let label = "{{index .Config.Labels \"com.amazonaws.ecs.task-definition-family\"}}";
    let first = names.lines().next().unwrap_or_default();
    assert_eq!(
        y.on(&id, &format!("docker inspect -f '{label}' {first}")),
        "web\n"
    );
    let code = "curl -s -o /dev/null -w '%{http_code}'";
    assert_eq!(y.on(&id, &format!("{code} localhost:32769")), "200");
}

#[test]
fn the_groups_of_the_instance_decide_who_reaches_a_task() {
    let (mut y, id) = Yard::with_instance();
    y.register(plain("web", vec![container("web", Some(80))]))
        .unwrap();
    y.start("web", 1);
    let address = y.instance(&id).public_ip_address.unwrap();
    let url = format!("http://{address}/");
    assert_eq!(y.w.page(&url).status, 0);
    y.open(&id, 80);
    assert_eq!(y.w.page(&url).status, 200);
}

#[test]
fn a_port_that_a_task_names_is_had_once_on_each_instance() {
    let (mut y, id) = Yard::with_instance();
    y.register(plain("web", vec![container("web", Some(80))]))
        .unwrap();
    let started = y.start("web", 2);
    assert_eq!(started.tasks.len(), 1);
    assert_eq!(started.failures[0].reason, "RESOURCE:PORTS");
    let reserved = ["22", "2375", "2376", "51678", "51679", "51680"];
    let one = &y.instances()[0];
    assert_eq!(taken(&one.registered_resources), reserved);
    let with_80 = ["22", "80", "2375", "2376", "51678", "51679", "51680"];
    assert_eq!(taken(&one.remaining_resources), with_80);
    y.register(plain("ssh", vec![container("web", Some(22))]))
        .unwrap();
    assert_eq!(y.start("ssh", 1).failures[0].reason, "RESOURCE:PORTS");
    let task = y.tasks("RUNNING")[0].clone();
    y.halt(&task);
    assert_eq!(y.tasks("STOPPED")[0].last_status, TaskStatus::Stopped);
    assert_eq!(taken(&y.instances()[0].remaining_resources), reserved);
    assert_eq!(y.on(&id, "docker ps -q"), "");
    assert!(
        y.on(&id, "docker ps -a --format '{{.Status}}'")
            .starts_with("Exited (")
    );
    assert_eq!(y.start("web", 1).tasks.len(), 1);
    // The agent removes what has ended after three hours.
    pass(&mut y.w, 3 * 3600);
    assert_eq!(y.on(&id, "docker ps -aq | wc -l"), "1\n");
}

#[test]
fn a_port_of_udp_is_another_one() {
    let (mut y, _) = Yard::with_instance();
    y.register(plain("web", vec![container("web", Some(8053))]))
        .unwrap();
    let mut udp = container("dns", Some(8053));
    udp.port_mappings[0].protocol = "udp".into();
    y.register(plain("dns", vec![udp])).unwrap();
    y.start("web", 1);
    assert_eq!(y.start("dns", 1).failures, []);
    let one = &y.instances()[0];
    assert_eq!(taken_of(&one.remaining_resources, "PORTS_UDP"), ["8053"]);
    assert_eq!(taken_of(&one.registered_resources, "PORTS_UDP"), [""; 0]);
    assert_eq!(y.start("dns", 1).failures[0].reason, "RESOURCE:PORTS");
}

#[test]
fn a_container_on_the_bridge_is_one_network_further_from_the_metadata_service() {
    let (mut y, id) = Yard::with_instance();
    y.register(plain("web", vec![container("web", None)]))
        .unwrap();
    y.start("web", 1);
    let token = "docker exec $(docker ps -q) curl -s -m 2 -o /dev/null -w '%{http_code}' -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token";
    assert_eq!(y.on(&id, token), "200");
    let modify = ModifyInstanceMetadataOptions {
        instance_id: id.clone(),
        http_put_response_hop_limit: Some(1),
        ..Default::default()
    };
    call(&mut y.w, modify).unwrap();
    pass(&mut y.w, 30);
    assert_eq!(y.on(&id, token), "000");
}

#[test]
fn containers_of_a_task_share_no_network_unless_they_are_linked() {
    let (mut y, id) = Yard::with_instance();
    let mut second = container("second", None);
    second.links = vec!["first:neighbour".into()];
    second.port_mappings.clear();
    y.register(plain("pair", vec![second, container("first", None)]))
        .unwrap();
    y.start("pair", 1);
    let ask = |url: &str| {
        format!(
            "docker exec $(docker ps -qf name=-second-) curl -s -o /dev/null -w '%{{http_code}}' {url}"
        )
    };
    assert_eq!(y.on(&id, &ask("neighbour:8080")), "200");
    assert_eq!(y.on(&id, &ask("first:8080")), "000");
    let names = y.on(&id, "docker ps --format '{{.Names}}'");
    let order: Vec<bool> = names.lines().map(|n| n.contains("-second-")).collect();
    assert_eq!(
        order,
        [true, false],
        "the one that is linked to was made first"
    );
}

#[test]
fn in_host_mode_a_container_listens_on_the_instance_itself() {
    let (mut y, id) = Yard::with_instance();
    let mut host = plain("web", vec![container("web", None)]);
    host.network_mode = "host".into();
    y.register(host).unwrap();
    let started = y.start("web", 2);
    assert_eq!(started.failures[0].reason, "RESOURCE:PORTS");
    assert_eq!(bindings(&y.tasks("RUNNING")[0]), [(8080, 8080)]);
    let code = "curl -s -o /dev/null -w '%{http_code}' localhost:8080";
    assert_eq!(y.on(&id, code), "200");
    assert_eq!(y.on(&id, "docker ps --format '{{.Networks}}'"), "host\n");
}

#[test]
fn what_a_definition_says_of_a_container_stands_in_the_engine() {
    let (mut y, id) = Yard::with_instance();
    let mut web = container("web", None);
    web.ulimits = vec![Ulimit {
        name: "nofile".into(),
        soft_limit: 1024,
        hard_limit: 2048,
    }];
    web.user = "1000".into();
    web.working_directory = "/srv".into();
    web.docker_labels = [("team".to_owned(), "blue".to_owned())].into();
    web.mount_points = vec![MountPoint {
        source_volume: "data".into(),
        container_path: "/data".into(),
        ..Default::default()
    }];
    let mut definition = plain("web", vec![web]);
    definition.volumes = vec![Volume {
        name: "data".into(),
        ..Default::default()
    }];
    y.register(definition).unwrap();
    y.start("web", 1);
    let mut shown = |what: &str| y.on(&id, &format!("docker inspect -f '{what}' $(docker ps -q)"));
    assert_eq!(
        shown("{{.HostConfig.Memory}} {{.HostConfig.MemoryReservation}}"),
        "536870912 268435456\n"
    );
    assert_eq!(
        shown("{{json .HostConfig.Ulimits}}"),
        "[{\"Name\":\"nofile\",\"Hard\":2048,\"Soft\":1024}]\n"
    );
    assert_eq!(
        shown("{{.Config.User}} {{.Config.WorkingDir}} {{.Config.Labels.team}}"),
        "1000 /srv blue\n"
    );
    let mount = shown("{{range .Mounts}}{{.Type}} {{.Name}} {{.Destination}}{{end}}");
    assert!(
        mount.starts_with("volume ecs-web-1-data-") && mount.ends_with(" /data\n"),
        "{mount}"
    );
    // The agent removes the task's volume with its last container.
    let task = y.tasks("RUNNING")[0].clone();
    y.halt(&task);
    assert_eq!(y.on(&id, "docker volume ls -q | wc -l"), "1\n");
    pass(&mut y.w, 3 * 3600);
    assert_eq!(y.on(&id, "docker volume ls -q | wc -l"), "0\n");
}

#[test]
fn a_task_without_a_network_is_reached_by_nobody() {
    let (mut y, id) = Yard::with_instance();
    let mut alone = container("web", None);
    alone.port_mappings.clear();
    let none = RegisterTaskDefinition {
        network_mode: "none".into(),
        ..plain("alone", vec![alone])
    };
    y.register(none).unwrap();
    y.start("alone", 1);
    assert_eq!(y.tasks("RUNNING")[0].last_status, TaskStatus::Running);
    assert_eq!(y.on(&id, "docker ps --format '{{.Networks}}'"), "none\n");
    assert_eq!(bindings(&y.tasks("RUNNING")[0]), []);
}

#[test]
fn who_removes_a_container_by_hand_ends_its_task() {
    let (mut y, id) = Yard::with_instance();
    y.register(plain("web", vec![container("web", Some(80))]))
        .unwrap();
    y.start("web", 1);
    y.on(&id, "docker rm -f $(docker ps -q)");
    pass(&mut y.w, 60);
    y.w.check();
    let task = &y.tasks("STOPPED")[0];
    assert_eq!(task.last_status, TaskStatus::Stopped);
    assert_eq!(task.stopped_reason, "Essential container in task exited");
    assert_eq!(task.containers[0].exit_code, Some(137));
}

#[test]
fn a_container_that_cannot_be_started_says_why_in_dockers_words() {
    let (mut y, id) = Yard::with_instance();
    y.register(plain("web", vec![container("web", Some(80))]))
        .unwrap();
    y.on(&id, "docker run -d --name mine -p 80:80 nginx");
    y.start("web", 1);
    let task = &y.tasks("STOPPED")[0];
    assert_eq!(task.stop_code, Some(TaskStopCode::TaskFailedToStart));
    assert_eq!(task.stopped_reason, "Task failed to start");
    let reason = &task.containers[0].reason;
    let begins = "CannotStartContainerError: Error response from daemon: driver failed programming external connectivity on endpoint ecs-web-1-web-";
    assert!(reason.starts_with(begins), "{reason}");
    let ends = ": Bind for 0.0.0.0:80 failed: port is already allocated";
    assert!(reason.ends_with(ends), "{reason}");
}

#[test]
fn a_task_ends_with_the_machine_under_it() {
    let (mut y, id) = Yard::with_instance();
    y.register(plain("web", vec![container("web", Some(80))]))
        .unwrap();
    y.start("web", 1);
    let reboot = RebootInstances {
        instance_ids: vec![id.clone()],
    };
    call(&mut y.w, reboot).unwrap();
    assert_eq!(y.tasks("RUNNING").len(), 1, "nobody has told ECS yet");
    pass(&mut y.w, 300);
    y.w.check();
    let task = &y.tasks("STOPPED")[0];
    assert_eq!(task.stopped_reason, "Essential container in task exited");
    assert_eq!(y.start("web", 1).failures, []);
    let end = TerminateInstances {
        instance_ids: vec![id.clone()],
    };
    call(&mut y.w, end).unwrap();
    pass(&mut y.w, 300);
    y.w.check();
    assert_eq!(y.tasks("RUNNING"), []);
    let reason = format!("Host EC2 (instance {id}) terminated.");
    let stopped = y.tasks("STOPPED");
    assert!(stopped.iter().any(|t| t.stopped_reason == reason));
    // What the agent would have removed is gone with its machine.
    pass(&mut y.w, 4 * 3600);
    y.w.check();
}
