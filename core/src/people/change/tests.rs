use super::{Made, words};
use crate::aws::ec2::{AuthorizeSecurityGroupIngress, IpPermission, RunInstances};
use crate::aws::ecs::{ContainerDefinition, PortMapping, RegisterTaskDefinition};
use crate::aws::elbv2::CreateTargetGroup;
use crate::aws::host::{Exec, Login, Put};
use crate::aws::iam::AttachRolePolicy;
use crate::aws::{Request, SecretString, typed_command};
use crate::people::Slip;

fn login(instance: &str) -> Login {
    Login {
        user: "ec2-user".to_owned(),
        instance_id: instance.to_owned(),
        ..Login::default()
    }
}

fn exec(command: &str) -> Request {
    Request::from(Exec {
        login: login("i-1"),
        command: command.to_owned(),
        ..Exec::default()
    })
}

/// What a slip makes of a command on a machine.
fn run(slip: Slip, command: &str) -> Option<String> {
    match slip.made(&exec(command), &[])? {
        Made::Instead(request) => match *request {
            Request::Host(crate::aws::HostCall::Exec(exec)) => Some(exec.command),
            other => panic!("{other:?}"),
        },
        Made::Nothing(_) => Some(String::new()),
    }
}

#[test]
fn flags_of_docker_run_are_forgotten_with_their_values() {
    let command =
        "docker run -d --name web --restart unless-stopped -p 80:8080 -e 'A=-p 1' web:1.4";
    assert_eq!(
        run(Slip::RestartForgotten, command).as_deref(),
        Some("docker run -d --name web -p 80:8080 -e 'A=-p 1' web:1.4")
    );
    assert_eq!(
        run(Slip::PortNotPublished, command).as_deref(),
        Some("docker run -d --name web --restart unless-stopped -e 'A=-p 1' web:1.4")
    );
    assert_eq!(
        run(Slip::PortNotPublished, "docker run -e 'A=-p 1' web"),
        None
    );
    assert_eq!(run(Slip::PortNotPublished, "mkdir -p /srv"), None);
    assert_eq!(
        run(Slip::RestartForgotten, "docker update --restart always web"),
        None
    );
}

#[test]
fn words_end_at_blanks_that_no_quotes_hold() {
    let command = "a 'b c' d\"e f\" g";
    let shown: Vec<&str> = words(command, 0)
        .iter()
        .map(|(a, b)| &command[*a..*b])
        .collect();
    assert_eq!(shown, ["a", "'b c'", "d\"e f\"", "g"]);
}

#[test]
fn a_daemon_is_started_and_not_enabled() {
    let command = "sudo systemctl enable --now docker";
    let made = run(Slip::DaemonNotEnabled, command);
    assert_eq!(made.as_deref(), Some("sudo systemctl start docker"));
    assert_eq!(
        run(Slip::DaemonNotEnabled, "sudo systemctl enable --now nginx"),
        None
    );
}

#[test]
fn a_mistyped_tag_is_longer_by_its_last_letter() {
    let made = run(Slip::TagMistyped, "docker pull -q redis:7.4-alpine");
    assert_eq!(made.as_deref(), Some("docker pull -q redis:7.4-alpinee"));
    let definition = |image: &str| RegisterTaskDefinition {
        container_definitions: vec![ContainerDefinition {
            image: image.to_owned(),
            ..ContainerDefinition::default()
        }],
        ..RegisterTaskDefinition::default()
    };
    let made = Slip::TagMistyped.made(&definition("redis:7").into(), &[]);
    assert_eq!(
        made,
        Some(Made::Instead(Box::new(definition("redis:77").into())))
    );
    assert_eq!(
        Slip::TagMistyped.made(&definition("redis@sha256:00").into(), &[]),
        None
    );
}

#[test]
fn what_is_written_for_the_machine_is_written_wrong_and_the_own_file_is_not() {
    let put = |path: &str, content: &str| {
        Request::from(Put {
            login: login("i-1"),
            path: path.to_owned(),
            content: SecretString(content.to_owned()),
            ..Put::default()
        })
    };
    let text = "services:\n  web:\n    image: web:1.4\n    restart: unless-stopped\n";
    let own = put("/srv/app/compose.yaml", text);
    assert_eq!(Slip::possible(&own, &[]), []);
    let written = "/srv/app/compose.paperboat.yaml";
    let made = Slip::RestartForgotten.made(&put(written, text), &[]);
    let without = text.replace("unless-stopped", "\"no\"");
    assert_eq!(made, Some(Made::Instead(Box::new(put(written, &without)))));
    let made = Slip::TagMistyped.made(&put(written, text), &[]);
    let other = text.replace("1.4", "1.44");
    assert_eq!(made, Some(Made::Instead(Box::new(put(written, &other)))));
    for variables in ["/srv/app/.env", "/srv/app/web.env", "/srv/app/.env.prod"] {
        assert_eq!(
            Slip::possible(&put(variables, "A=1"), &[]),
            [Slip::EnvFileNotCopied],
            "{variables}"
        );
    }
}

#[test]
fn firewalls_are_left_closed_or_opened_to_the_world() {
    let ssh = || IpPermission::from_range("tcp", 22, "192.0.2.10/32");
    let web = || IpPermission::from_range("tcp", 80, "0.0.0.0/0");
    let rules = |ip_permissions| {
        Request::from(AuthorizeSecurityGroupIngress {
            group_id: "sg-1".to_owned(),
            ip_permissions,
            ..Default::default()
        })
    };
    let both = rules(vec![ssh(), web()]);
    let instead = |request| Some(Made::Instead(Box::new(request)));
    assert_eq!(
        Slip::PortClosed.made(&both, &[]),
        instead(rules(vec![ssh()]))
    );
    let world = IpPermission::from_range("tcp", 22, "0.0.0.0/0");
    assert_eq!(
        Slip::OpenToWorld.made(&both, &[]),
        instead(rules(vec![world, web()]))
    );
    let closed = Slip::PortClosed.made(&rules(vec![web()]), &[]);
    assert!(matches!(closed, Some(Made::Nothing(_))), "{closed:?}");
    assert_eq!(Slip::OpenToWorld.made(&rules(vec![web()]), &[]), None);
}

#[test]
fn the_next_smaller_size_is_of_the_same_family_and_cpu() {
    let launch = |name: &str| {
        Request::from(RunInstances {
            instance_type: name.to_owned(),
            ..RunInstances::default()
        })
    };
    let instead = |request: Request| Some(Made::Instead(Box::new(request)));
    let made = |request: &Request| Slip::TooLittleMemory.made(request, &[]);
    assert_eq!(made(&launch("t3.small")), instead(launch("t3.micro")));
    assert_eq!(made(&launch("t3.nano")), None);
    assert_eq!(made(&launch("x9.unknown")), None);
    let task = |memory: &str| {
        Request::from(RegisterTaskDefinition {
            cpu: "256".to_owned(),
            memory: memory.to_owned(),
            ..RegisterTaskDefinition::default()
        })
    };
    assert_eq!(made(&task("2048")), instead(task("1024")));
    assert_eq!(made(&task("512")), None);
}

#[test]
fn paths_policies_and_mappings_go_wrong_where_they_stand() {
    let group = |path: &str| {
        Request::from(CreateTargetGroup {
            health_check_path: path.to_owned(),
            ..CreateTargetGroup::default()
        })
    };
    let wrong = |path: &str| match Slip::WrongHealthPath.made(&group(path), &[]) {
        Some(Made::Instead(request)) => typed_command(&request),
        other => panic!("{other:?}"),
    };
    assert!(
        wrong("/healthz").ends_with("--health-check-path /"),
        "{}",
        wrong("/healthz")
    );
    assert_eq!(Slip::WrongHealthPath.made(&group("/"), &[]), None);
    assert_eq!(Slip::WrongHealthPath.made(&group(""), &[]), None);
    let attach = Request::from(AttachRolePolicy::default());
    assert_eq!(Slip::possible(&attach, &[]), [Slip::RoleMissing]);
    let definition = Request::from(RegisterTaskDefinition {
        container_definitions: vec![ContainerDefinition {
            image: "web:1".to_owned(),
            port_mappings: vec![PortMapping::default()],
            ..ContainerDefinition::default()
        }],
        ..RegisterTaskDefinition::default()
    });
    assert_eq!(
        Slip::possible(&definition, &[]),
        [Slip::PortNotPublished, Slip::TagMistyped]
    );
}

#[test]
fn another_machine_is_taken_only_where_there_is_one() {
    let command = exec("docker ps");
    assert_eq!(Slip::WrongHost.made(&command, &[login("i-1")]), None);
    let Some(Made::Instead(other)) = Slip::WrongHost.made(&command, &[login("i-1"), login("i-2")])
    else {
        panic!("there is another machine");
    };
    let Request::Host(crate::aws::HostCall::Exec(other)) = *other else {
        panic!("it is a command");
    };
    assert_eq!(
        (other.login.instance_id.as_str(), other.command.as_str()),
        ("i-2", "docker ps")
    );
}
