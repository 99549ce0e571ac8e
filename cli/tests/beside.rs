//! What lies beside a Compose file, and what answers outside the application.

mod person;

use person::Person;

/// A proxy that answers only where its mounted file says.
const PROXY: &str = "services:
  proxy: {image: \"nginx:1.27\", ports: [\"80:8081\"], volumes: [\"./nginx.conf:/etc/nginx/conf.d/default.conf:ro\"]}
";
const CONF: &str = "server { listen 8081; location / { return 200; } }";

#[test]
fn mounted_files_are_carried_to_the_machine() {
    for run in ["compose", "docker"] {
        let person = Person::with(PROXY).beside(&[("nginx.conf", CONF)]);
        let (code, said) = person.types(&["deploy", "-s", "ec2", "--run", run]);
        assert_eq!(code, Some(0), "{run}: {said}");
    }
    let folder = PROXY.replace(
        "./nginx.conf:/etc/nginx/conf.d/default.conf",
        "./conf:/etc/nginx/conf.d",
    );
    let person =
        Person::with(&folder).beside(&[("conf/site.conf", CONF), ("conf/more/x.txt", "x")]);
    let (code, said) = person.types(&["deploy", "-s", "ec2"]);
    assert_eq!(code, Some(0), "{said}");
    let (_, said) = person.types(&["plan", "-s", "ec2"]);
    assert!(said.contains("conf/more/x.txt"), "{said}");
}

#[test]
fn mounted_files_are_written_before_a_task_starts() {
    let file = PROXY.replace("80:8081", "80:80");
    let person = Person::with(&file).beside(&[("nginx.conf", "server { listen 80; }")]);
    let (code, said) = person.types(&["plan", "-s", "fargate"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("server { listen 80; }"), "{said}");
    // alone in the folder of the image, it would hide the files that nginx reads from there
    let file = file.replace("conf.d/default.conf", "nginx.conf");
    let person = Person::with(&file).beside(&[("nginx.conf", "events {}")]);
    let (code, said) = person.types(&["plan", "-s", "fargate"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("services.proxy.volumes[0]") && said.contains("COPY"),
        "{said}"
    );
}

#[test]
fn a_missing_file_is_told_before_anything_is_made() {
    for strategy in ["ec2", "fargate"] {
        let person = Person::with(PROXY);
        let (code, said) = person.types(&["deploy", "-s", strategy]);
        assert_ne!(code, Some(0), "{said}");
        assert!(said.contains("nginx.conf"), "{said}");
        assert!(said.contains("is not there"), "{said}");
        assert!(!said.contains("run-instances"), "{said}");
    }
    // Docker makes a folder that is missing, and so does the recipe
    let data = "services:
  web: {image: \"nginx:1.27\", ports: [\"80:80\"], volumes: [\"./data:/data\"]}
";
    let (code, said) = Person::with(data).types(&["deploy", "-s", "ec2"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn endpoints_outside_the_application_answer_when_they_are_known() {
    let with = |host: &str, more: &str| {
        format!(
            "services:
  api: {{image: \"acme/api:1\", ports: [\"80:8080\"], environment: {{DATABASE_URL: \"postgres://app@{host}:5432/shop\"}}}}
{more}"
        )
    };
    let stated = "x-paperboat: {external: {pgsql: {kind: postgres}}}\n";
    for strategy in ["ec2", "fargate"] {
        for (host, more) in [
            ("shop.abcdefgh.us-east-1.rds.amazonaws.com", ""),
            ("pgsql", stated),
            (
                "db.corp.internal",
                "x-paperboat: {external: {db.corp.internal: {port: 5432}}}\n",
            ),
        ] {
            let person = Person::with(&with(host, more));
            let (code, said) = person.types(&["plan", "-s", strategy]);
            assert_eq!(code, Some(0), "{strategy} {host}: {said}");
        }
        let person = Person::with(&with("pgsql", ""));
        let (code, said) = person.types(&["plan", "-s", strategy]);
        assert_eq!(code, Some(1), "{strategy}: {said}");
    }
    let (_, said) = Person::with(&with("pgsql", "")).types(&["check"]);
    assert!(said.contains("x-paperboat.external.pgsql"), "{said}");
    let wrong = "x-paperboat: {external: {pgsql: {port: 0}}}\n";
    let (code, said) = Person::with(&with("pgsql", wrong)).types(&["check"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("x-paperboat.external.pgsql.port"), "{said}");
}
