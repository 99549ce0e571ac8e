//! Data outlive versions: what containers wrote stays through updates and rollbacks, and a volume remembers what made it.

mod person;

use person::Person;

#[track_caller]
fn types(person: &Person, words: &[&str], code: i32) -> String {
    let (ended, said) = person.types(words);
    assert_eq!(ended, Some(code), "{words:?}: {said}");
    said
}

#[test]
fn what_lies_beside_the_files_survives_updates_and_rollbacks() {
    let file = "name: shop\nservices:\n  web: {image: 'acme/web:1', ports: ['80:8080'], volumes: ['./data:/data']}\n";
    let way_words = [
        &["--care", "careful"][..],
        &["--care", "naive"],
        &["--run", "docker"],
    ];
    for words in way_words {
        let person = Person::with(file).beside(&[("data/seed.txt", "a seed")]);
        let deploy = [&["deploy", "compose.yaml", "-s", "ec2"], words].concat();
        types(&person, &deploy, 0);
        let write = "sudo mkdir -p /home/ec2-user/shop/data/db && echo kept | sudo tee /home/ec2-user/shop/data/db/row && sudo chmod 700 /home/ec2-user/shop/data/db";
        types(&person, &["exec", "host", write], 0);
        let read = ["exec", "host", "sudo cat /home/ec2-user/shop/data/db/row"];
        for (update, code) in [
            (&["update", "--image", "web=acme/web:2"][..], 0),
            (&["update", "--image", "web=acme/web:77"], 1),
            (&["rollback"], 0),
        ] {
            types(&person, update, code);
            let kept = types(&person, &read, 0);
            assert_eq!(kept.trim(), "kept", "{words:?} {update:?}");
        }
    }
}

/// An application with a database on a volume; what follows the image and its environment says what changes.
fn with_database(image: &str, password: &str) -> String {
    let mysql = image.starts_with("mysql");
    let (scheme, port, user, target, variable) = if mysql {
        (
            "mysql",
            3306,
            "root",
            "/var/lib/mysql",
            "MYSQL_ROOT_PASSWORD",
        )
    } else {
        (
            "postgres",
            5432,
            "postgres",
            "/var/lib/postgresql/data",
            "POSTGRES_PASSWORD",
        )
    };
    format!(
        "name: shop
services:
  web:
    image: acme/api:1
    ports: ['80:8080']
    environment: {{DATABASE_URL: '{scheme}://{user}:{password}@db:{port}/shop'}}
    depends_on: [db]
    restart: on-failure
  db:
    image: {image}
    environment: {{{variable}: {password}}}
    volumes: ['data:{target}']
volumes: {{data: {{}}}}
"
    )
}

const WAYS: [&[&str]; 3] = [
    &["-s", "ec2", "--care", "naive"],
    &["-s", "ec2", "--run", "docker"],
    &["-s", "fargate"],
];

fn deployed(way: &[&str], first: &str, next: &str) -> Person {
    let person = Person::with(first).beside(&[("next.yaml", next)]);
    types(&person, &[&["deploy", "compose.yaml"], way].concat(), 0);
    person
}

#[test]
fn a_volume_keeps_the_password_that_it_was_made_with() {
    let first = with_database("postgres:16", "one");
    for way in WAYS {
        let person = deployed(way, &first, &with_database("postgres:16", "two"));
        let said = types(&person, &["update", "next.yaml"], 1);
        assert!(
            said.contains("another password of postgres"),
            "{way:?}: {said}"
        );
        // Said before anything is changed, and by the failure.
        assert!(said.contains("warning: the data of db"), "{way:?}: {said}");
        assert_eq!(said.matches("ALTER USER").count(), 2, "{way:?}: {said}");
        types(&person, &["rollback"], 0);
    }
}

/// Nothing was changed: the version that ran runs on, and there is nothing to roll back to.
#[track_caller]
fn refused_beforehand(person: &Person, said: &str) {
    let refused = "see whether the application can be deployed this way";
    assert!(
        said.contains(refused) || said.contains("compare the versions"),
        "{said}"
    );
    let events = types(person, &["events", "--json"], 0);
    assert!(
        !events.contains("database files are incompatible"),
        "{events}"
    );
}

#[test]
fn another_major_version_of_postgres_does_not_start_on_old_data() {
    let first = with_database("postgres:15", "one");
    for way in WAYS {
        let person = deployed(way, &first, &with_database("postgres:17.2", "one"));
        let said = types(&person, &["update", "next.yaml"], 1);
        assert!(
            said.contains("initialized by PostgreSQL version 15"),
            "{way:?}: {said}"
        );
        assert!(said.contains("dump"), "{way:?}: {said}");
        refused_beforehand(&person, &said);
    }
    let person = deployed(WAYS[2], &first, &with_database("postgres:15.8", "one"));
    types(&person, &["update", "next.yaml"], 0);
}

#[test]
fn mysql_goes_up_in_place_and_never_down() {
    let (old, new) = (
        with_database("mysql:8.0", "one"),
        with_database("mysql:8.4", "one"),
    );
    for way in [WAYS[0], WAYS[2]] {
        let person = deployed(way, &old, &new);
        types(&person, &["update", "next.yaml"], 0);
        // What was upgraded does not go back.
        let said = types(&person, &["rollback"], 1);
        assert!(
            said.contains("Invalid MySQL server downgrade"),
            "{way:?}: {said}"
        );
    }
    let person = deployed(WAYS[0], &old, &with_database("mysql:9.1", "one"));
    let said = types(&person, &["update", "next.yaml"], 1);
    assert!(said.contains("Invalid MySQL server upgrade"), "{said}");
}

#[test]
fn mariadb_and_mongodb_say_what_they_start_on() {
    for (old, new, starts) in [
        ("mariadb:10.11", "mariadb:11.4", true),
        ("mariadb:11.4", "mariadb:10.11", false),
        ("mongo:6.0", "mongo:7.0", true),
        ("mongo:5.0", "mongo:7.0", false),
        ("mongo:7.0", "mongo:6.0", false),
    ] {
        let file = |image: &str| {
            let mongo = image.starts_with("mongo");
            let variables = if mongo {
                "MONGO_INITDB_ROOT_USERNAME: root, MONGO_INITDB_ROOT_PASSWORD: one"
            } else {
                "MARIADB_ROOT_PASSWORD: one"
            };
            let target = if mongo { "/data/db" } else { "/var/lib/mysql" };
            format!(
                "name: shop\nservices:\n  web: {{image: 'nginx:1.29', ports: ['80:80']}}\n  db:\n    image: {image}\n    environment: {{{variables}}}\n    volumes: ['data:{target}']\nvolumes: {{data: {{}}}}\n"
            )
        };
        for way in WAYS {
            let person = deployed(way, &file(old), &file(new));
            let code = i32::from(!starts);
            let said = types(&person, &["update", "next.yaml"], code);
            if !starts {
                assert!(said.contains("does not start on the data"), "{said}");
            }
        }
    }
}
