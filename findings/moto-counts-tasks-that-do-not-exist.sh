#!/usr/bin/env bash
# moto 5.2.5: a service's runningCount rises with UpdateService and no task stands behind it; ListTasks shows the tasks of
# everybody under any service's name.
#
# What a good engineer would guess: runningCount equals the tasks that ListTasks(serviceName) gives, in an emulator too; and
# the filter filters.
# What happens: CreateService of 2 leaves runningCount 0 and pendingCount 2 for ever; UpdateService to 3 makes it 3 running at
# once; ListTasks for a service gives a task that RunTask started by hand, and the same one for a service that nobody made.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'moto[ec2,ecs]==5.2.5' 'boto3==1.44.8' 'botocore==1.44.8' 'setuptools<82'
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
cat >"$work/case.py" <<'PY'
import boto3
from moto import mock_aws

mock = mock_aws()
mock.start()
ec2, ecs = boto3.client("ec2"), boto3.client("ecs")
network = {"awsvpcConfiguration": {
    "subnets": [ec2.describe_subnets()["Subnets"][0]["SubnetId"]],
    "securityGroups": [ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]],
}}
ecs.create_cluster(clusterName="c")
ecs.register_task_definition(
    family="app", requiresCompatibilities=["FARGATE"], networkMode="awsvpc", cpu="256", memory="512",
    containerDefinitions=[{"name": "app", "image": "app:1", "cpu": 256, "memory": 512, "command": ["sh", "-c", "exit 3"]}],
)

ecs.run_task(cluster="c", taskDefinition="app", launchType="FARGATE", networkConfiguration=network)
ecs.create_service(cluster="c", serviceName="web", taskDefinition="app", desiredCount=2, launchType="FARGATE", networkConfiguration=network)

def counts(when):
    service = ecs.describe_services(cluster="c", services=["web"])["services"][0]
    print(when, "running", service["runningCount"], "pending", service["pendingCount"])

counts("created with 2:")
ecs.update_service(cluster="c", service="web", desiredCount=3)
counts("updated to 3:")
for name in ["web", "no-such-service"]:
    print("tasks listed for", name, len(ecs.list_tasks(cluster="c", serviceName=name)["taskArns"]))
PY
cat >"$work/expected.txt" <<'TXT'
created with 2: running 0 pending 2
updated to 3: running 3 pending 0
tasks listed for web 1
tasks listed for no-such-service 1
TXT
"$work/venv/bin/python" "$work/case.py" | tee "$work/seen.txt"
diff "$work/expected.txt" "$work/seen.txt" || { echo "CHANGED: see above" >&2; exit 1; }
echo "as recorded"
