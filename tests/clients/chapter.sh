#!/usr/bin/env bash
# The chapter as a person types it, both ways, from nothing to nothing: AWS's command line and OpenSSH against the endpoint of
# `paperboat serve`. Each line stops the script when it fails, and what has to be so is asked after each part.
#
#   bash chapter.sh ENDPOINT      with `aws` in PATH, in an empty folder; ends with 0 when everything holds
set -euo pipefail
export AWS_ENDPOINT_URL=$1 AWS_ACCESS_KEY_ID=paperboat AWS_SECRET_ACCESS_KEY=paperboat AWS_DEFAULT_REGION=us-east-1
export AWS_EC2_METADATA_DISABLED=true AWS_PAGER=
PS4='+$(date +%T.%N | cut -c1-12) '
trap 'echo "line $LINENO: $BASH_COMMAND" >&2' ERR

is() { [ "$1" = "$2" ] || { echo "line ${BASH_LINENO[0]}: '$1' is not '$2'" >&2; exit 1; }; }
text() { aws "$@" --output text; }
# Where a port of an instance or a load balancer is open on this computer.
door() {
    curl -fsS "$AWS_ENDPOINT_URL/_paperboat/doors" | python3 -c 'import json, sys
for door in json.load(sys.stdin)["doors"]:
    for port in door["ports"]:
        if door["name"] == sys.argv[1] and port["port"] == int(sys.argv[2]): print(port["at"])' "$@"
}
# The same, once it is open.
opened() { for _ in $(seq 100); do [ -n "$(door "$@")" ] && break || sleep 0.1; done; door "$@"; }
page() { curl -fsS -m 5 "$@"; }
# Tries again as a person does who waits for something.
until_done() { for _ in $(seq 50); do "$@" 2>/dev/null && return || sleep 0.1; done; "$@"; }

curl -fsS -d '{"image": "me/hello:1", "ports": [8080]}' "$AWS_ENDPOINT_URL/_paperboat/push" >/dev/null
curl -fsS -d '{"image": "me/hello:2", "ports": [8080]}' "$AWS_ENDPOINT_URL/_paperboat/push" >/dev/null
is "$(text sts get-caller-identity --query Account)" 123456789012
VPC=$(text ec2 describe-vpcs --filters Name=is-default,Values=true --query 'Vpcs[0].VpcId')

echo '-- a machine of one'"'"'s own'
ssh-keygen -q -t ed25519 -N '' -C me -f own
is "$(text ec2 import-key-pair --key-name own --public-key-material fileb://own.pub --query KeyFingerprint)" \
    "$(ssh-keygen -l -f own.pub | sed 's/.*SHA256:\([^ ]*\).*/\1=/')"
text ec2 create-key-pair --key-name boat --query KeyMaterial >boat.pem
chmod 400 boat.pem
SG=$(text ec2 create-security-group --group-name web --description web --query GroupId)
aws ec2 authorize-security-group-ingress --group-id "$SG" --protocol tcp --port 22 --cidr 0.0.0.0/0 >/dev/null
AMI=$(text ssm get-parameter --name /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64 --query Parameter.Value)
launch() {
    text ec2 run-instances --image-id "$AMI" --instance-type t3.small --key-name "$1" --security-group-ids "$SG" \
        --tag-specifications "ResourceType=instance,Tags=[{Key=Name,Value=$1}]" --query 'Instances[0].InstanceId'
}
ID=$(launch own)
aws ec2 wait instance-status-ok --instance-ids "$ID"
is "$(text ec2 describe-instances --instance-ids "$ID" --query 'Reservations[].Instances[].State.Name')" running
IP=$(text ec2 describe-instances --instance-ids "$ID" --query 'Reservations[].Instances[].PublicIpAddress')

# The host key is the one that the console shows.
opened "$ID" 22 >/dev/null
page "$AWS_ENDPOINT_URL/_paperboat/ssh-config" >ssh-config
printf '    UserKnownHostsFile %s\n    StrictHostKeyChecking accept-new\n' "$PWD/known_hosts" >>ssh-config
on() { ssh -F ssh-config -o UserKnownHostsFile="$PWD/known_hosts" -o StrictHostKeyChecking=accept-new -i own "ec2-user@$IP" "$@"; }
is "$(on whoami)" ec2-user
text ec2 get-console-output --instance-id "$ID" --latest >console
grep -qF "$(cut -d' ' -f3 known_hosts)" console

on 'sudo dnf install -y docker && sudo systemctl enable --now docker && sudo usermod -aG docker ec2-user' >/dev/null 2>&1
on 'sudo mkdir -p /usr/local/lib/docker/cli-plugins &&
    sudo curl -fsSL https://github.com/docker/compose/releases/latest/download/docker-compose-linux-x86_64 -o /usr/local/lib/docker/cli-plugins/docker-compose &&
    sudo chmod +x /usr/local/lib/docker/cli-plugins/docker-compose'
cat >compose.yaml <<'COMPOSE'
services:
  web:
    image: ${IMAGE:-me/hello:1}
    ports: ["80:8080"]
    restart: always
  cache:
    image: redis:7.4-alpine
    restart: always
COMPOSE
scp -q -F ssh-config -o UserKnownHostsFile="$PWD/known_hosts" -i own compose.yaml "ec2-user@$IP:"
on docker compose up -d --wait 2>/dev/null
is "$(on docker compose ps --services | sort | tr '\n' ' ')" 'cache web '

# Nobody gets in before the security group says so.
if page "http://$(door "$ID" 22 | sed 's/:.*//')/" 2>/dev/null; then echo 'port 80 is open' >&2; exit 1; fi
aws ec2 authorize-security-group-ingress --group-id "$SG" --protocol tcp --port 80 --cidr 0.0.0.0/0 >/dev/null
AT=$(opened "$ID" 80)
is "$(page "http://$AT/")" hello:1
on IMAGE=me/hello:2 docker compose up -d --wait 2>/dev/null
is "$(page "http://$AT/")" hello:2

# It asks about itself.
TOKEN="$(on "curl -fsSX PUT http://169.254.169.254/latest/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 60'")"
is "$(on "curl -fsS -H 'X-aws-ec2-metadata-token: $TOKEN' http://169.254.169.254/latest/meta-data/instance-id")" "$ID"

aws ec2 reboot-instances --instance-ids "$ID"
is "$(until_done page "http://$AT/")" hello:2
is "$(until_done on docker compose ps --services | sort | tr '\n' ' ')" 'cache web '

# The other key opens the other machine, and no other.
OTHER=$(launch boat)
aws ec2 wait instance-running --instance-ids "$OTHER"
opened "$OTHER" 22 >/dev/null
page "$AWS_ENDPOINT_URL/_paperboat/ssh-config" >ssh-config
into() { ssh -F ssh-config -o UserKnownHostsFile="$PWD/known_hosts" -o StrictHostKeyChecking=accept-new -o IdentitiesOnly=yes "$@"; }
is "$(into -i boat.pem "ec2-user@$OTHER" whoami 2>/dev/null)" ec2-user
if into -i own "ec2-user@$OTHER" whoami 2>/dev/null; then echo 'the wrong key opens it' >&2; exit 1; fi

aws ec2 terminate-instances --instance-ids "$ID" "$OTHER" >/dev/null
aws ec2 wait instance-terminated --instance-ids "$ID" "$OTHER"
aws ec2 delete-security-group --group-id "$SG" >/dev/null
aws ec2 delete-key-pair --key-name own >/dev/null
aws ec2 delete-key-pair --key-name boat >/dev/null
is "$(text ec2 describe-volumes --query 'length(Volumes)')" 0
is "$(text ec2 describe-addresses --query 'length(Addresses)')" 0
is "$(text ec2 describe-snapshots --owner-ids self --query 'length(Snapshots)')" 0
is "$(door "$ID" 22)" ''

echo '-- a service'
TRUST='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
ROLE=$(text iam create-role --role-name execution --assume-role-policy-document "$TRUST" --query Role.Arn)
aws iam attach-role-policy --role-name execution --policy-arn arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy
aws logs create-log-group --log-group-name /ecs/web
aws ecs create-cluster --cluster-name boats >/dev/null
SUBNETS=$(text ec2 describe-subnets --filters "Name=vpc-id,Values=$VPC" --query 'Subnets[:2].SubnetId' | tr '\t' ' ')
OUTER=$(text ec2 create-security-group --group-name outer --description 'the load balancer' --query GroupId)
aws ec2 authorize-security-group-ingress --group-id "$OUTER" --protocol tcp --port 80 --cidr 0.0.0.0/0 >/dev/null
INNER=$(text ec2 create-security-group --group-name inner --description 'the tasks' --query GroupId)
aws ec2 authorize-security-group-ingress --group-id "$INNER" --protocol tcp --port 8080 --source-group "$OUTER" >/dev/null
# shellcheck disable=SC2086 # two subnets are two words
LB=$(text elbv2 create-load-balancer --name boats --subnets $SUBNETS --security-groups "$OUTER" --query 'LoadBalancers[0].LoadBalancerArn')
NAME=$(text elbv2 describe-load-balancers --names boats --query 'LoadBalancers[0].DNSName')
TARGETS=$(text elbv2 create-target-group --name boats --protocol HTTP --port 8080 --vpc-id "$VPC" --target-type ip \
    --health-check-interval-seconds 5 --healthy-threshold-count 2 --health-check-timeout-seconds 2 --query 'TargetGroups[0].TargetGroupArn')
aws elbv2 create-listener --load-balancer-arn "$LB" --protocol HTTP --port 80 --default-actions "Type=forward,TargetGroupArn=$TARGETS" >/dev/null
aws elbv2 wait load-balancer-available --load-balancer-arns "$LB"
task() {
    cat >task.json <<TASK
{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512", "executionRoleArn": "$ROLE",
 "containerDefinitions": [{"name": "web", "image": "$1", "essential": true, "portMappings": [{"containerPort": 8080}],
  "logConfiguration": {"logDriver": "awslogs",
   "options": {"awslogs-group": "/ecs/web", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "web"}}}]}
TASK
    text ecs register-task-definition --cli-input-json file://task.json --query taskDefinition.taskDefinitionArn
}
# All of so many targets.
healthy() {
    local states
    states=$(text elbv2 describe-target-health --target-group-arn "$TARGETS" --query 'TargetHealthDescriptions[].TargetHealth.State' | tr '\t' '\n' | sort | uniq -c)
    [ "$(echo $states)" = "$1 healthy" ]
}
stable() { aws ecs wait services-stable --cluster boats --services web; }
FIRST=$(task me/hello:1)
aws ecs create-service --cluster boats --service-name web --task-definition "$FIRST" --desired-count 2 --launch-type FARGATE \
    --network-configuration "awsvpcConfiguration={subnets=[${SUBNETS// /,}],securityGroups=[$INNER],assignPublicIp=ENABLED}" \
    --load-balancers "targetGroupArn=$TARGETS,containerName=web,containerPort=8080" --health-check-grace-period-seconds 60 >/dev/null
stable
is "$(text ecs describe-services --cluster boats --services web --query 'services[0].[runningCount,deployments[0].rolloutState]')" $'2\tCOMPLETED'
aws elbv2 wait target-in-service --target-group-arn "$TARGETS"
AT=$(opened "$NAME" 80)
is "$(page "http://$AT/")" hello:1
TASK=$(text ecs list-tasks --cluster boats --service-name web --query 'taskArns[0]')
is "$(text ecs describe-tasks --cluster boats --tasks "$TASK" --query 'tasks[0].lastStatus')" RUNNING

aws ecs update-service --cluster boats --service web --task-definition "$(task me/hello:2)" >/dev/null
stable
# For some seconds more the load balancer sends requests to tasks that ECS has given up.
until_done healthy 2
is "$(page "http://$AT/")" hello:2
aws ecs update-service --cluster boats --service web --desired-count 3 >/dev/null
stable
# A service is stable when its tasks run, which says nothing of what the load balancer thinks of them.
until_done healthy 3

aws ecs update-service --cluster boats --service web --desired-count 0 >/dev/null
stable
aws ecs delete-service --cluster boats --service web >/dev/null
aws ecs wait services-inactive --cluster boats --services web
aws elbv2 delete-load-balancer --load-balancer-arn "$LB"
aws elbv2 wait load-balancers-deleted --load-balancer-arns "$LB"
aws elbv2 delete-target-group --target-group-arn "$TARGETS"
aws ecs delete-cluster --cluster boats >/dev/null
aws logs delete-log-group --log-group-name /ecs/web
aws iam detach-role-policy --role-name execution --policy-arn arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy
aws iam delete-role --role-name execution
until_done aws ec2 delete-security-group --group-id "$INNER" >/dev/null
until_done aws ec2 delete-security-group --group-id "$OUTER" >/dev/null
is "$(text ecs list-tasks --cluster boats --query 'length(taskArns)' 2>&1 | tail -1 | grep -o ClusterNotFoundException)" ClusterNotFoundException
is "$(text elbv2 describe-load-balancers --query 'length(LoadBalancers)')" 0
is "$(text ec2 describe-security-groups --query 'SecurityGroups[].GroupName')" default
is "$(door "$NAME" 80)" ''
