//! How runs end.

use std::collections::BTreeMap;
use std::time::Duration;

use paperboat_core::workload::Started;
use proptest::prelude::{ProptestConfig, proptest};

use super::{Bench, checks, mysql, nginx, spring};
use crate::container::{ContainerKey, State, kill, start, stop};

fn stops(bench: &mut Bench, key: ContainerKey) {
    let cause = bench.begin;
    stop(&mut bench.w, key, Duration::from_secs(10), cause);
    bench.pass(30.0);
}

#[test]
fn sigterm_reaches_programs_and_not_what_a_shell_started() {
    let mut bench = Bench::new(2.0, 4_000);
    let sh = |line: &str| Some(vec!["sh".to_owned(), "-c".to_owned(), line.to_owned()]);
    let nginx_spec = bench.spec("nginx", "docker.io/library/nginx", nginx());
    let mut by_shell = bench.spec("by-shell", "acme/app", spring());
    by_shell.command = sh("sleep 1; java -jar app.jar");
    let mut by_exec = bench.spec("by-exec", "acme/app", spring());
    by_exec.command = sh("sleep 1 && exec java -jar app.jar");
    let mut with_init = bench.spec("with-init", "acme/app", spring());
    with_init.command = sh("tail -f /dev/null");
    with_init.init = true;
    for spec in [nginx_spec, by_shell, by_exec, with_init] {
        let key = bench.start(spec);
        bench.pass(20.0);
        stops(&mut bench, key);
    }
    insta::assert_snapshot!(bench.story(), @r"
    00:00:00.000 person: begins
    00:00:00.000 container/nginx:  -> created <- person
    00:00:00.000 container/nginx: created -> running <- person
    00:00:00.173 container/nginx: running -> ready <- container/nginx running
    00:00:20.000 container/nginx: ready -> stopping (SIGTERM) <- person
    00:00:21.891 container/nginx: stopping -> exited (exit code 0) <- container/nginx stopping
    00:00:50.000 container/by-shell:  -> created <- person
    00:00:50.000 container/by-shell: created -> running <- person
    00:00:57.865 container/by-shell: running -> ready <- container/by-shell running
    00:01:10.000 container/by-shell: ready -> stopping (SIGTERM) <- person
    00:01:20.000 container/by-shell: stopping -> exited (exit code 137, SIGKILL) <- container/by-shell stopping
    00:01:40.000 container/by-exec:  -> created <- person
    00:01:40.000 container/by-exec: created -> running <- person
    00:01:49.175 container/by-exec: running -> ready <- container/by-exec running
    00:02:00.000 container/by-exec: ready -> stopping (SIGTERM) <- person
    00:02:02.736 container/by-exec: stopping -> exited (exit code 143) <- container/by-exec stopping
    00:02:30.000 container/with-init:  -> created <- person
    00:02:30.000 container/with-init: created -> running <- person
    00:02:30.000 container/with-init: running -> ready <- container/with-init running
    00:02:50.000 container/with-init: ready -> stopping (SIGTERM) <- person
    00:02:50.958 container/with-init: stopping -> exited (exit code 143) <- container/with-init stopping
    ");
}

#[test]
fn commands_behave_as_they_say() {
    let mut bench = Bench::new(2.0, 4_000);
    let mut job = spring();
    job.ends_after_s = Some(3.0);
    let mut app = spring();
    let words = ["npm", "run", "migrate"].map(str::to_owned);
    app.started_with = vec![Started {
        words: words.to_vec(),
        environment: BTreeMap::new(),
        service: String::new(),
        profile: job,
    }];
    let mut spec = bench.spec("job", "acme/job", app);
    spec.command = Some(words.to_vec());
    bench.start(spec);
    bench.pass(30.0);
    for (name, command) in [
        ("sleep", vec!["sleep", "5"]),
        ("false", vec!["false"]),
        ("three", vec!["sh", "-c", "exit 3"]),
        ("echo", vec!["echo", "hello"]),
        ("list", vec!["sh", "-c", "false || echo caught"]),
        ("delayed", vec!["sh", "-c", "sleep 20 && java -jar app.jar"]),
        ("forever", vec!["tail", "-f", "/dev/null"]),
    ] {
        let mut spec = bench.spec(name, "acme/app", spring());
        spec.command = Some(command.into_iter().map(str::to_owned).collect());
        bench.start(spec);
        bench.pass(40.0);
    }
    insta::assert_snapshot!(bench.story(), @r"
    00:00:00.000 person: begins
    00:00:00.000 container/job:  -> created <- person
    00:00:00.000 container/job: created -> running <- person
    00:00:09.362 container/job: running -> ready <- container/job running
    00:00:12.362 container/job: ready -> exited (exit code 0) <- container/job ready
    00:00:30.000 container/sleep:  -> created <- person
    00:00:30.000 container/sleep: created -> running <- person
    00:00:30.000 container/sleep: running -> ready <- container/sleep running
    00:00:35.000 container/sleep: ready -> exited (exit code 0) <- container/sleep ready
    00:01:10.000 container/false:  -> created <- person
    00:01:10.000 container/false: created -> running <- person
    00:01:10.000 container/false: running -> exited (exit code 1) <- container/false running
    00:01:50.000 container/three:  -> created <- person
    00:01:50.000 container/three: created -> running <- person
    00:01:50.000 container/three: running -> exited (exit code 3) <- container/three running
    00:02:30.000 container/echo:  -> created <- person
    00:02:30.000 container/echo: created -> running <- person
    00:02:30.000 container/echo: running -> exited (exit code 0) <- container/echo running
    00:03:10.000 container/list:  -> created <- person
    00:03:10.000 container/list: created -> running <- person
    00:03:10.000 container/list: running -> exited (exit code 0) <- container/list running
    00:03:50.000 container/delayed:  -> created <- person
    00:03:50.000 container/delayed: created -> running <- person
    00:04:16.865 container/delayed: running -> ready <- container/delayed running
    00:04:30.000 container/forever:  -> created <- person
    00:04:30.000 container/forever: created -> running <- person
    00:04:30.000 container/forever: running -> ready <- container/forever running
    ");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whatever owners do, invariants hold, and in the end nothing is left that could wake.
    #[test]
    fn no_order_of_orders_breaks_a_container(
        orders in proptest::collection::vec((0u8..4, 0usize..3, 0.0f64..25.0), 0..40),
        memory in 300u64..2_000,
    ) {
        let mut bench = Bench::new(1.0, memory);
        let mut database = mysql();
        database.required_env.clear();
        let mut keys = Vec::new();
        for (name, profile) in [("app", spring()), ("db", database), ("web", nginx())] {
            let mut spec = bench.spec(name, name, profile);
            spec.health = checks("curl -f http://localhost:8080/actuator/health || exit 1");
            keys.push(bench.start(spec));
        }
        for (order, which, seconds) in orders {
            let (key, cause) = (keys[which], bench.begin);
            match order {
                0 => start(&mut bench.w, key, cause),
                1 => stop(&mut bench.w, key, Duration::from_secs(10), cause),
                2 => kill(&mut bench.w, key, cause),
                _ => {}
            }
            bench.pass(seconds);
        }
        for key in keys {
            let cause = bench.begin;
            kill(&mut bench.w, key, cause);
            assert!(matches!(bench.w.containers[key].state, State::Exited(_)));
        }
        let events = bench.w.events().len();
        bench.pass(10_000.0);
        assert_eq!(bench.w.events().len(), events, "exited containers do nothing");
    }
}
