use super::{differing, script};
use crate::aws::SecretString;
use crate::aws::ec2::{CreateLaunchTemplate, RequestLaunchTemplateData, RunInstances};
use crate::aws::{Request, typed_command};
use crate::people::Slip;
use crate::people::change::Made;

const SCRIPT: &str = "#!/bin/bash
set -eu
systemctl enable --now docker
cat > /home/ec2-user/shop/compose.yaml << 'PAPERBOAT'
services:
  web:
    image: us/web:1.4
    restart: always
PAPERBOAT
chmod 644 /home/ec2-user/shop/compose.yaml
cat > '/home/ec2-user/shop/my web.env' << 'PAPERBOAT'
GREETING=hello
PAPERBOAT
chmod 600 '/home/ec2-user/shop/my web.env'
cat > /home/ec2-user/shop/compose.paperboat.yaml << 'PAPERBOAT'
services:
  web:
    image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1.4
    restart: unless-stopped
PAPERBOAT
docker compose up -d
";

fn template(user_data: &str) -> Request {
    Request::from(CreateLaunchTemplate {
        launch_template_data: RequestLaunchTemplateData {
            user_data: SecretString(user_data.to_owned()),
            ..RequestLaunchTemplateData::default()
        },
        ..CreateLaunchTemplate::default()
    })
}

/// What a slip makes of a script, with the line that was meant and the one that was written.
fn written(slip: Slip, user_data: &str) -> Option<(String, String, Option<String>)> {
    let meant = template(user_data);
    let Made::Instead(other) = slip.made(&meant, &[])? else {
        panic!("a script is not left out as a whole");
    };
    let (line, instead) = differing(&meant, &other).expect("they differ");
    Some((script(&other).expect("a script").to_owned(), line, instead))
}

#[test]
fn what_a_person_types_wrong_over_ssh_they_write_wrong_in_a_script() {
    for (slip, meant, instead) in [
        (
            Slip::DaemonNotEnabled,
            "systemctl enable --now docker",
            "systemctl start docker",
        ),
        (
            Slip::TagMistyped,
            "image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1.4",
            "image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1.44",
        ),
        (
            Slip::RestartForgotten,
            "restart: unless-stopped",
            "restart: \"no\"",
        ),
    ] {
        let (script, line, other) = written(slip, SCRIPT).expect("it can happen");
        assert_eq!(
            (line.as_str(), other.as_deref()),
            (meant, Some(instead)),
            "{slip}"
        );
        // The application's own file, which was tried at home, stays as it is, and so does all else.
        assert_eq!(script, SCRIPT.replace(meant, instead), "{slip}");
    }
}

#[test]
fn a_file_with_variables_is_left_out_with_its_rights() {
    let (script, line, other) = written(Slip::EnvFileNotCopied, SCRIPT).expect("it can happen");
    assert!(!script.contains("web.env"), "{script}");
    assert!(!script.contains("GREETING"), "{script}");
    assert!(script.contains("chmod 644"), "{script}");
    assert_eq!(script.lines().count(), SCRIPT.lines().count() - 4);
    assert_eq!(
        line,
        "cat > '/home/ec2-user/shop/my web.env' << 'PAPERBOAT'"
    );
    assert_eq!(other, None);
}

#[test]
fn an_instance_is_told_another_cluster() {
    let of = |script: &str| written(Slip::WrongCluster, script).map(|(script, ..)| script);
    let script = "#!/bin/bash\necho ECS_CLUSTER=shop >> /etc/ecs/ecs.config\n";
    let wrong = "#!/bin/bash\necho ECS_CLUSTER=shopp >> /etc/ecs/ecs.config\n";
    assert_eq!(of(script).as_deref(), Some(wrong));
    assert_eq!(of("#!/bin/bash\necho ECS_CLUSTER=$name >> x\n"), None);
    assert_eq!(of("#!/bin/bash\necho ECS_CLUSTER= >> x\n"), None);
    assert_eq!(of(SCRIPT), None);
    // What is no script is not run at boot.
    assert_eq!(of("ECS_CLUSTER=shop"), None);
}

#[test]
fn an_instance_that_is_launched_alone_has_a_script_too() {
    let launch = Request::from(RunInstances {
        user_data: SCRIPT.to_owned(),
        ..RunInstances::default()
    });
    let Some(Made::Instead(other)) = Slip::DaemonNotEnabled.made(&launch, &[]) else {
        panic!("it can happen");
    };
    assert!(script(&other).is_some_and(|s| s.contains("\nsystemctl start docker\n")));
    let bare = Request::from(RunInstances::default());
    assert_eq!(Slip::DaemonNotEnabled.made(&bare, &[]), None);
    assert_eq!(differing(&launch, &launch), None);
}

#[test]
fn a_command_does_not_show_a_script() {
    assert!(!typed_command(&template(SCRIPT)).contains("systemctl"));
}
