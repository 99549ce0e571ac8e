//! Images for one processor only, on every way: the machine or the task that is chosen, and what is refused.

mod person;

use person::Person;

const WAYS: [&[&str]; 4] = [
    &["-s", "ec2", "--care", "naive"],
    &["-s", "ec2", "--run", "docker"],
    &["-s", "ec2"],
    &["-s", "fargate"],
];

fn built_for(tag: &str, processor: &str) -> String {
    format!(
        "services:\n  web:\n    image: acme/app:{tag}\n    ports: ['80:8080']\n    x-paperboat: {{architecture: {processor}, port: 8080}}\n"
    )
}

#[test]
fn the_machine_or_the_task_is_of_the_processor_of_the_images() {
    for (processor, family, task) in [("arm64", "t4g.", "ARM64"), ("amd64", "t3.", "X86_64")] {
        for way in WAYS {
            let person = Person::with(&built_for("1", processor));
            let check = [&["check", "compose.yaml"], &way[..2]].concat();
            let (code, said) = person.types(&check);
            assert_eq!(code, Some(0), "{processor} {way:?}: {said}");
            let (code, said) = person.types(&[&["deploy", "compose.yaml"], way].concat());
            assert_eq!(code, Some(0), "{processor} {way:?}: {said}");
            let (_, events) = person.types(&["events", "--json"]);
            let chosen = match way[1] {
                "fargate" => format!("cpuArchitecture={task}"),
                _ => format!("--instance-type {family}"),
            };
            assert!(events.contains(&chosen), "{processor} {way:?}: {chosen}");
        }
    }
}

#[test]
fn what_no_machine_can_run_together_is_refused_there_and_not_on_tasks() {
    let both = built_for("1", "arm64")
        + "  old:\n    image: acme/old:1\n    x-paperboat: {architecture: amd64}\n";
    let person = Person::with(&both);
    let (_, said) = person.types(&["check", "compose.yaml", "-s", "ec2"]);
    assert!(
        said.contains("exists for arm64 only, the machine is amd64"),
        "{said}"
    );
    for way in WAYS {
        let deploy = [&["deploy", "compose.yaml", "-n", way[way.len() - 1]], way].concat();
        let (code, said) = person.types(&deploy);
        let wanted = if way[1] == "fargate" { 0 } else { 1 };
        assert_eq!(code, Some(wanted), "{way:?}: {said}");
    }
}

#[test]
fn a_version_for_the_other_processor_says_so_on_a_machine_and_moves_a_task() {
    for way in WAYS {
        let person = Person::with(&built_for("1", "amd64"));
        let (code, said) = person.types(&[&["deploy", "compose.yaml"], way].concat());
        assert_eq!(code, Some(0), "{said}");
        person.writes("compose.yaml", &built_for("2", "arm64"));
        let (code, said) = person.types(&["update", "compose.yaml"]);
        if way[1] == "fargate" {
            assert_eq!(code, Some(0), "{said}");
            continue;
        }
        assert_eq!(code, Some(1), "{way:?}: {said}");
        let said = said.replace(['\u{2068}', '\u{2069}'], "");
        let root = "the image acme/app:2 exists for other processors than linux/amd64 only";
        assert!(said.contains(root), "{way:?}: {said}");
        assert!(
            said.contains("paperboat destroy, paperboat deploy"),
            "{way:?}: {said}"
        );
        assert!(
            said.contains("The version before still answers"),
            "{way:?}: {said}"
        );
    }
}
