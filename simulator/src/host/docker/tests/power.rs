//! What comes back after a machine lost its power: nothing was asked to end, and nothing could be written down.

use super::Desk;
use crate::host::docker::{engine_lost, engine_started};

#[test]
fn who_comes_back_after_the_power_was_lost() {
    let mut desk = Desk::new();
    desk.has("nginx:1.27");
    desk.script(&[
        "docker run -d --name plain nginx:1.27",
        "docker run -d --name always --restart always -p 8080:80 nginx:1.27",
        "docker run -d --name unless --restart unless-stopped nginx:1.27",
        "docker run -d --name fails --restart on-failure:3 nginx:1.27",
        "docker run -d --name held --restart always nginx:1.27",
        "docker run -d --name left --restart unless-stopped nginx:1.27",
        "docker run -d --name gone --rm -v /data nginx:1.27",
        "docker create --name fresh --restart always nginx:1.27",
        "docker stop held left",
    ]);
    let cause = desk.client().cause;
    engine_lost(&mut desk.w, desk.machine, cause);
    let down = desk.types("docker ps");
    assert!(
        down.contains("Cannot connect to the Docker daemon"),
        "{down}"
    );
    engine_started(&mut desk.w, desk.machine, cause);
    desk.pass(20);
    let text = desk.types("docker ps -a --format '{{.Names}} {{.Status}} {{.Ports}}'");
    let mut lines: Vec<String> = text
        .lines()
        .skip(1)
        .map(|line| line.split(" seconds").next().unwrap_or(line).to_owned())
        .map(|line| {
            line.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ')
                .to_owned()
        })
        .collect();
    lines.sort();
    assert_eq!(
        lines,
        [
            "always Up",
            "fails Up",
            "fresh Created",
            "held Up",
            "left Exited (0)",
            "plain Exited (255)",
            "unless Up",
        ]
    );
    let counts =
        desk.types("docker inspect -f '{{.RestartCount}} {{.State.Running}}' always fails");
    assert!(counts.ends_with("0 true\n0 true\n"), "{counts}");
    let port = desk.types("docker port always");
    assert!(port.contains("80/tcp -> 0.0.0.0:8080"), "{port}");
    // The folder that the image of one with `--rm` was given went with it.
    assert_eq!(desk.types("docker volume ls -q"), "$ docker volume ls -q\n");
}
