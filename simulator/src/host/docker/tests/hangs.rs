//! Commands that wait for what never comes, and programs that nobody knows.

use super::Desk;

#[test]
fn what_never_ends_is_interrupted_and_says_what_it_waited_for() {
    let mut desk = Desk::new();
    desk.types("docker run -d --name web nginx:1.27");
    let waited = desk.types("docker wait web");
    assert!(waited.contains("container web is running"), "{waited}");
    assert!(waited.ends_with("? 130\n"), "{waited}");
    let slept = desk.types("sleep 86400");
    assert!(slept.contains("a sleep that has not ended"), "{slept}");
    // The container that was waited for runs on.
    assert!(desk.types("docker ps").contains("web"));
}

#[test]
fn a_crash_loop_before_a_health_check_does_not_keep_compose_waiting() {
    let mut desk = super::compose::desk(
        "services: {db: {image: \"mysql:8\", command: 'false', restart: always, healthcheck: {test: [CMD, 'true']}}}",
    );
    let said = desk.types("docker compose up -d --wait");
    assert!(said.contains("restarts again and again"), "{said}");
    assert!(said.ends_with("? 130\n"), "{said}");
}

#[test]
fn an_unknown_program_is_no_server() {
    let mut desk = Desk::new();
    desk.types("docker pull -q nginx:1.27");
    for (line, code, words) in [
        (
            "docker run --rm nginx:1.27 ls /",
            125,
            "not modelled: what ls does",
        ),
        (
            "docker run --rm nginx:1.27 id",
            125,
            "not modelled: what id does",
        ),
        (
            "docker run --rm nginx:1.27 nosuch",
            127,
            "executable file not found in $PATH",
        ),
        ("docker run --rm nginx:1.27 false", 1, ""),
        ("docker run --rm -e A=b nginx:1.27 env", 0, "A=b"),
        (
            "docker run --rm --entrypoint sh nginx:1.27 -c ls",
            125,
            "not modelled: what ls does",
        ),
    ] {
        let said = desk.types(line);
        assert!(said.contains(words), "{line}: {said}");
        let ended = said.lines().last().and_then(|l| l.strip_prefix("? "));
        assert_eq!(
            ended.map_or(0, |c| c.parse().expect("a code")),
            code,
            "{line}: {said}"
        );
    }
    assert_eq!(desk.types("docker ps -q"), "$ docker ps -q\n");
    let detached = desk.types("docker run -d --name odd nginx:1.27 nosuch");
    assert!(detached.ends_with("? 127\n"), "{detached}");
    let state = desk.types("docker inspect -f '{{.State.Status}}:{{.State.ExitCode}}' odd");
    assert!(state.contains("created:127"), "{state}");
    let options = desk.types("docker run -d --name fine nginx:1.27 nginx -g 'daemon off;'");
    assert!(!options.contains('?'), "{options}");
}

#[test]
fn a_wait_with_a_limit_ends_where_one_without_would_not() {
    let mut desk = super::compose::desk(
        "services: {db: {image: \"mysql:8\", command: 'false', restart: always, healthcheck: {test: [CMD, 'true']}}}",
    );
    let said = desk.types("docker compose up -d --wait --wait-timeout 90");
    assert!(
        said.contains("application not healthy after 1m30s"),
        "{said}"
    );
    assert!(said.ends_with("? 1\n"), "{said}");
    let wrong = desk.types("docker compose up -d --wait --wait-timeout soon");
    assert!(wrong.contains("invalid argument \"soon\""), "{wrong}");
    // Who comes up in time is waited for no longer than without a limit.
    let mut desk = super::compose::desk("services: {web: {image: \"nginx:1.27\"}}");
    let said = desk.types("docker compose up -d --wait --wait-timeout 90");
    assert!(said.contains("Healthy"), "{said}");
    assert!(desk.w.now().as_secs_f64() < 60.0, "{said}");
}
