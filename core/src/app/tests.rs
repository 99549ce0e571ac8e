use super::files::InMemory;
use super::load::{Load, Refused, Resolved};
use super::node::Node;

fn read(files: &[(&str, &str)]) -> Result<Resolved, Refused> {
    let names = files.iter().map(|(name, _)| (*name).to_owned());
    let load = Load {
        working_directory: "/app".to_owned(),
        files: names.filter(|name| name.ends_with(".yaml")).collect(),
        ..Load::default()
    };
    load.read(&InMemory::below("/app", files))
}

/// Every finding on a line: where, code, key, arguments.
fn found(text: &str) -> String {
    let refused = read(&[("compose.yaml", text)]).expect_err("refused");
    let lines = refused.diagnostics.iter().map(|d| {
        let place = d
            .span
            .map_or_else(String::new, |s| format!("{}:{}", s.line, s.column));
        let args: Vec<String> = d
            .args
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        format!("{place} {} {} {}", d.code, d.key, args.join(" "))
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn findings_name_line_key_and_the_nearest_known() {
    let text = "services:\n  web:\n    imgae: nginx\n    ports: 80\n    healthcheck:\n      intervall: 5s\nvolume: {}\n";
    insta::assert_snapshot!(found(text), @r"
        4:12 compose-wrong-type services.web.ports expected=list found=integer
        6:7 compose-unknown-key services.web.healthcheck name=intervall nearest=interval
        3:5 compose-unknown-key services.web name=imgae nearest=image
        7:1 compose-unknown-key  name=volume nearest=volumes
        ");
    insta::assert_snapshot!(found("services:\n  web:\n    image: a\n    image: b\n"), @"4:5 compose-duplicate-key services.web.image name=image first=3 second=4");
    let text = "services:\n  web:\n    image: a\n    volumes: [\"data:/d\"]\n    depends_on: [db]\n    networks: [back]\n";
    insta::assert_snapshot!(found(text), @r"
        6:16 compose-undefined services.web.networks service=web kind=network name=back nearest=
        5:18 compose-undefined services.web.depends_on service=web kind=service name=db nearest=
        4:15 compose-undefined services.web.volumes service=web kind=volume name=data nearest=
        ");
    insta::assert_snapshot!(found("services:\n  web:\n    image: \"a:${TAG:?which one}\"\n"), @"3:12 compose-variable-required services.web.image variable=TAG reason=which one");
    insta::assert_snapshot!(found("services:\n  web:\n    image: a\n    pull_policy: !!int x\n"), @"4:24 compose-yaml-tag services.web.pull_policy value=x tag=!!int");
}

#[test]
fn hints_are_read_and_checked() {
    let text = "x-paperboat: {public: web}\nservices:\n  web:\n    image: a\n    x-paperboat: {image-size: 10m, boot-time: 9s, port: 8080}\n";
    let resolved = read(&[("compose.yaml", text)]).expect("fine");
    let hints = &resolved.project.services["web"].hints;
    assert_eq!(
        hints
            .image_size
            .and_then(|size| size.pull)
            .map(|bytes| bytes.0),
        Some(10 << 20)
    );
    assert_eq!(
        hints.boot_time.map(|time| time.to_string()),
        Some("9s".to_owned())
    );
    assert_eq!(resolved.project.hints.public.as_deref(), Some("web"));
    let text = "services:\n  web:\n    image: a\n    x-paperboat:\n      boot-tine: 9s\n";
    insta::assert_snapshot!(found(text), @"5:7 compose-unknown-hint services.web.x-paperboat name=boot-tine nearest=boot-time");
    let text = "services:\n  web:\n    image: a\n    x-paperboat: {health-path: x, requires: [db], port: 0}\n";
    insta::assert_snapshot!(found(text), @r#"
        4:57 compose-bad-hint services.web.x-paperboat.port value=0 expected=port
        4:32 compose-bad-hint services.web.x-paperboat.health-path value="x" expected=path
        4:45 compose-bad-hint services.web.x-paperboat.requires value=["db"] expected=host-and-port
        "#);
    insta::assert_snapshot!(found("x-paperboat: {public: wbe}\nservices: {web: {image: a}}\n"), @"1:23 compose-no-service x-paperboat.public name=wbe nearest=web");
}

#[test]
fn every_value_knows_the_file_that_it_is_from() {
    let resolved = read(&[
        ("compose.yaml", "services:\n  web:\n    image: a\n    environment: {A: 1, B: 2}\n    ports: [\"80:80\"]\n"),
        ("over.yaml", "services:\n  web:\n    environment: [B=3]\n    ports: [\"81:81\"]\n"),
        (".env", "UNUSED=1\n"),
    ])
    .expect("fine");
    let roles: Vec<String> = resolved
        .files
        .iter()
        .map(|f| format!("{:?} {}", f.role, f.path))
        .collect();
    insta::assert_snapshot!(roles.join("\n"), @r"
        Env /app/.env
        Compose /app/compose.yaml
        Compose /app/over.yaml
        ");
    let web = resolved.tree.at(&["services", "web"]).expect("a service");
    let place = |node: Option<&Node>| {
        node.and_then(Node::place_of_key)
            .map(|s| (s.file, s.line, s.column))
    };
    let environment = ["A", "B"].map(|name| place(web.at(&["environment", name])));
    let ports = web.get("ports").and_then(Node::as_list).expect("ports");
    insta::assert_snapshot!(format!("{environment:?}"), @"[Some((1, 4, 19)), Some((2, 3, 19))]");
    insta::assert_snapshot!(format!("{:?}", ports.iter().map(|p| place(Some(p))).collect::<Vec<_>>()), @"[Some((1, 5, 13)), Some((2, 4, 13))]");
}

#[test]
fn the_typed_project_answers_what_strategies_ask() {
    let text = "services:\n  web: {image: a, deploy: {replicas: 3, resources: {limits: {memory: 1g, cpus: '0.5'}}}, depends_on: [db], ports: ['8000-8010:80', '81']}\n  db: {image: b, healthcheck: {test: [NONE]}}\n";
    let project = read(&[("compose.yaml", text)]).expect("fine").project;
    assert_eq!(project.start_order(), ["db", "web"]);
    let web = &project.services["web"];
    assert_eq!(
        (
            web.replicas(),
            web.cpu_limit(),
            web.memory_limit().map(|m| m.0)
        ),
        (3, Some(0.5), Some(1 << 30))
    );
    let ranges: Vec<_> = web
        .ports
        .iter()
        .map(super::service::Port::published_range)
        .collect();
    assert_eq!(ranges, [Some((8000, 8010)), None]);
    assert!(
        project.services["db"]
            .healthcheck
            .as_ref()
            .is_some_and(super::service::Healthcheck::is_disabled)
    );
}
