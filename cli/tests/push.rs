//! Any tag can be deployed once it was pushed, the versions of well-known images without; a mistyped one fails as before.

mod person;

use person::Person;

#[track_caller]
fn types(person: &Person, line: &str, code: i32) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let (ended, said) = person.types(&words);
    assert_eq!(ended, Some(code), "{line}: {said}");
    said
}

const FILE: &str = "name: shop
services:
  web: {image: acme/shop, ports: ['80:8080']}
  proxy: {image: 'nginx:1.27', ports: ['81:80'], depends_on: [web]}
";

#[test]
fn a_tag_is_pushed_and_deployed_and_replayed() {
    for way in ["ec2", "ec2 --care naive --run docker", "fargate"] {
        let person = Person::with(FILE);
        types(&person, &format!("deploy compose.yaml -s {way}"), 0);
        let said = types(&person, "update --image web=acme/shop:rc7", 1);
        assert!(said.contains("paperboat push"), "{way}: {said}");
        let said = types(&person, "push acme/shop:rc7 --image-size 30MB --json", 0);
        assert!(said.contains("\"bytes\": 31457280"), "{way}: {said}");
        types(&person, "update --image web=acme/shop:rc7", 0);
        // Every command replays what was pushed.
        assert!(types(&person, "status", 0).contains("acme/shop:rc7"));
        types(&person, "rollback", 0);
        types(&person, "update --image proxy=nginx:1.29.1", 0);
        types(&person, "update --image proxy=nginx:1.92", 1);
    }
}

#[test]
fn a_tag_that_is_pushed_again_is_another_image() {
    for way in ["ec2", "ec2 --care naive --run docker", "ec2 --run docker"] {
        let person = Person::with(FILE);
        types(&person, &format!("deploy compose.yaml -s {way}"), 0);
        let runs = || {
            let container = if way.contains("docker") {
                "web"
            } else {
                "shop-web-1"
            };
            let inspect = format!("sudo docker inspect --format '{{{{.Image}}}}' {container}");
            person.types(&["exec", "host", &inspect]).1
        };
        let mut seen = vec![runs()];
        types(&person, "update", 2);
        for push in ["push acme/shop", "push acme/shop --boot-time 9s"] {
            types(&person, push, 0);
            types(&person, "update", 0);
            types(&person, "update", 2);
            seen.push(runs());
        }
        assert!(seen[0].starts_with("sha256:"), "{way}: {seen:?}");
        assert!(seen[0] != seen[1] && seen[1] != seen[2], "{way}: {seen:?}");
    }
}

#[test]
fn what_cannot_be_pushed_is_said() {
    let person = Person::with(FILE);
    assert!(types(&person, "push acme/shop:2", 2).contains("deploy"));
    types(&person, "deploy compose.yaml -s ec2", 0);
    let digest = format!("push acme/shop@sha256:{}", "0a".repeat(32));
    assert!(types(&person, &digest, 2).contains("under a tag"));
    assert!(types(&person, "push Acme/Shop:", 2).contains("invalid reference format"));
    types(&person, "push acme/shop --image-size none", 2);
    types(&person, "push acme/shop --image-size 0", 2);
    types(&person, "push", 2);
}

#[test]
fn a_machine_pulls_the_versions_of_well_known_images() {
    let person = Person::with(FILE);
    types(&person, "deploy compose.yaml -s ec2", 0);
    for image in ["redis:7", "mysql:8", "postgres:16", "hello-world", "nginx"] {
        let (code, said) = person.types(&["exec", "host", &format!("docker pull -q {image}")]);
        assert_eq!(code, Some(0), "{image}: {said}");
    }
    for image in ["redis:77", "postgress:16", "nobody/nothing"] {
        let (code, said) = person.types(&["exec", "host", &format!("docker pull -q {image}")]);
        assert_eq!(code, Some(1), "{image}: {said}");
    }
}
