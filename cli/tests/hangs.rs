//! Nothing hangs and nothing panics: what can never come true is told, and ends with 1.

mod person;

use person::Person;

/// A job with an image of one's own, awaited: by its words, by its environment alone, with an entrypoint.
const JOBS: [&str; 3] = [
    "services:
  web: {image: \"acme/app:1\", ports: [\"80:3000\"], depends_on: {migrate: {condition: service_completed_successfully}}}
  migrate: {image: \"acme/app:1\", command: npm run migrate}
",
    "services:
  web: {image: \"acme/app:1\", ports: [\"80:3000\"], depends_on: {a-job: {condition: service_completed_successfully}}}
  a-job: {image: \"acme/app:1\", environment: {ROLE: migrate}}
",
    "services:
  web: {image: \"acme/app:1\", ports: [\"80:3000\"], depends_on: {seed: {condition: service_completed_successfully}}}
  seed: {image: \"acme/app:1\", entrypoint: [sh, -c, \"until nc -z db 5432; do sleep 1; done; ./seed\"]}
",
];

#[test]
fn what_is_awaited_to_complete_is_a_job_on_every_way() {
    for file in JOBS {
        let person = Person::with(file);
        for way in [
            &["plan", "-s", "ec2"][..],
            &["plan", "-s", "ec2", "--care", "naive"],
            &["plan", "-s", "ec2", "--run", "docker"],
            &["plan", "-s", "fargate"],
        ] {
            let (code, said) = person.types(way);
            assert_eq!(code, Some(0), "{file}{way:?}: {said}");
            assert!(!said.contains("It would fail"), "{file}{way:?}: {said}");
        }
        assert_eq!(person.types(&["compare"]).0, Some(0));
    }
}

/// What never comes true: a crash loop before a health check, a job that only keeps itself alive, a dependency that never
/// gets healthy. A server awaited to complete and a job that is started again for ever are refused at once.
const NEVER: [(&str, &str); 3] = [
    (
        "services: {web: {image: \"me/w:1\", x-paperboat: {requires: ['web:1']}, healthcheck: {test: [CMD, 'true']}}}",
        "nothing answered there",
    ),
    (
        "services:
  web: {image: \"acme/app:1\", depends_on: {job: {condition: service_completed_successfully}}}
  job: {image: \"busybox:1.37\", command: [tail, -f, /dev/null]}
",
        "job-1 is running",
    ),
    (
        "services:
  web: {image: \"acme/app:1\", depends_on: {db: {condition: service_healthy}}}
  db: {image: \"me/db:1\", x-paperboat: {requires: ['db:1']}, healthcheck: {test: [CMD, 'true']}, restart: always}
",
        "db-1 ",
    ),
];

#[test]
fn a_wait_that_never_ends_is_a_failed_step_that_says_what_was_seen() {
    for (file, seen) in NEVER {
        let person = Person::with(file);
        let (code, said) = person.types(&["deploy", "-s", "ec2"]);
        assert_eq!(code, Some(1), "{file}: {said}");
        // Where Compose itself has no limit, a person ends it.
        let limited = said.contains("application not healthy after");
        let ended = limited || said.contains("interrupted after 1800 s");
        assert!(ended, "{file}: {said}");
        assert!(said.contains(seen), "{file}: {said}");
        assert!(said.contains("start the containers"), "{file}: {said}");
        for after in [&["status"][..], &["events"], &["destroy"]] {
            let (code, said) = person.types(after);
            assert_eq!(code, Some(0), "{file}{after:?}: {said}");
        }
        // Whether some lane got as far as an answer decides between these two.
        let (code, said) = person.types(&["compare"]);
        assert!(matches!(code, Some(0 | 1)), "{file}: {said}");
    }
}

#[test]
fn a_foreground_program_that_nobody_knows_is_refused_at_once() {
    let person = Person::with("services: {cache: {image: \"redis:7.4-alpine\"}}");
    assert_eq!(person.types(&["deploy", "-s", "ec2"]).0, Some(0));
    for (line, code, words) in [
        ("docker run --rm redis:7.4-alpine ls /", 125, "not modelled"),
        (
            "docker run --rm redis:7.4-alpine nosuch",
            127,
            "not found in $PATH",
        ),
        ("docker wait $(docker ps -q)", 130, "interrupted after"),
    ] {
        let (ended, said) = person.types(&["exec", "host", line]);
        assert_eq!(ended, Some(code), "{line}: {said}");
        assert!(said.contains(words), "{line}: {said}");
    }
    let (_, left) = person.types(&["exec", "host", "docker ps -q | wc -l"]);
    assert_eq!(left.trim(), "1");
}
