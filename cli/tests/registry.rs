//! Images in the account's own registry (ECR): the machine has a role and signs in, on every way.

mod person;

use person::Person;

#[track_caller]
fn does(person: &Person, line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let (code, said) = person.types(&words);
    assert_eq!(code, Some(0), "{line}: {said}");
    said
}

fn file(image: &str) -> String {
    format!("name: shop\nservices:\n  api:\n    image: {image}\n    ports: ['80:8080']\n")
}

const WAYS: [&str; 5] = [
    "ec2",
    "ec2 --care naive",
    "ec2 --run docker",
    "ec2 --care naive --run docker",
    "fargate",
];

/// The example account of the simulator, and another one: the account whose registry the file names.
const REGISTRIES: [&str; 2] = [
    "123456789012.dkr.ecr.us-east-1.amazonaws.com",
    "111122223333.dkr.ecr.eu-west-1.amazonaws.com",
];

#[test]
fn what_the_own_registry_holds_is_deployed_updated_and_taken_away_with_its_role() {
    for way in WAYS {
        for registry in REGISTRIES {
            let person = Person::with(&file(&format!("{registry}/shop:1")));
            does(&person, &format!("deploy compose.yaml -s {way}"));
            does(&person, &format!("update --image api={registry}/shop:2"));
            assert!(does(&person, "status").contains("shop:2"));
            does(&person, "rollback");
            let gone = does(&person, "destroy");
            assert!(gone.contains("nothing is left"), "{way}: {gone}");
        }
    }
}

#[test]
fn a_version_that_moves_to_the_own_registry_gives_its_machine_a_role() {
    for way in &WAYS[..4] {
        let next = file(&format!("{}/shop:1", REGISTRIES[1]));
        let person = Person::with(&file("acme/shop:1")).beside(&[("next.yaml", &next)]);
        let deployed = does(&person, &format!("deploy compose.yaml -s {way}"));
        assert!(!deployed.contains("role"), "{way}: {deployed}");
        does(&person, "update next.yaml");
        let left = does(&person, "leftovers");
        assert!(left.contains("iam:instance-profile"), "{way}: {left}");
        let back = does(&person, "update compose.yaml");
        assert!(!back.contains("sign in"), "{way}: {back}");
        // The version that goes has no image in ECR, and the role goes with it all the same.
        let gone = does(&person, "destroy");
        assert!(gone.contains("nothing is left"), "{way}: {gone}");
    }
}

#[test]
fn another_accounts_registry_is_refused_by_name() {
    let two = format!(
        "{}  job:\n    image: {}/job:1\n",
        file(&format!("{}/shop:1", REGISTRIES[0])),
        REGISTRIES[1]
    );
    let (code, said) = Person::with(&two).types(&["check", "compose.yaml"]);
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains("not modelled") && said.contains("111122223333"));
    for way in WAYS {
        let line = format!("deploy compose.yaml -s {way}");
        let words: Vec<&str> = line.split(' ').collect();
        let (code, said) = Person::with(&two).types(&words);
        assert_eq!(code, Some(1), "{way}: {said}");
        assert!(said.contains("not modelled"), "{way}: {said}");
    }
}
