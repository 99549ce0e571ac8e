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
