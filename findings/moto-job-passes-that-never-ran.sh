#!/usr/bin/env bash
# moto 5.2.5: a task of ECS stops with exit code 0 although its container has never run.
#
# What a good engineer would guess: an emulator without containers either keeps the task RUNNING, or leaves the exit code
# out of the answer; a script that runs a migration as a task and checks `exitCode == 0` then fails or waits.
# What happens: the task goes to STOPPED poll by poll, `tasks_stopped` is content, and its container says exitCode 0 beside
# lastStatus PENDING, whatever the command: `exit 3` passes. `desiredStatus` stays RUNNING.
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

task = ecs.run_task(cluster="c", taskDefinition="app", launchType="FARGATE", networkConfiguration=network)["tasks"][0]["taskArn"]
ecs.get_waiter("tasks_stopped").wait(cluster="c", tasks=[task], WaiterConfig={"Delay": 0, "MaxAttempts": 20})
task = ecs.describe_tasks(cluster="c", tasks=[task])["tasks"][0]
container = task["containers"][0]
print("task", task["lastStatus"], "desired", task["desiredStatus"], "stopCode", task.get("stopCode"))
print("container", container["lastStatus"], "exitCode", container["exitCode"])
PY
cat >"$work/expected.txt" <<'TXT'
task STOPPED desired RUNNING stopCode None
container PENDING exitCode 0
TXT
"$work/venv/bin/python" "$work/case.py" | tee "$work/seen.txt"
diff "$work/expected.txt" "$work/seen.txt" || { echo "CHANGED: see above" >&2; exit 1; }
echo "as recorded"
