//! From start to ready, or to an early end.

use paperboat_core::workload::Profile;

use super::{Bench, mysql, spring};

#[test]
fn boots_share_the_processors() {
    let alone = {
        let mut bench = Bench::new(2.0, 4_000);
        let spec = bench.spec("a", "acme/a", spring());
        let key = bench.start(spec);
        bench.boots(key)
    };
    let mut bench = Bench::new(2.0, 4_000);
    let keys: Vec<_> = (0..4)
        .map(|_| {
            let spec = bench.spec("a", "acme/a", spring());
            bench.start(spec)
        })
        .collect();
    let last = keys.iter().map(|key| bench.boots(*key)).fold(0.0, f64::max);
    assert!(
        last > 1.6 * alone && last < 2.6 * alone,
        "{last} against {alone}"
    );

    let mut bench = Bench::new(0.25, 4_000);
    let spec = bench.spec("a", "acme/a", spring());
    let key = bench.start(spec);
    let quarter = bench.boots(key);
    // Nine tenths of the boot take four times as long.
    assert!(
        (quarter / alone - 3.7).abs() < 0.01,
        "{quarter} against {alone}"
    );

    let mut bench = Bench::new(2.0, 4_000);
    let mut spec = bench.spec("a", "acme/a", spring());
    spec.cpu_limit = Some(0.25);
    let key = bench.start(spec);
    assert!((bench.boots(key) - quarter).abs() < 0.001);
}

#[test]
fn a_database_needs_its_password_and_starts_faster_on_its_data() {
    let mut bench = Bench::new(2.0, 4_000);
    let spec = bench.spec("db", "docker.io/library/mysql", mysql());
    let bare = bench.start(spec.clone());
    bench.pass(30.0);
    let mut with = spec.clone();
    with.environment
        .insert("MYSQL_ROOT_PASSWORD".into(), "s3".into());
    let fresh = bench.start(with.clone());
    let first = bench.boots(fresh);
    with.fresh_data = false;
    let warm = bench.start(with);
    let second = bench.boots(warm);
    assert!(second < first / 2.0, "{second} against {first}");
    let mut without = spec;
    without.fresh_data = false;
    let kept = bench.start(without);
    bench.boots(kept);
    let logs = [bare, fresh, warm].map(|key| bench.log(key));
    insta::assert_snapshot!(logs.join("\n\n"), @r"
    00:00:00.884 [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified
    00:00:00.884     You need to specify one of the following as an environment variable:
    00:00:00.884     - MYSQL_ROOT_PASSWORD
    00:00:00.884     - MYSQL_ALLOW_EMPTY_PASSWORD

    00:00:30.000 [Note] [Entrypoint]: Initializing database files
    00:00:40.879 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. port: 3306

    00:00:44.260 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. port: 3306
    ");
}

#[test]
fn an_application_whose_database_is_unknown_gives_up() {
    let mut bench = Bench::new(1.0, 4_000);
    let mut spec = bench.spec("app", "acme/app", spring());
    let url = "jdbc:mysql://db:3306/app".to_owned();
    spec.environment.insert("SPRING_DATASOURCE_URL".into(), url);
    let key = bench.start(spec);
    bench.pass(60.0);
    insta::assert_snapshot!(format!("{}\n\n{}", bench.story(), bench.log(key)), @r"
    00:00:00.000 person: begins
    00:00:00.000 container/app:  -> created <- person
    00:00:00.000 container/app: created -> running <- person
    00:00:03.432 container/app: db:3306: no such host: db <- container/app running
    00:00:04.432 container/app: running -> exited (exit code 1) <- container/app

    00:00:00.000 :: Spring Boot ::
    00:00:04.432 HikariPool-1 - Exception during pool initialization.
    00:00:04.432 Application run failed
    00:00:04.432 Caused by: java.net.UnknownHostException: db
    ");
}

#[test]
fn memory_that_is_not_there_kills() {
    let mut bench = Bench::new(2.0, 900);
    let mut tight = bench.spec("tight", "acme/tight", spring());
    tight.memory_limit = Some(256);
    bench.start(tight);
    bench.pass(60.0);
    let spec = bench.spec("first", "acme/first", spring());
    bench.start(spec);
    let spec = bench.spec("second", "acme/second", spring());
    bench.start(spec);
    bench.pass(60.0);
    for (name, memory_mib) in [("big", 500), ("small", 210)] {
        let profile = Profile {
            memory_mib,
            ..spring()
        };
        let spec = bench.spec(name, "acme/app", profile);
        bench.start(spec);
        bench.pass(60.0);
    }
    insta::assert_snapshot!(bench.story(), @r"
    00:00:00.000 person: begins
    00:00:00.000 container/tight:  -> created <- person
    00:00:00.000 container/tight: created -> running <- person
    00:00:03.017 container/tight: Memory cgroup out of memory: killed process, anon-rss:394240kB <- container/tight running
    00:00:03.017 container/tight: running -> exited (exit code 137, out of memory) <- container/tight
    00:01:00.000 container/first:  -> created <- person
    00:01:00.000 container/first: created -> running <- person
    00:01:00.000 container/second:  -> created <- person
    00:01:00.000 container/second: created -> running <- person
    00:01:08.703 container/second: running -> ready <- container/second running
    00:01:10.084 container/first: running -> ready <- container/first running
    00:02:00.000 container/big:  -> created <- person
    00:02:00.000 container/big: created -> running <- person
    00:02:03.432 container/big: Out of memory: killed process, anon-rss:563200kB <- container/big running
    00:02:03.432 container/big: running -> exited (exit code 137, out of memory) <- container/big
    00:03:00.000 container/small:  -> created <- person
    00:03:00.000 container/small: created -> running <- person
    00:03:04.087 container/second: Out of memory: killed process, anon-rss:358400kB <- container/small running
    00:03:04.087 container/second: ready -> exited (exit code 137, out of memory) <- container/second
    00:03:08.175 container/small: running -> ready <- container/small running
    ");
}

#[test]
fn a_smaller_pool_kills_what_does_not_fit_any_more() {
    let mut bench = Bench::new(2.0, 1_000);
    for name in ["first", "second"] {
        let spec = bench.spec(name, "acme/app", spring());
        bench.start(spec);
    }
    bench.pass(60.0);
    let pool = bench.pool;
    super::super::resize(&mut bench.w, pool, 2.0, 500);
    bench.pass(1.0);
    let running = bench
        .w
        .containers
        .iter()
        .filter(|(_, c)| c.running())
        .count();
    assert_eq!(running, 1);
}
