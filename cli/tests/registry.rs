//! Images in the account's own registry (ECR): the machine has a role and signs in, on every way.

use std::path::Path;
use std::process::{Command, Output};

fn paperboat(folder: &Path, line: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_paperboat"))
        .current_dir(folder)
        .env_clear()
        .env("LANG", "en")
        .args(line.split(' '))
        .output()
        .expect("the program starts")
}

#[track_caller]
fn does(folder: &Path, line: &str) -> String {
    let output = paperboat(folder, line);
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert_eq!(output.status.code(), Some(0), "{line}: {said}");
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
            let folder = tempfile::tempdir().expect("a folder");
            let folder = folder.path();
            let path = folder.join("compose.yaml");
            std::fs::write(&path, file(&format!("{registry}/shop:1"))).expect("a file");
            does(folder, &format!("deploy compose.yaml -s {way}"));
            does(folder, &format!("update --image api={registry}/shop:2"));
            assert!(does(folder, "status").contains("shop:2"));
            does(folder, "rollback");
            let gone = does(folder, "destroy");
            assert!(gone.contains("nothing is left"), "{way}: {gone}");
        }
    }
}

#[test]
fn a_version_that_moves_to_the_own_registry_gives_its_machine_a_role() {
    for way in &WAYS[..4] {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let write = |name: &str, image: &str| {
            std::fs::write(folder.join(name), file(image)).expect("a file");
        };
        write("compose.yaml", "acme/shop:1");
        write("next.yaml", &format!("{}/shop:1", REGISTRIES[1]));
        let deployed = does(folder, &format!("deploy compose.yaml -s {way}"));
        assert!(!deployed.contains("role"), "{way}: {deployed}");
        does(folder, "update next.yaml");
        let left = does(folder, "leftovers");
        assert!(left.contains("iam:instance-profile"), "{way}: {left}");
        let back = does(folder, "update compose.yaml");
        assert!(!back.contains("sign in"), "{way}: {back}");
        // The version that goes has no image in ECR, and the role goes with it all the same.
        assert!(does(folder, "destroy").contains("nothing is left"), "{way}");
    }
}

#[test]
fn another_accounts_registry_is_refused_by_name() {
    let two = format!(
        "{}  job:\n    image: {}/job:1\n",
        file(&format!("{}/shop:1", REGISTRIES[0])),
        REGISTRIES[1]
    );
    let written = || {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("compose.yaml"), &two).expect("a file");
        folder
    };
    let folder = written();
    let check = paperboat(folder.path(), "check compose.yaml");
    let said = String::from_utf8_lossy(&check.stdout).into_owned();
    assert_eq!(check.status.code(), Some(4), "{said}");
    assert!(said.contains("not modelled") && said.contains("111122223333"));
    for way in WAYS {
        let folder = written();
        let output = paperboat(folder.path(), &format!("deploy compose.yaml -s {way}"));
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert_eq!(output.status.code(), Some(1), "{way}: {said}");
        assert!(said.contains("not modelled"), "{way}: {said}");
    }
}
