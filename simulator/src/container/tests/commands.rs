//! Commands inside a running container.

use super::{Bench, mysql, spring};

#[test]
fn commands_in_a_container_see_its_environment_and_its_program() {
    let mut bench = Bench::new(2.0, 4_000);
    let mut bare = spring();
    bare.lacks = vec!["wget".into()];
    let mut spec = bench.spec("app", "acme/app", bare);
    spec.environment
        .insert("SPRING_PROFILES_ACTIVE".into(), "prod".into());
    let app = bench.start(spec);
    let mut database = mysql();
    database.required_env.clear();
    let spec = bench.spec("db", "docker.io/library/mysql", database);
    let db = bench.start(spec);
    let mut seen = vec![bench.exec(app, "curl -fsS http://localhost:8080/actuator/health")];
    bench.pass(60.0);
    for line in [
        "env",
        "printenv SPRING_PROFILES_ACTIVE",
        "printenv NOTHING",
        "hostname",
        "curl -fsS http://localhost:8080/actuator/health",
        "curl -f http://localhost:8080/",
        "curl http://db:3306/",
        "curl -s -o /dev/null -w %{http_code} http://localhost:8080/x",
        "curl -so /dev/null http://localhost:8080/x",
        "curl -sfo /dev/null -w %{http_code} http://localhost:8080/",
        "curl -sw -%{http_code} http://localhost:8080/x",
        "curl -I http://localhost:8080/x",
        "curl -w %{time_total} http://localhost:8080/x",
        "curl --frobnicate http://localhost:8080/x",
        "wget -qO- http://localhost:8080/x",
        "nc -z localhost 8080",
        "psql -c x",
        "frobnicate",
    ] {
        seen.push(bench.exec(app, line));
    }
    for line in [
        "mysqladmin ping",
        "mysqladmin ping -h 127.0.0.1 -P 3307",
        "mysql -e SELECT",
        "mysqldump app",
        "curl http://localhost:3306",
    ] {
        seen.push(bench.exec(db, line));
    }
    insta::assert_snapshot!(seen.join("\n"), @r#"
    curl -fsS http://localhost:8080/actuator/health: 7 curl: (7) Failed to connect to localhost port 8080 after 0 ms: Couldn't connect to server
    env: 0 HOME=/root
    HOSTNAME=app
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    SPRING_PROFILES_ACTIVE=prod
    printenv SPRING_PROFILES_ACTIVE: 0 prod
    printenv NOTHING: 1 
    hostname: 0 app
    curl -fsS http://localhost:8080/actuator/health: 0 app:1
    curl -f http://localhost:8080/: 22 curl: (22) The requested URL returned error: 404
    curl http://db:3306/: 6 curl: (6) Could not resolve host: db
    curl -s -o /dev/null -w %{http_code} http://localhost:8080/x: 0 200
    curl -so /dev/null http://localhost:8080/x: 0 
    curl -sfo /dev/null -w %{http_code} http://localhost:8080/: 22 404
    curl -sw -%{http_code} http://localhost:8080/x: 0 app:1
    -200
    curl -I http://localhost:8080/x: 0 HTTP/1.1 200
    curl -w %{time_total} http://localhost:8080/x: 2 paperboat: not modelled: curl -w %{time_total}
    curl --frobnicate http://localhost:8080/x: 2 paperboat: not modelled: curl: unrecognized option '--frobnicate'
    wget -qO- http://localhost:8080/x: 126 OCI runtime exec failed: exec failed: unable to start container process: exec: "wget": executable file not found in $PATH: unknown
    nc -z localhost 8080: 0 
    psql -c x: 126 OCI runtime exec failed: exec failed: unable to start container process: exec: "psql": executable file not found in $PATH: unknown
    frobnicate: 127 paperboat: not modelled in a container: frobnicate
    mysqladmin ping: 0 mysqld is alive
    mysqladmin ping -h 127.0.0.1 -P 3307: 1 mysqladmin: connect to server at '127.0.0.1' failed
    error: 'Can't connect to MySQL server on '127.0.0.1:3307' (111)'
    mysql -e SELECT: 1 paperboat: the data of databases is not modelled; SELECT 1 is
    mysqldump app: 0 -- MySQL dump
    -- Dump completed
    curl http://localhost:3306: 52 curl: (52) Empty reply from server
    "#);
}
