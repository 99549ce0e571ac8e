//! What an update that fails gives back on a machine, and which files count after a version with others.

mod person;

use person::Person;

fn file(image: &str, level: &str) -> String {
    format!(
        "name: shop
services:
  web:
    image: {image}
    ports: ['80:80']
    environment: {{LEVEL: {level}}}
"
    )
}

/// A version whose program ends.
fn broken() -> String {
    file("nginx:1.29", "two") + "    command: [sh, -c, 'exit 3']\n"
}

#[track_caller]
fn types(person: &Person, words: &[&str], code: i32) -> String {
    let (ended, said) = person.types(words);
    assert_eq!(ended, Some(code), "{words:?}: {said}");
    said
}

fn sees(person: &Person, words: &str) -> String {
    let words: Vec<&str> = ["exec", "web"]
        .into_iter()
        .chain(words.split(' '))
        .collect();
    types(person, &words, 0)
}

#[test]
fn a_file_of_another_name_is_rolled_back_to_the_one_that_ran() {
    let broken = broken();
    for way in ["compose", "docker"] {
        let person = Person::with(&file("nginx:1.29", "one")).beside(&[("next.yaml", &broken)]);
        types(
            &person,
            &["deploy", "compose.yaml", "-s", "ec2", "--run", way],
            0,
        );
        let said = types(&person, &["update", "next.yaml"], 1);
        assert!(said.contains("rolled back"), "{way}: {said}");
        assert_eq!(sees(&person, "printenv LEVEL"), "one\n", "{way}");
        assert!(types(&person, &["status"], 0).contains("running"), "{way}");
    }
}

#[test]
fn an_update_that_fails_gives_back_the_image_that_ran_and_not_the_file_s() {
    for way in ["compose", "docker"] {
        let person = Person::with(&file("nginx:1.27", "one"));
        types(&person, &["deploy", "-s", "ec2", "--run", way], 0);
        types(&person, &["update", "--image", "web=nginx:1.28"], 0);
        person.writes("compose.yaml", &broken());
        types(&person, &["update", "."], 1);
        assert_eq!(sees(&person, "printenv LEVEL"), "one\n", "{way}");
        let said = types(&person, &["status"], 0);
        assert!(said.contains("nginx:1.28"), "{way}: {said}");
    }
}

#[test]
fn compose_finds_the_file_of_the_version_that_runs() {
    let person = Person::with(&file("nginx:1.29", "one"));
    person.writes("docker-compose.yml", &file("nginx:1.29", "two"));
    types(&person, &["deploy", "compose.yaml", "-s", "ec2"], 0);
    // Compose prefers compose.yaml, which belongs to the version before.
    types(&person, &["update", "docker-compose.yml"], 0);
    assert_eq!(sees(&person, "printenv LEVEL"), "two\n");
    types(&person, &["update", "compose.yaml"], 0);
    assert_eq!(sees(&person, "printenv LEVEL"), "one\n");
    types(&person, &["rollback"], 0);
    assert_eq!(sees(&person, "printenv LEVEL"), "two\n");
}

/// What a program reads from files, secrets and configs.
const READS: &str = "name: shop
services:
  web:
    image: 'nginx:1.29'
    ports: ['80:80']
    configs: [{source: motd, target: /etc/motd}]
    secrets: [pw, word]
    volumes: ['./site:/site']
configs: {motd: {content: hello}}
secrets: {pw: {file: pw.txt}, word: {environment: WORD}}
";

#[test]
fn what_files_configs_and_secrets_hold_reaches_the_container() {
    for care in ["careful", "naive"] {
        let person = Person::with(READS)
            .beside(&[("pw.txt", "one"), ("site/a.txt", "first")])
            .having("WORD", "word");
        types(&person, &["deploy", "-s", "ec2", "--care", care], 0);
        let read = "cat /etc/motd /run/secrets/pw /run/secrets/word /site/a.txt";
        assert_eq!(sees(&person, read).trim(), "helloonewordfirst", "{care}");
        person.writes("compose.yaml", &READS.replace("hello", "bye"));
        types(&person, &["update", "."], 0);
        assert_eq!(sees(&person, read).trim(), "byeonewordfirst", "{care}");
        person.writes("pw.txt", "two");
        person.writes("site/a.txt", "second");
        let person = person.having("WORD", "other");
        types(&person, &["update", "."], 0);
        assert_eq!(sees(&person, read).trim(), "byetwoothersecond", "{care}");
        types(&person, &["rollback"], 0);
        assert_eq!(sees(&person, read).trim(), "byeonewordfirst", "{care}");
    }
    let person = Person::with(READS)
        .beside(&[("pw.txt", "one"), ("site/a.txt", "first")])
        .having("WORD", "word");
    let said = types(&person, &["deploy", "-s", "ec2", "--run", "docker"], 1);
    assert!(
        said.contains("configs") && said.contains("secrets"),
        "{said}"
    );
}
