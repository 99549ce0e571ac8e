//! The health check that an image declares.

use super::Desk;

/// Builds an image whose check finds what it is told to.
fn desk(check: &str) -> Desk {
    let mut desk = Desk::new();
    desk.has("nginx:1.27");
    desk.file(
        "/home/ec2-user/Dockerfile",
        &format!("FROM nginx:1.27\nHEALTHCHECK --interval=5s --retries=2 {check}\n"),
    );
    let built = desk.types("docker build -q -t well:1 .");
    assert!(built.contains("sha256:"), "{built}");
    desk
}

fn shown(desk: &mut Desk, line: &str) -> String {
    let text = desk.types(line);
    text.split_once('\n')
        .unwrap_or_default()
        .1
        .trim()
        .to_owned()
}

const STATUS: &str = "docker ps --format '{{.Names}} {{.Status}}'";

#[test]
fn a_container_has_its_images_check() {
    let mut desk = desk("CMD curl -f http://localhost/");
    desk.types("docker run -d --name well well:1");
    assert!(shown(&mut desk, STATUS).ends_with("(health: starting)"));
    desk.pass(6);
    assert!(shown(&mut desk, STATUS).ends_with("(healthy)"));
    let declared = "docker inspect -f '{{json .Config.Healthcheck}}' well";
    assert_eq!(
        shown(&mut desk, declared),
        r#"{"Test":["CMD-SHELL","curl -f http://localhost/"],"Interval":5000000000,"Retries":2}"#
    );
    desk.types("docker stop well");
    let stopped = "docker inspect -f '{{.State.Health.Status}}' well";
    assert_eq!(shown(&mut desk, stopped), "unhealthy");
}

#[test]
fn what_is_asked_for_stands_over_the_images_check() {
    let mut desk = desk("CMD exit 1");
    desk.script(&[
        "docker run -d --name ill well:1",
        "docker run -d --name off --no-healthcheck well:1",
        "docker run -d --name own --health-cmd true well:1",
        "docker run -d --name slow --health-interval 60s well:1",
    ]);
    desk.pass(20);
    let of = |desk: &mut Desk, name: &str| {
        let line = format!(
            "docker inspect -f '{{{{if .State.Health}}}}{{{{.State.Health.Status}}}}{{{{end}}}} {{{{json .Config.Healthcheck.Test}}}}' {name}"
        );
        shown(desk, &line)
    };
    assert_eq!(of(&mut desk, "ill"), r#"unhealthy ["CMD-SHELL","exit 1"]"#);
    assert_eq!(of(&mut desk, "off"), r#"["NONE"]"#);
    assert_eq!(of(&mut desk, "own"), r#"healthy ["CMD-SHELL","true"]"#);
    assert_eq!(of(&mut desk, "slow"), r#"starting ["CMD-SHELL","exit 1"]"#);
}

#[test]
fn a_check_goes_with_its_image_into_an_archive_and_to_what_is_built_on_it() {
    let mut desk = desk("CMD true");
    desk.file("/home/ec2-user/Dockerfile", "FROM well:1\nENV A=1\n");
    desk.script(&[
        "docker build -q -t above:1 .",
        "docker save -o above.tar above:1",
        "docker rmi above:1",
        "docker load -i above.tar",
    ]);
    let declared = "docker image inspect -f '{{json .Config.Healthcheck.Test}}' above:1";
    assert_eq!(shown(&mut desk, declared), r#"["CMD-SHELL","true"]"#);
}
