//! What AWS's own tutorials have a person type.

use super::terminal::Person;

const AMI: &str = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

fn refused(person: &mut Person, line: &str, code: i32, said: &str) {
    let typed = person.types(line);
    assert_eq!(typed.exit_code, code, "{line}: {typed:?}");
    assert!(typed.screen.contains(said), "{line}: {typed:?}");
}

/// The user guide of the AWS command line, "Create, configure, and delete Amazon EC2 security groups" and "Launch, list, and
/// delete Amazon EC2 instances".
#[test]
fn an_instance_is_launched_with_groups_by_name() {
    let mut person = Person::new(&[]);
    person.out("aws ec2 create-key-pair --key-name MyKeyPair --query KeyMaterial --output text > MyKeyPair.pem");
    person
        .out("aws ec2 create-security-group --group-name my-sg --description 'My security group'");
    let open = "ec2 authorize-security-group-ingress --group-name my-sg --protocol tcp --port 22";
    person.out(&format!("aws {open} --cidr 203.0.113.0/24"));
    let names = "aws ec2 describe-security-groups --group-names my-sg --query";
    assert_eq!(
        person.out(&format!(
            "{names} 'SecurityGroups[].IpPermissions[].FromPort'"
        )),
        "[\n    22\n]"
    );
    let image = format!("aws ssm get-parameters --names {AMI} /none --query");
    assert_eq!(
        person.out(&format!("{image} InvalidParameters --output text")),
        "/none"
    );
    person.out(&format!(
        "AMI=$({image} 'Parameters[0].[Value]' --output text)"
    ));
    let path = "aws ssm get-parameters-by-path --path /aws/service/ami-amazon-linux-latest";
    assert_eq!(
        person.out(&format!(
            "{path} --query 'Parameters[].Value' --output text | grep -c $AMI"
        )),
        "1"
    );
    let launch = "aws ec2 run-instances --image-id $AMI --count 1 --instance-type t3.micro --key-name MyKeyPair";
    refused(
        &mut person,
        &format!("{launch} --security-groups other"),
        254,
        "(InvalidGroup.NotFound) when calling the RunInstances operation: The security group 'other' does not exist in default VPC 'vpc-",
    );
    person.out("SUBNET=$(aws ec2 describe-subnets --query 'Subnets[0].SubnetId' --output text)");
    refused(
        &mut person,
        &format!("{launch} --security-groups my-sg --subnet-id $SUBNET"),
        254,
        "(InvalidParameterCombination) when calling the RunInstances operation: The parameter groupName cannot be used with the parameter subnet",
    );
    let run = format!(
        "{launch} --security-groups my-sg --query 'Instances[0].[InstanceId,SecurityGroups[0].GroupName]' --output text"
    );
    person.out(&format!("RUN=$({run})"));
    assert!(
        person.out("echo $RUN").ends_with(" my-sg"),
        "the group is told"
    );
    person.out(
        "ID=${RUN%% *}; ID=${ID%%[[:space:]]*}; aws ec2 wait instance-running --instance-ids $ID",
    );
    let interface = "aws ec2 describe-network-interfaces --filters Name=attachment.instance-id,Values=$ID --query";
    let status = format!(
        "{interface} 'NetworkInterfaces[].[Status,Groups[0].GroupName,Attachment.DeviceIndex]' --output text"
    );
    assert_eq!(person.out(&status), "in-use\tmy-sg\t0");
    person.out(&format!(
        "aws {} --cidr 203.0.113.0/24",
        open.replace("authorize", "revoke")
    ));
    assert_eq!(
        person.out(&format!("{names} 'SecurityGroups[].IpPermissions'")),
        "[\n    []\n]"
    );
    refused(
        &mut person,
        &format!("aws {} --cidr 0.0.0.0/0", open.replace("my-sg", "none")),
        254,
        "The security group 'none' does not exist in default VPC",
    );
    refused(
        &mut person,
        "aws ec2 delete-security-group --group-name my-sg",
        254,
        "(DependencyViolation)",
    );
    person.out("aws ec2 terminate-instances --instance-ids $ID && aws ec2 wait instance-terminated --instance-ids $ID");
    person.out("aws ec2 delete-security-group --group-name my-sg");
    refused(
        &mut person,
        &format!("{names} Groups"),
        254,
        "InvalidGroup.NotFound",
    );
}

/// What tutorials ask before they launch: where, from which image, and what a group lets in (the user guides of EC2 and of
/// its command line).
#[test]
fn an_image_is_found_by_its_name_and_a_rule_revoked_by_its_id() {
    let mut person = Person::new(&[]);
    let zones = "aws ec2 describe-availability-zones --filters Name=state,Values=available --query";
    assert_eq!(
        person.out(&format!(
            "{zones} 'AvailabilityZones[].ZoneName' --output text"
        )),
        "us-east-1a\tus-east-1b\tus-east-1c"
    );
    let regions = "aws ec2 describe-regions --query 'length(Regions)'";
    assert_eq!(person.out(regions), "17");
    let images = "aws ec2 describe-images --owners amazon --filters Name=name,Values='al2023-ami-2023.*-x86_64' Name=state,Values=available";
    person.out(&format!(
        "AMI=$({images} --query 'sort_by(Images, &CreationDate)[-1].ImageId' --output text)"
    ));
    assert_eq!(
        person.out(&format!(
            "aws ssm get-parameter --name {AMI} --query Parameter.Value | grep -c $AMI"
        )),
        "1"
    );
    let one = "aws ec2 describe-images --image-ids $AMI --query";
    assert_eq!(
        person.out(&format!("{one} 'Images[0].[RootDeviceName,BlockDeviceMappings[0].Ebs.VolumeSize,OwnerId]' --output text")),
        "/dev/xvda\t8\t137112412989"
    );
    let mine = "aws ec2 describe-images --owners self --query Images";
    assert_eq!(person.out(mine), "[]");
    person.out("aws ec2 wait image-available --image-ids $AMI");
    refused(
        &mut person,
        "aws ec2 describe-images --image-ids ami-0123456789abcdef0",
        254,
        "(InvalidAMIID.NotFound) when calling the DescribeImages operation: The image id '[ami-0123456789abcdef0]' does not exist",
    );
    refused(
        &mut person,
        "aws ec2 describe-images --filters Name=platform,Values=windows",
        254,
        "the filter 'platform': not modelled",
    );
    person.out("SG=$(aws ec2 create-security-group --group-name web --description web --query GroupId --output text)");
    let open = "aws ec2 authorize-security-group-ingress --group-id $SG --protocol tcp --port 22 --cidr 203.0.113.0/24";
    person.out(&format!(
        "RULE=$({open} --query 'SecurityGroupRules[0].SecurityGroupRuleId' --output text)"
    ));
    let rules = "aws ec2 describe-security-group-rules --filters Name=group-id,Values=$SG --output text --query";
    assert_eq!(
        person.out(&format!(
            "{rules} 'SecurityGroupRules[].[IsEgress,IpProtocol,FromPort,CidrIpv4]'"
        )),
        "False\ttcp\t22\t203.0.113.0/24\nTrue\t-1\t-1\t0.0.0.0/0"
    );
    let revoke =
        "aws ec2 revoke-security-group-ingress --group-id $SG --security-group-rule-ids $RULE";
    let gone = format!("{revoke} --query 'RevokedSecurityGroupRules[].CidrIpv4' --output text");
    assert_eq!(person.out(&gone), "203.0.113.0/24");
    refused(
        &mut person,
        revoke,
        254,
        "(InvalidSecurityGroupRuleId.NotFound) when calling the RevokeSecurityGroupIngress operation",
    );
    // The same once more is another rule.
    person.out(&format!(
        "AGAIN=$({open} --query 'SecurityGroupRules[0].SecurityGroupRuleId' --output text)"
    ));
    assert_eq!(person.out("test $AGAIN != $RULE && echo other"), "other");
    person.out("aws ec2 create-tags --resources $SG --tags Key=team,Value=a Key=Name,Value=web");
    let tags = "aws ec2 describe-tags --filters Name=resource-type,Values=security-group Name=key,Values=Name --output text --query";
    assert_eq!(
        person.out(&format!("{tags} 'Tags[].[Value,ResourceType]'")),
        "web\tsecurity-group"
    );
    refused(
        &mut person,
        "aws ec2 describe-tags --filters Name=tag-key,Values=Name",
        254,
        "(InvalidParameterValue) when calling the DescribeTags operation: The filter 'tag-key' is invalid",
    );
}

const TASK: &str = r#"{"family": "sample-fargate", "networkMode": "awsvpc", "cpu": "256", "memory": "512",
  "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{"name": "fargate-app",
  "image": "public.ecr.aws/docker/library/httpd:latest", "portMappings": [{"containerPort": 80, "hostPort": 80, "protocol": "tcp"}],
  "essential": true}]}"#;

/// The ECS developer guide, "Learn how to create an Amazon ECS Linux task for the Fargate launch type with the AWS CLI".
#[test]
fn a_task_on_fargate_is_found_by_its_network_interface() {
    let mut person = Person::new(&[("tasks/fargate-task.json", TASK)]);
    person.out("aws ecs create-cluster --cluster-name fargate-cluster");
    person.out(
        "aws ecs register-task-definition --cli-input-json file://$HOME/tasks/fargate-task.json",
    );
    person
        .out("aws ecs register-task-definition --cli-input-json file://~/tasks/fargate-task.json");
    let newest =
        "aws ecs list-task-definitions --sort DESC --max-items 1 --query 'taskDefinitionArns[0]'";
    assert!(
        person
            .out(newest)
            .ends_with(":task-definition/sample-fargate:2\"")
    );
    person.out("SUBNET=$(aws ec2 describe-subnets --query 'Subnets[0].SubnetId' --output text)");
    person.out("SG=$(aws ec2 create-security-group --group-name web --description web --query GroupId --output text)");
    person.out("aws ec2 authorize-security-group-ingress --group-id $SG --protocol tcp --port 80 --cidr 0.0.0.0/0");
    for name in ["one", "two", "three"] {
        person.out(&format!("aws ecs create-service --cluster fargate-cluster --service-name {name} --task-definition sample-fargate:1 --desired-count 1 --launch-type FARGATE --network-configuration \"awsvpcConfiguration={{subnets=[$SUBNET],securityGroups=[$SG],assignPublicIp=ENABLED}}\""));
    }
    let services = "aws ecs list-services --cluster fargate-cluster --page-size 1";
    assert_eq!(
        person.out(&format!(
            "{services} --max-items 2 --query 'length(serviceArns)'"
        )),
        "2"
    );
    // Each page is an item of the stream, with what it says of the next.
    let stream = person.out(&format!("{services} --output yaml-stream"));
    assert_eq!(stream.matches("- nextToken: ").count(), 2, "{stream}");
    assert_eq!(
        stream.matches("\n- serviceArns:\n  - arn:aws:ecs:").count(),
        1,
        "{stream}"
    );
    assert_eq!(person.out(&format!("{services} --output off")), "");
    refused(
        &mut person,
        "aws ecs list-tasks --cluster fargate-cluster --page-size 101",
        254,
        "(InvalidParameterException)",
    );
    person.out("aws ecs wait services-stable --cluster fargate-cluster --services one");
    person.out("TASK=$(aws ecs list-tasks --cluster fargate-cluster --service-name one --query 'taskArns[0]' --output text)");
    person.out("ENI=$(aws ecs describe-tasks --cluster fargate-cluster --tasks $TASK --query \"tasks[0].attachments[0].details[?name=='networkInterfaceId'].value\" --output text)");
    let interface = "aws ec2 describe-network-interfaces --network-interface-id $ENI --query";
    let about = format!(
        "{interface} 'NetworkInterfaces[0].[InterfaceType,RequesterManaged,Attachment,Association.IpOwnerId]' --output text"
    );
    assert_eq!(person.out(&about), "interface\tTrue\tNone\tamazon");
    person.out(&format!(
        "IP=$({interface} 'NetworkInterfaces[0].Association.PublicIp' --output text)"
    ));
    assert_eq!(
        person.out("curl -s -o /dev/null -w '%{http_code}' http://$IP/"),
        "200"
    );
    let tags = "aws ecs list-tags-for-resource --resource-arn $ARN --output text --query 'tags[].[key,value]'";
    person.out("ARN=$(aws ecs describe-services --cluster fargate-cluster --services one --query 'services[0].serviceArn' --output text)");
    person.out(
        "aws ecs tag-resource --resource-arn $ARN --tags key=team,value=a key=stage,value=test",
    );
    person.out("aws ecs untag-resource --resource-arn $ARN --tag-keys stage");
    assert_eq!(person.out(tags), "team\ta");
    refused(
        &mut person,
        "aws ecs tag-resource --resource-arn arn:aws:ecs:us-east-1:123456789012:service/one --tags key=a,value=b",
        254,
        "(InvalidParameterException) when calling the TagResource operation: Long arn format must be used for tagging operations",
    );
    refused(
        &mut person,
        "aws ecs list-tags-for-resource --resource-arn $TASK",
        254,
        "tags of a task: not modelled",
    );
    refused(
        &mut person,
        "aws logs get-log-events --log-group-name none --log-stream-name none --max-items 1",
        252,
        "Unknown options: --max-items",
    );
    person.out(
        "aws ec2 wait network-interface-available --network-interface-ids $ENI & sleep 1; kill %1",
    );
    refused(
        &mut person,
        "aws ec2 describe-network-interfaces --network-interface-ids eni-00000000000000000",
        254,
        "(InvalidNetworkInterfaceID.NotFound) when calling the DescribeNetworkInterfaces operation: The networkInterface ID 'eni-00000000000000000' does not exist",
    );
}

#[test]
fn the_computer_says_what_it_takes_for_granted() {
    let mut person = Person::new(&[]);
    assert_eq!(person.out("aws configure get region"), "us-east-1");
    person.out("aws configure set region us-east-1");
    refused(
        &mut person,
        "aws configure",
        252,
        "not modelled: aws configure: this computer has",
    );
    refused(
        &mut person,
        "aws configure set region eu-west-1",
        252,
        "the region eu-west-1",
    );
    let vpcs = "aws ec2 describe-vpcs --query 'Vpcs[].IsDefault'";
    assert_eq!(
        person.out(&format!("AWS_DEFAULT_OUTPUT=text {vpcs}")),
        "True"
    );
    assert_eq!(
        person.out(&format!("AWS_DEFAULT_OUTPUT=json {vpcs} --output text")),
        "True"
    );
    refused(
        &mut person,
        &format!("AWS_REGION=eu-west-1 {vpcs}"),
        252,
        "the region eu-west-1",
    );
    refused(
        &mut person,
        &format!("{vpcs} --region=eu-west-1"),
        252,
        "the region eu-west-1",
    );
    refused(
        &mut person,
        &format!("AWS_PROFILE=mine {vpcs}"),
        255,
        "The config profile (mine) could not be found",
    );
    refused(
        &mut person,
        &format!("AWS_ENDPOINT_URL=http://localhost:1 {vpcs}"),
        252,
        "not modelled: aws --endpoint-url",
    );
    let skeleton = person.types("aws ec2 create-security-group --generate-cli-skeleton > sg.json");
    assert_eq!(
        skeleton.screen,
        "paperboat: not modelled, and left out: DryRun\n"
    );
    person.out("sed -i 's/\"GroupName\": \"\"/\"GroupName\": \"web\"/; s/\"Description\": \"\"/\"Description\": \"d\"/; s/capacity-reservation/security-group/; s/\"Key\": \"\"/\"Key\": \"a\"/' sg.json");
    person.out("sed -i '/VpcId/d' sg.json");
    person.out("sed -i 'N;s/],\\n}/]\\n}/' sg.json; cat sg.json");
}
