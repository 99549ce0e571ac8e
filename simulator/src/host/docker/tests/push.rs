//! Images of one's own that go to a registry, and come from there to another machine.

use paperboat_core::aws::ecr::{CreateRepository, PutImageTagMutability};

use super::Desk;
use crate::host::{MachineKey, Node};
use crate::registry::{self, Bearer};
use crate::testing::call;

const ECR: &str = "123456789012.dkr.ecr.us-east-1.amazonaws.com";

/// A machine with a Dockerfile and what it copies.
fn desk() -> Desk {
    let mut desk = Desk::new();
    let file = "FROM nginx:1.27\nENV GREETING=ahoy\nCOPY index.html /usr/share/nginx/html/\nEXPOSE 8080\nCMD [\"nginx\", \"-g\", \"daemon off;\"]\n";
    desk.file("/srv/app/Dockerfile", file);
    desk.file("/srv/app/index.html", "<p>one</p>\n");
    desk
}

fn make_repository(desk: &mut Desk, name: &str, mutability: &str) {
    let request = CreateRepository {
        repository_name: name.to_owned(),
        image_tag_mutability: mutability.to_owned(),
    };
    call(&mut desk.w, request).expect("a repository");
}

/// Signs in to the account's registry, as the person whose account it is.
fn sign_in(desk: &mut Desk) {
    let token = registry::token(&desk.w, Bearer::Owner, "us-east-1");
    let (token, _) = token.expect("a token");
    let said = desk.types(&format!("docker login -u AWS -p {token} {ECR}"));
    assert!(said.contains("Login Succeeded"), "{said}");
}

/// Goes to another machine that has signed in too.
fn elsewhere(desk: &mut Desk) -> MachineKey {
    let other = Desk::machine(&mut desk.w, "i-2");
    std::mem::replace(&mut desk.machine, other)
}

/// The digest that a push or a pull printed.
fn digest_in(said: &str) -> String {
    let at = said.find("sha256:").expect("a digest");
    said[at..at + 71].to_owned()
}

#[test]
fn an_image_of_ones_own_goes_through_ecr_and_is_the_same_elsewhere() {
    let mut desk = desk();
    make_repository(&mut desk, "app", "");
    sign_in(&mut desk);
    desk.types("docker build -q -t app /srv/app");
    let first = desk.script(&[
        &format!("docker tag app {ECR}/app:1"),
        &format!("docker push {ECR}/app:1"),
        &format!("docker push {ECR}/app:1"),
        &format!("docker images --digests {ECR}/app"),
        "docker images --digests app",
        &format!("docker image inspect -f {{{{.RepoDigests}}}} {ECR}/app:1"),
    ]);
    let inspect = format!(
        "docker image inspect -f '{{{{.Id}}}} {{{{json .Config}}}} {{{{.Size}}}}' {ECR}/app:1"
    );
    let shown = desk.types(&inspect);
    elsewhere(&mut desk);
    sign_in(&mut desk);
    let second = desk.script(&[
        &format!("docker pull {ECR}/app:1"),
        &format!("docker run -d --name web -p 80:80 {ECR}/app:1"),
        "docker exec web printenv GREETING",
        "docker exec web cat /usr/share/nginx/html/index.html",
        "docker logs web",
    ]);
    assert_eq!(desk.types(&inspect), shown);
    insta::assert_snapshot!(format!("{first}--- elsewhere\n{second}"));
}

#[test]
fn a_digest_is_one_of_content_and_stays_when_the_tag_moves() {
    let mut desk = desk();
    make_repository(&mut desk, "app", "");
    sign_in(&mut desk);
    let build = format!("docker build -q -t {ECR}/app:1 /srv/app");
    let push = format!("docker push {ECR}/app:1");
    desk.types(&build);
    let one = digest_in(&desk.types(&push));
    // Nothing has changed: the build makes the same image.
    desk.types(&build);
    assert_eq!(digest_in(&desk.types(&push)), one);
    desk.file("/srv/app/index.html", "<p>two</p>\n");
    desk.types(&build);
    let said = desk.types(&push);
    let two = digest_in(&said);
    assert_ne!(two, one);
    assert_eq!(said.matches(": Pushed").count(), 1, "{said}");
    assert_eq!(said.matches(": Layer already exists").count(), 6, "{said}");
    // One that is a copy of it under another name has no other digest.
    desk.types(&format!("docker tag {ECR}/app:1 {ECR}/app:again"));
    let said = desk.types(&format!("docker push {ECR}/app:again"));
    assert_eq!(digest_in(&said), two);
    elsewhere(&mut desk);
    sign_in(&mut desk);
    for (reference, page) in [
        (format!("{ECR}/app:1"), "two"),
        (format!("{ECR}/app:again"), "two"),
        (format!("{ECR}/app@{one}"), "one"),
    ] {
        let said = desk.types(&format!("docker pull {reference}"));
        assert!(said.contains("Status: "), "{said}");
        let cat = "cat /usr/share/nginx/html/index.html";
        let said = desk.types(&format!("docker run --rm {reference} {cat}"));
        assert!(said.contains(page), "{reference}: {said}");
    }
}

#[test]
fn tags_move_until_the_repository_says_that_they_stay() {
    let mut desk = desk();
    make_repository(&mut desk, "app", "");
    sign_in(&mut desk);
    let pushes = |desk: &mut Desk, page: &str| {
        desk.file("/srv/app/index.html", page);
        desk.types(&format!("docker build -q -t {ECR}/app:1 /srv/app"));
        desk.types(&format!("docker push {ECR}/app:1"))
    };
    pushes(&mut desk, "one");
    assert!(pushes(&mut desk, "two").contains("1: digest: sha256:"));
    let put = |word: &str| PutImageTagMutability {
        repository_name: "app".to_owned(),
        image_tag_mutability: word.to_owned(),
    };
    call(&mut desk.w, put("IMMUTABLE")).expect("a repository");
    let said = pushes(&mut desk, "three");
    assert!(
        said.contains("tag invalid: The image tag '1' already exists in the 'app' repository"),
        "{said}"
    );
    call(&mut desk.w, put("MUTABLE")).expect("a repository");
    assert!(pushes(&mut desk, "three").contains("1: digest: sha256:"));
    let refused = call(&mut desk.w, put("IMMUTABLE_WITH_EXCLUSION")).expect_err("not modelled");
    assert!(refused.message.contains("not modelled"), "{refused:?}");
}

#[test]
fn what_registries_refuse_is_said_in_their_words() {
    let mut desk = desk();
    make_repository(&mut desk, "fixed", "IMMUTABLE");
    desk.types("docker build -q -t app /srv/app");
    for name in [
        format!("{ECR}/fixed:1"),
        format!("{ECR}/nowhere:1"),
        "210987654321.dkr.ecr.us-east-1.amazonaws.com/app:1".to_owned(),
        "acme/app:1".to_owned(),
        "other/app:1".to_owned(),
        "registry.example.test/app:1".to_owned(),
        "localhost:5000/app:1".to_owned(),
        "quay.io/acme/app:1".to_owned(),
        "mcr.microsoft.com/app:1".to_owned(),
    ] {
        desk.types(&format!("docker tag app {name}"));
    }
    let mut said = desk.script(&[
        &format!("docker push {ECR}/fixed:1"),
        "docker push acme/app",
        "docker push acme/app:1",
        "docker push -a acme/app:1",
        "docker push nothing",
        "docker push registry.example.test/app:1",
        "docker push localhost:5000/app:1",
        "docker push quay.io/acme/app:1",
        "docker push mcr.microsoft.com/app:1",
    ]);
    sign_in(&mut desk);
    said += &desk.script(&[
        &format!("docker push -q {ECR}/nowhere:1"),
        &format!("docker push -q {ECR}/fixed:1"),
        &format!("docker push {ECR}/fixed:1"),
        "docker login -u acme -p secret",
        "docker push -q -a acme/app",
        "docker push -q other/app:1",
    ]);
    desk.pass(12 * 3_600);
    said += &desk.types(&format!("docker push {ECR}/fixed:1"));
    insta::assert_snapshot!(said);
}

#[test]
fn layers_come_from_a_repository_of_the_same_registry() {
    let mut desk = Desk::new();
    desk.has("nginx:1.27");
    desk.types("docker tag nginx:1.27 acme/web:1");
    desk.types("docker login -u acme -p secret");
    let said = desk.types("docker push acme/web:1");
    assert_eq!(
        said.matches("Mounted from library/nginx").count(),
        6,
        "{said}"
    );
    assert!(!said.contains("Pushed"), "{said}");
    // The same program, under another name.
    desk.types("docker run -d --name web acme/web:1");
    assert!(
        desk.types("docker logs web")
            .contains("start worker processes")
    );
    let said = desk.types("docker rmi -f nginx:1.27");
    assert!(said.contains("Untagged: nginx@sha256:"), "{said}");
}

#[test]
fn compose_pushes_what_its_services_build() {
    let mut desk = desk();
    make_repository(&mut desk, "app", "");
    sign_in(&mut desk);
    let file = format!(
        "services:\n  web:\n    build: /srv/app\n    image: {ECR}/app:3\n  db:\n    image: mysql:8\n  own:\n    build: /srv/app\n"
    );
    desk.file("/home/ec2-user/compose.yaml", &file);
    let plugin = "/usr/local/lib/docker/cli-plugins/docker-compose";
    let files = &mut desk.w.hosts.machines[desk.machine].files;
    files.put(plugin, Node::opaque(60_000_000, 0o755, "root"));
    let said = desk.script(&[
        "docker compose build",
        "docker compose push",
        "docker compose push -q web",
    ]);
    insta::assert_snapshot!(said);
    assert!(desk.w.digest(&format!("{ECR}/app"), "3").is_some());
}
