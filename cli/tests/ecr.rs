//! The chapter of one's own image: it is built on a machine, goes through ECR, and runs as a task of ECS.

mod person;

use person::typed;

/// A web server of one's own, on a port that its configuration says, and a repository for it.
const IMAGE: &str = r#"mkdir web
cat > web/Dockerfile <<EOF
FROM nginx:1.27
ENV GREETING=ahoy
COPY index.html /usr/share/nginx/html/index.html
COPY site.conf /etc/nginx/conf.d/default.conf
EXPOSE 8080
CMD ["nginx", "-g", "daemon off;"]
EOF
echo '<h1>first</h1>' > web/index.html
echo 'server { listen 8080; root /usr/share/nginx/html; }' > web/site.conf
REPO=$(aws ecr create-repository --repository-name app --query repository.repositoryUri --output text)
REGISTRY=${REPO%/app}
SG=$(aws ec2 create-security-group --group-name g --description g --query GroupId --output text)
for port in 22 8080; do aws ec2 authorize-security-group-ingress --group-id $SG --protocol tcp --port $port --cidr 0.0.0.0/0 --query Return; done
"#;

/// A machine with Docker that may push.
const MACHINE: &str = r#"aws ec2 create-key-pair --key-name k --query KeyMaterial --output text > k.pem
chmod 400 k.pem
aws iam create-role --role-name builder --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}' --query Role.RoleName
aws iam attach-role-policy --role-name builder --policy-arn arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser
aws iam create-instance-profile --instance-profile-name builder --query InstanceProfile.InstanceProfileName
aws iam add-role-to-instance-profile --instance-profile-name builder --role-name builder
sleep 20
AMI=$(aws ssm get-parameter --name /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64 --query Parameter.Value --output text)
ID=$(aws ec2 run-instances --image-id $AMI --instance-type t3.small --key-name k --security-group-ids $SG --iam-instance-profile Name=builder --query 'Instances[0].InstanceId' --output text)
aws ec2 wait instance-status-ok --instance-ids $ID
IP=$(aws ec2 describe-instances --instance-ids $ID --query 'Reservations[0].Instances[0].PublicIpAddress' --output text)
scp -i k.pem -o StrictHostKeyChecking=no -r web ec2-user@$IP:
ssh -i k.pem ec2-user@$IP "sudo dnf install -y -q docker && sudo systemctl enable --now docker && sudo usermod -aG docker ec2-user"
ssh -i k.pem ec2-user@$IP "aws ecr get-login-password | docker login --username AWS --password-stdin $REGISTRY"
ssh -i k.pem ec2-user@$IP "docker build -q -t app web && docker tag app $REPO:1 && docker push $REPO:1"
"#;

/// The role with which tasks pull.
const ROLE: &str = r#"aws iam create-role --role-name pulls --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}' --query Role.RoleName
aws iam attach-role-policy --role-name pulls --policy-arn arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy
sleep 20
aws ecs create-cluster --cluster-name c --query cluster.status
"#;

#[test]
fn an_image_that_a_machine_built_runs_on_fargate_until_it_is_deployed_anew() {
    let fargate = r#"aws ecs register-task-definition --family f --network-mode awsvpc --requires-compatibilities FARGATE --cpu 256 --memory 512 --execution-role-arn arn:aws:iam::123456789012:role/pulls --container-definitions "[{\"name\":\"web\",\"image\":\"$REPO:1\",\"portMappings\":[{\"containerPort\":8080}]}]" --query taskDefinition.revision
NET=$(aws ec2 describe-subnets --query 'Subnets[0].SubnetId' --output text)
aws ecs create-service --cluster c --service-name s --task-definition f --desired-count 1 --launch-type FARGATE --network-configuration "awsvpcConfiguration={subnets=[$NET],securityGroups=[$SG],assignPublicIp=ENABLED}" --query service.status
page() { local task=$(aws ecs list-tasks --cluster c --query 'taskArns[0]' --output text); local eni=$(aws ecs describe-tasks --cluster c --tasks $task --query "tasks[0].attachments[0].details[?name=='networkInterfaceId'].value" --output text); curl -s http://$(aws ec2 describe-network-interfaces --network-interface-ids $eni --query 'NetworkInterfaces[0].Association.PublicIp' --output text):8080/; }
aws ecs wait services-stable --cluster c --services s
page
ssh -i k.pem ec2-user@$IP "echo '<h1>second</h1>' > web/index.html && docker build -q -t $REPO:1 web && docker push $REPO:1"
sleep 60
echo before: $(page)
aws ecs update-service --cluster c --service s --force-new-deployment --query service.status
aws ecs wait services-stable --cluster c --services s
echo after: $(page)
aws ecs describe-tasks --cluster c --tasks $(aws ecs list-tasks --cluster c --query 'taskArns[0]' --output text) --query 'tasks[0].containers[0].imageDigest' --output text
aws ecr describe-images --repository-name app --image-ids imageTag=1 --query 'imageDetails[0].imageDigest' --output text
aws ecr list-images --repository-name app --query 'length(imageIds)' --output text
aws ecr delete-repository --repository-name app
"#;
    let (_, said, _) = typed(&[], &[IMAGE, MACHINE, ROLE, fargate].concat());
    assert!(said.contains("Login Succeeded"), "{said}");
    assert!(said.contains("1: digest: sha256:"), "{said}");
    assert!(said.contains("$ page\n<h1>first</h1>\n"), "{said}");
    assert!(said.contains("\nbefore: <h1>first</h1>\n"), "{said}");
    assert!(said.contains("\nafter: <h1>second</h1>\n"), "{said}");
    // What runs is what the tag leads to now, and the one before is there without a tag.
    let digests: Vec<&str> = said.lines().filter(|l| l.starts_with("sha256:")).collect();
    let [.., running, tagged] = digests[..] else {
        panic!("{said}");
    };
    assert_eq!(running, tagged, "{said}");
    assert!(
        said.contains("'length(imageIds)' --output text\n2\n"),
        "{said}"
    );
    assert!(said.contains("(RepositoryNotEmptyException)"), "{said}");
}

#[test]
fn an_image_that_a_machine_built_runs_on_an_instance_of_a_cluster() {
    let instance = r#"aws iam create-role --role-name host --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}' --query Role.RoleName
aws iam attach-role-policy --role-name host --policy-arn arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role
aws iam create-instance-profile --instance-profile-name host --query InstanceProfile.InstanceProfileName
aws iam add-role-to-instance-profile --instance-profile-name host --role-name host
sleep 20
BASE=$(aws ssm get-parameter --name /aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id --query Parameter.Value --output text)
printf '#!/bin/bash\necho ECS_CLUSTER=c >> /etc/ecs/ecs.config\n' > data.sh
HOST=$(aws ec2 run-instances --image-id $BASE --instance-type t3.small --subnet-id $(aws ec2 describe-subnets --query 'Subnets[0].SubnetId' --output text) --security-group-ids $SG --iam-instance-profile Name=host --user-data file://data.sh --query 'Instances[0].InstanceId' --output text)
sleep 120
aws ecs list-container-instances --cluster c --query 'length(containerInstanceArns)'
aws ecs register-task-definition --family e --network-mode awsvpc --requires-compatibilities EC2 --cpu 256 --memory 256 --container-definitions "[{\"name\":\"web\",\"image\":\"$REPO:1\",\"memory\":128,\"portMappings\":[{\"containerPort\":8080}]}]" --query taskDefinition.revision
NET=$(aws ec2 describe-subnets --query 'Subnets[0].SubnetId' --output text)
TASK=$(aws ecs run-task --cluster c --task-definition e --launch-type EC2 --network-configuration "awsvpcConfiguration={subnets=[$NET],securityGroups=[$SG]}" --query 'tasks[0].taskArn' --output text)
aws ecs wait tasks-running --cluster c --tasks $TASK
aws ecs describe-tasks --cluster c --tasks $TASK --query 'tasks[0].[lastStatus,stoppedReason]' --output text
ADDRESS=$(aws ecs describe-tasks --cluster c --tasks $TASK --query "tasks[0].attachments[0].details[?name=='privateIPv4Address'].value" --output text)
ssh -i k.pem ec2-user@$IP curl -s http://$ADDRESS:8080/
"#;
    let (_, said, _) = typed(&[], &[IMAGE, MACHINE, ROLE, instance].concat());
    assert!(said.contains("\nRUNNING\tNone\n"), "{said}");
    assert!(said.ends_with(":8080/\n<h1>first</h1>\n"), "{said}");
}

#[test]
fn an_image_is_built_at_home_and_pushed_from_there() {
    let home = r#"docker build -q -t app web
docker run -d --name web -p 8080:8080 app
sleep 2
curl -s localhost:8080
aws ecr get-login-password | docker login --username AWS --password-stdin $REGISTRY
docker tag app $REPO:1
docker push $REPO:1
docker compose version --short
docker image inspect -f '{{.RepoDigests}}' app
aws ecr batch-get-image --repository-name app --image-ids imageTag=1 --query 'images[0].imageId.imageTag'
aws ecr batch-delete-image --repository-name app --image-ids imageTag=1 --query 'imageIds[0].imageTag'
docker pull $REPO:1
"#;
    let (_, said, _) = typed(&[], &[IMAGE, home].concat());
    assert!(said.contains("localhost:8080\n<h1>first</h1>\n"), "{said}");
    assert!(said.contains("Login Succeeded"), "{said}");
    assert!(said.contains("1: digest: sha256:"), "{said}");
    assert!(said.contains("amazonaws.com/app@sha256:"), "{said}");
    assert_eq!(said.matches("\n\"1\"\n").count(), 2, "{said}");
    assert!(
        said.contains("not found: manifest unknown: Requested image not found"),
        "{said}"
    );
}
