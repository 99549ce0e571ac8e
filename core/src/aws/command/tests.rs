use serde_json::json;

use super::*;
use crate::aws::Request;

fn read(line: &[&str]) -> Result<CommandLine, Misuse> {
    let argv: Vec<String> = line.iter().map(|w| (*w).to_owned()).collect();
    read_aws(&argv, &[], &mut |path| match path {
        "trust.json" => Ok("{\"Statement\":[]}".to_owned()),
        other => Err(format!("[Errno 2] No such file or directory: '{other}'")),
    })
}

fn members(line: &str) -> serde_json::Value {
    let words: Vec<&str> = line.split(' ').collect();
    match read(&words).map(|l| l.verb) {
        Ok(Verb::Call { members, .. }) => members,
        other => panic!("{line}: {other:?}"),
    }
}

fn words(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let misuse = read(&words).expect_err(line);
    assert_eq!(misuse.code, 252, "{line}");
    misuse.words
}

#[test]
fn options_become_members_by_their_types() {
    assert_eq!(
        members(
            "aws ec2 run-instances --image-id ami-1 --instance-type t3.micro --security-group-ids sg-1 sg-2 --count 2"
        ),
        json!({"ImageId": "ami-1", "InstanceType": "t3.micro", "SecurityGroupIds": ["sg-1", "sg-2"], "MinCount": 2, "MaxCount": 2})
    );
    assert_eq!(
        members(
            "aws --region us-east-1 ec2 run-instances --image-id ami-1 --no-dry-run --output text"
        ),
        json!({"ImageId": "ami-1", "DryRun": false, "MinCount": 1, "MaxCount": 1})
    );
    assert_eq!(
        members(
            "aws ec2 describe-instances --filters Name=tag:Name,Values=web,db Name=instance-state-name,Values=running"
        ),
        json!({"Filters": [
            {"Name": "tag:Name", "Values": ["web", "db"]},
            {"Name": "instance-state-name", "Values": ["running"]},
        ]})
    );
    assert_eq!(
        members(
            "aws ec2 run-instances --count 1 --tag-specifications ResourceType=instance,Tags=[{Key=Name,Value=web},{Key=a,Value=b=c}]"
        ),
        json!({"MinCount": 1, "MaxCount": 1, "TagSpecifications": [{
            "ResourceType": "instance",
            "Tags": [{"Key": "Name", "Value": "web"}, {"Key": "a", "Value": "b=c"}],
        }]})
    );
    assert_eq!(
        members(
            "aws ecs create-service --service-name web --desired-count 2 --network-configuration awsvpcConfiguration={subnets=[subnet-1,subnet-2],assignPublicIp=ENABLED}"
        ),
        json!({"serviceName": "web", "desiredCount": 2, "networkConfiguration": {"awsvpcConfiguration": {
            "subnets": ["subnet-1", "subnet-2"], "assignPublicIp": "ENABLED",
        }}})
    );
    assert_eq!(
        members(
            "aws iam create-role --role-name r --assume-role-policy-document file://trust.json"
        ),
        json!({"RoleName": "r", "AssumeRolePolicyDocument": "{\"Statement\":[]}"})
    );
}

#[test]
fn a_rule_may_be_typed_in_its_short_form() {
    assert_eq!(
        members(
            "aws ec2 authorize-security-group-ingress --group-id sg-1 --protocol tcp --port 8000-8010 --cidr 0.0.0.0/0"
        ),
        json!({"GroupId": "sg-1", "IpPermissions": [
            {"IpProtocol": "tcp", "FromPort": 8000, "ToPort": 8010, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
        ]})
    );
    assert_eq!(
        members(
            "aws ec2 authorize-security-group-ingress --group-id sg-1 --protocol all --source-group sg-2"
        ),
        json!({"GroupId": "sg-1", "IpPermissions": [
            {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-2"}]},
        ]})
    );
}

#[test]
fn what_sends_nothing_says_why() {
    for (line, said) in [
        ("aws", "the following arguments are required: command"),
        ("aws ec2", "the following arguments are required: operation"),
        ("aws s3 ls", "paperboat: not modelled: aws s3; known: ec2 "),
        (
            "aws ec2 describe-volumes-modifications",
            "paperboat: not modelled: aws ec2 describe-volumes-modifications",
        ),
        (
            "aws s3 cp a b",
            "paperboat: not modelled: aws s3; known: ec2 ",
        ),
        (
            "aws logs tail /ecs/web --follow",
            "paperboat: not modelled: aws logs tail; known: ",
        ),
        ("aws ec2 describe-instances i-1", "Unknown options: i-1"),
        ("aws ecs wait tasks-running t-1", "Unknown options: t-1"),
        (
            "aws ec2 run-instances --cpu-options CoreCount=1",
            "paperboat: not modelled: aws ec2 run-instances --cpu-options",
        ),
        (
            "aws ec2 run-instances --picture ami-1",
            "Unknown options: --picture, ami-1",
        ),
        (
            "aws ec2 create-tags --resources i-1",
            "the following arguments are required: --tags",
        ),
        (
            "aws ec2 create-tags --resources i-1 --tags Key",
            "Error parsing parameter '--tags': Expected: '='",
        ),
        (
            "aws ec2 create-tags --resources i-1 --tags Clave=a",
            "Unknown parameter in input: \"Tags[0].Clave\"",
        ),
        (
            "aws ecs create-service --service-name w --desired-count two",
            "invalid literal for int()",
        ),
        (
            "aws iam create-role --role-name r --assume-role-policy-document file://no.json",
            "Unable to load paramfile file://no.json: [Errno 2]",
        ),
        (
            "aws ec2 authorize-security-group-ingress --group-name g --from-port 22",
            "paperboat: not modelled: aws ec2 authorize-security-group-ingress --from-port",
        ),
        (
            "aws iam list-roles --page-size 1",
            "paperboat: not modelled: aws iam list-roles --page-size",
        ),
        (
            "aws iam list-roles --max-items -1",
            "paperboat: not modelled: aws --max-items -1",
        ),
        (
            "aws iam list-roles --max-items x",
            "argument --max-items: invalid int value: 'x'",
        ),
        (
            "aws iam list-roles --endpoint-url http://localhost:4566",
            "paperboat: not modelled: aws --endpoint-url",
        ),
        (
            "aws --endpoint-url http://localhost:4566 iam list-roles",
            "paperboat: not modelled: aws --endpoint-url",
        ),
        (
            "aws iam list-roles --color blue",
            "argument --color: Invalid choice",
        ),
        ("aws help", "paperboat: not modelled: aws help; known: ec2 "),
        ("aws ec2 help", "paperboat: not modelled: aws ec2 help"),
        (
            "aws ec2 run-instances help",
            "paperboat: not modelled: aws ec2 run-instances help",
        ),
        (
            "aws ec2 describe-instances --cli-input-yaml x",
            "not modelled: aws --cli-input-yaml",
        ),
    ] {
        assert!(words(line).contains(said), "{line}: {}", words(line));
    }
}

#[test]
fn what_is_shown_can_be_typed() {
    use crate::aws::ec2;
    let request = Request::from(ec2::AuthorizeSecurityGroupIngress {
        group_id: "sg-1".into(),
        ip_permissions: vec![ec2::IpPermission::from_range("tcp", 22, "203.0.113.7/32")],
        ..Default::default()
    });
    let json = typed_command(&request);
    let (front, argument) = json.split_once(" '").expect("an argument in quotes");
    let mut words: Vec<&str> = front.split(' ').collect();
    words.push(argument.trim_end_matches('\''));
    let Ok(Verb::Call {
        operation, members, ..
    }) = read(&words).map(|l| l.verb)
    else {
        panic!("{words:?}");
    };
    assert_eq!(
        Request::read(operation, members).expect("a request"),
        request
    );
}

/// AWS's command line refuses these commands without the members that it requires, whatever their values are.
#[test]
fn a_required_zero_is_typed() {
    use crate::aws::autoscaling::{SetDesiredCapacity, TerminateInstanceInAutoScalingGroup};
    let none = SetDesiredCapacity {
        auto_scaling_group_name: "web".into(),
        ..SetDesiredCapacity::default()
    };
    assert_eq!(
        typed_command(&none.into()),
        "aws autoscaling set-desired-capacity --auto-scaling-group-name web --desired-capacity 0"
    );
    let replaced = TerminateInstanceInAutoScalingGroup {
        instance_id: "i-1".into(),
        ..TerminateInstanceInAutoScalingGroup::default()
    };
    assert_eq!(
        typed_command(&replaced.into()),
        "aws autoscaling terminate-instance-in-auto-scaling-group --instance-id i-1 --no-should-decrement-desired-capacity"
    );
}

/// Held to aws-cli 1.46.3, which reads options with the same `argparse` as version 2.
#[test]
fn the_beginning_of_one_name_stands_for_it() {
    let tutorial = "aws ec2 describe-network-interfaces --network-interface-id eni-1 --out text";
    assert_eq!(members(tutorial), json!({"NetworkInterfaceIds": ["eni-1"]}));
    for (line, said) in [
        (
            "aws ec2 run-instances --security-group web",
            "ambiguous option: --security-group could match --security-group-ids, --security-groups",
        ),
        (
            "aws ec2 describe-instances --filter-x a",
            "Unknown options: --filter-x, a",
        ),
        (
            "aws ec2 run-instances --private-ip 10.0.0.1",
            "not modelled: aws ec2 run-instances --private-ip-address",
        ),
    ] {
        assert!(words(line).contains(said), "{line}: {}", words(line));
    }
}

#[test]
fn what_is_in_a_tutorial_is_read() {
    let rule = "aws ec2 authorize-security-group-ingress --group-name web --protocol tcp --port 22";
    assert_eq!(
        members(&format!("{rule} --source-group other")),
        json!({"GroupName": "web", "IpPermissions": [{
            "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "UserIdGroupPairs": [{"GroupName": "other"}],
        }]})
    );
    assert_eq!(
        members("aws ecs list-services --cluster c --page-size 1 --max-items 3"),
        json!({"cluster": "c", "maxResults": 1})
    );
    let line = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        read(&words).expect(line)
    };
    let read = line("aws ec2 describe-vpcs --output yaml-stream --region=eu-west-1");
    assert_eq!(read.format, Format::YamlStream);
    assert_eq!(read.region.as_deref(), Some("eu-west-1"));
    // Nothing is required of who only wants the skeleton.
    let skeleton = line("aws ecs create-service --generate-cli-skeleton input");
    assert!(
        matches!(skeleton.verb, Verb::Skeleton { .. }),
        "{skeleton:?}"
    );
}
