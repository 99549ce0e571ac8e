//! A tutorial on ECS with instances of one's own, as it is typed at home: a cluster, an instance that joins it, a task
//! definition that says neither mode nor size, a task at a port, a service behind a load balancer, and the end of all.

use std::sync::Arc;

use paperboat_simulator::host::terminal::{Progress, Typed};
use paperboat_simulator::model::Model;
use paperboat_simulator::world::World;

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
const USER_DATA: &str = "#!/bin/bash\necho ECS_CLUSTER=demo >> /etc/ecs/ecs.config\n";
/// A web server whose port 80 is behind a port of its host.
const WEB: &str = r#"{"family":"web","containerDefinitions":[{"name":"web","image":"nginx:1.27","memory":128,"essential":true,"portMappings":[{"containerPort":80,"hostPort":HOST_PORT}]}]}"#;

/// Somebody at a computer with these files; what was typed and what it led to.
struct Person {
    w: World,
    said: String,
}

impl Person {
    fn new() -> Self {
        let files = [
            ("trust.json", TRUST.to_owned()),
            ("user-data.sh", USER_DATA.to_owned()),
            ("static.json", WEB.replace("HOST_PORT", "80")),
            ("dynamic.json", WEB.replace("HOST_PORT", "0")),
        ];
        let mut w = World::new(1, Arc::new(Model::default()), Vec::new());
        w.sit_down(&files.map(|(path, text)| (path.to_owned(), text)));
        Self {
            w,
            said: String::new(),
        }
    }

    fn types(&mut self, line: &str) -> Typed {
        self.said.push_str(&format!("$ {line}\n"));
        self.w.type_line(self.w.now(), line);
        loop {
            match self.w.typed() {
                Progress::Done(typed) => {
                    self.said.push_str(&typed.screen);
                    self.w.check();
                    return typed;
                }
                Progress::Asks(_) => self.w.type_line(self.w.now(), "yes"),
                Progress::Runs => {
                    let due = self.w.next_at().expect("something is due");
                    self.w.advance(due);
                }
            }
        }
    }

    /// What a line that succeeds prints, without its line break.
    fn out(&mut self, line: &str) -> String {
        let typed = self.types(line);
        assert_eq!(
            typed.exit_code, 0,
            "{line}: {}\n{}",
            typed.screen, self.said
        );
        typed.screen.trim_end().to_owned()
    }

    /// Types lines that print nothing that is looked at.
    fn all(&mut self, lines: &[&str]) {
        for line in lines {
            self.out(line);
        }
    }
}

const GROUP: &str = "aws ec2 authorize-security-group-ingress --group-id $SG --protocol tcp";

/// Everything up to an instance that has joined the cluster.
fn joined() -> Person {
    let mut person = Person::new();
    person.all(&[
        "aws ecs create-cluster --cluster-name demo",
        "aws iam create-role --role-name ecsInstanceRole --assume-role-policy-document file://trust.json",
        "aws iam attach-role-policy --role-name ecsInstanceRole --policy-arn arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role",
        "aws iam create-instance-profile --instance-profile-name ecsInstanceRole",
        "aws iam add-role-to-instance-profile --instance-profile-name ecsInstanceRole --role-name ecsInstanceRole",
        "aws ec2 create-key-pair --key-name mine --query KeyMaterial --output text > mine.pem && chmod 400 mine.pem",
        "VPC=$(aws ec2 describe-vpcs --filters Name=is-default,Values=true --query 'Vpcs[0].VpcId' --output text)",
        "SG=$(aws ec2 create-security-group --group-name demo --description demo --vpc-id $VPC --query GroupId --output text)",
        &format!("{GROUP} --port 22 --cidr 0.0.0.0/0"),
        &format!("{GROUP} --port 80 --cidr 0.0.0.0/0"),
        "AMI=$(aws ssm get-parameter --name /aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id --query Parameter.Value --output text)",
        "sleep 15",
        "ID=$(aws ec2 run-instances --image-id $AMI --instance-type t3.small --key-name mine --security-group-ids $SG --iam-instance-profile Name=ecsInstanceRole --user-data file://user-data.sh --query 'Instances[0].InstanceId' --output text)",
        "until [ \"$(aws ecs list-container-instances --cluster demo --query 'length(containerInstanceArns)')\" = 1 ]; do sleep 10; done",
        "IP=$(aws ec2 describe-instances --instance-ids $ID --query 'Reservations[0].Instances[0].PublicIpAddress' --output text)",
    ]);
    person
}

const CURL: &str = "curl -s -o /dev/null -w '%{http_code}'";

#[test]
fn a_task_is_run_at_the_port_that_it_names() {
    let mut person = joined();
    let modes = "taskDefinition.[networkMode,cpu,memory]";
    let registered = format!(
        "aws ecs register-task-definition --cli-input-json file://static.json --query '{modes}' --output text"
    );
    assert_eq!(person.out(&registered), "None\tNone\tNone");
    person.all(&[
        "TASK=$(aws ecs run-task --cluster demo --task-definition web --query 'tasks[0].taskArn' --output text)",
        "aws ecs wait tasks-running --cluster demo --tasks $TASK",
    ]);
    let bound = "tasks[0].containers[0].networkBindings";
    let described = format!(
        "aws ecs describe-tasks --cluster demo --tasks $TASK --query '{bound}' --output json"
    );
    let bindings: Vec<String> = person
        .out(&described)
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    assert_eq!(
        bindings.concat(),
        r#"[{"bindIP":"0.0.0.0","containerPort":80,"hostPort":80,"protocol":"tcp"}]"#
    );
    assert_eq!(person.out(&format!("{CURL} http://$IP")), "200");
    let again = person.out("aws ecs run-task --cluster demo --task-definition web --query 'failures[].reason' --output text");
    assert_eq!(again, "RESOURCE:PORTS");
    let ps = person.out("ssh -i mine.pem ec2-user@$IP docker ps");
    assert!(
        ps.contains("nginx:1.27") && ps.contains("0.0.0.0:80->80/tcp"),
        "{ps}"
    );
    assert!(ps.contains("ecs-web-1-web-"), "{ps}");
    person.all(&[
        "aws ecs stop-task --cluster demo --task $TASK",
        "aws ecs wait tasks-stopped --cluster demo --tasks $TASK",
    ]);
    assert_eq!(person.out("ssh -i mine.pem ec2-user@$IP docker ps -q"), "");
}

#[test]
fn a_service_behind_a_load_balancer_is_rolled_and_taken_away() {
    let mut person = joined();
    let group = "--protocol HTTP --port 80 --vpc-id $VPC --target-type instance --query 'TargetGroups[0].TargetGroupArn' --output text";
    person.all(&[
        &format!("{GROUP} --port 32768-60999 --source-group $SG"),
        "SUBNETS=$(aws ec2 describe-subnets --filters Name=vpc-id,Values=$VPC --query 'Subnets[].SubnetId' --output text)",
        "LB=$(aws elbv2 create-load-balancer --name web --subnets $SUBNETS --security-groups $SG --query 'LoadBalancers[0].LoadBalancerArn' --output text)",
        &format!("TG=$(aws elbv2 create-target-group --name web {group})"),
        "aws elbv2 create-listener --load-balancer-arn $LB --protocol HTTP --port 80 --default-actions Type=forward,TargetGroupArn=$TG",
        "aws elbv2 wait load-balancer-available --load-balancer-arns $LB",
        "HOST=$(aws elbv2 describe-load-balancers --load-balancer-arns $LB --query 'LoadBalancers[0].DNSName' --output text)",
        "aws ecs register-task-definition --cli-input-json file://dynamic.json",
        "aws ecs create-service --cluster demo --service-name web --task-definition web --desired-count 2 --load-balancers targetGroupArn=$TG,containerName=web,containerPort=80",
        "aws ecs wait services-stable --cluster demo --services web",
        "sleep 60",
        "aws elbv2 wait target-in-service --target-group-arn $TG",
    ]);
    assert_eq!(person.out(&format!("{CURL} http://$HOST")), "200");
    let ports = "aws elbv2 describe-target-health --target-group-arn $TG --query 'TargetHealthDescriptions[].[Target.Port,TargetHealth.State]' --output text | sort";
    assert_eq!(person.out(ports), "32768\thealthy\n32769\thealthy");
    person.all(&[
        "aws ecs register-task-definition --cli-input-json file://dynamic.json",
        "aws ecs update-service --cluster demo --service web --task-definition web",
        "aws ecs wait services-stable --cluster demo --services web",
    ]);
    assert_eq!(person.out(&format!("{CURL} http://$HOST")), "200");
    // The targets of the old version drain for five minutes.
    person.out("sleep 360");
    let ps = person.out("ssh -i mine.pem ec2-user@$IP docker ps --format '{{.Names}}'");
    let names: Vec<&str> = ps
        .lines()
        .filter(|line| !line.starts_with("Warning"))
        .collect();
    assert_eq!(names.len(), 2, "{ps}");
    assert!(
        names.iter().all(|name| name.starts_with("ecs-web-2-web-")),
        "{ps}"
    );
    person.all(&[
        "aws ecs delete-service --cluster demo --service web --force",
        "aws ecs wait services-inactive --cluster demo --services web",
        "aws elbv2 delete-load-balancer --load-balancer-arn $LB",
        "aws elbv2 wait load-balancers-deleted --load-balancer-arns $LB",
        "aws elbv2 delete-target-group --target-group-arn $TG",
        "aws ec2 terminate-instances --instance-ids $ID",
        "aws ec2 wait instance-terminated --instance-ids $ID",
        "until [ \"$(aws ecs list-container-instances --cluster demo --query 'length(containerInstanceArns)')\" = 0 ]; do sleep 10; done",
        "aws ecs delete-cluster --cluster demo",
        "aws ec2 delete-security-group --group-id $SG",
    ]);
}
