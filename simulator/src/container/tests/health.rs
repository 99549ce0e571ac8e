//! Health checks against what programs do.

use std::time::Duration;

use super::{Bench, checks, mysql, nginx, spring};
use crate::container::{HealthCheck, kill};

fn verdicts(bench: &Bench) -> String {
    let lines = bench.story();
    let health = ["healthy", "unhealthy"];
    let about = |line: &&str| health.iter().any(|h| line.contains(&format!("-> {h}")));
    lines.lines().filter(about).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_check_passes_when_the_program_answers_it() {
    let mut bench = Bench::new(2.0, 4_000);
    let mut database = mysql();
    database.required_env.clear();
    let mut bare = nginx();
    bare.lacks = vec!["curl".into()];
    let all = [
        (
            "good",
            spring(),
            "curl -fsS http://localhost:8080/actuator/health",
        ),
        ("root", spring(), "curl -f http://localhost:8080/"),
        (
            "port",
            spring(),
            "wget -qO- http://localhost:80/actuator/health || exit 1",
        ),
        ("lacks", bare, "curl -f http://localhost/"),
        ("db", database, "mysqladmin ping -h localhost"),
        ("always", spring(), "true"),
        ("never", spring(), "exit 1"),
        ("tcp", spring(), "nc -z localhost 8080"),
    ];
    for (name, profile, line) in all {
        let image = if name == "db" {
            "docker.io/library/mysql"
        } else {
            "acme/app"
        };
        let mut spec = bench.spec(name, image, profile);
        spec.health = checks(line);
        let key = bench.start(spec);
        bench.pass(60.0);
        let cause = bench.begin;
        kill(&mut bench.w, key, cause);
    }
    insta::assert_snapshot!(verdicts(&bench), @r"
    00:00:10.000 container/good: starting -> healthy <- container/good ready
    00:01:30.000 container/root: starting -> unhealthy (curl: (22) The requested URL returned error: 404) <- container/root running
    00:02:30.000 container/port: starting -> unhealthy (wget: can't connect to remote host (127.0.0.1): Connection refused) <- container/port ready
    00:03:30.000 container/lacks: starting -> unhealthy (sh: curl: not found) <- container/lacks running
    00:04:20.000 container/db: starting -> healthy <- container/db ready
    00:05:10.000 container/always: starting -> healthy <- container/always running
    00:06:30.000 container/never: starting -> unhealthy (exit code 1) <- container/never running
    00:07:10.000 container/tcp: starting -> healthy <- container/tcp ready
    ");
}

#[test]
fn a_start_period_forgives_and_none_checks_nothing() {
    let mut bench = Bench::new(0.1, 4_000);
    for (name, start_period, test) in [
        ("strict", 0, "CMD-SHELL"),
        ("patient", 120, "CMD-SHELL"),
        ("off", 0, "NONE"),
    ] {
        let mut spec = bench.spec(name, "acme/app", spring());
        spec.health = checks("curl -f localhost:8080/actuator/health").map(|check| HealthCheck {
            test: vec![test.into(), check.test[1].clone()],
            start_period: Duration::from_secs(start_period),
            ..check
        });
        let key = bench.start(spec);
        bench.pass(200.0);
        let cause = bench.begin;
        kill(&mut bench.w, key, cause);
    }
    insta::assert_snapshot!(verdicts(&bench), @r"
    00:00:30.000 container/strict: starting -> unhealthy (curl: (7) Failed to connect to localhost port 8080 after 0 ms: Couldn't connect to server) <- container/strict
    00:01:10.000 container/strict: unhealthy -> healthy <- container/strict ready
    00:04:40.000 container/patient: starting -> healthy <- container/patient ready
    ");
}
