#!/usr/bin/env bash
# botocore 1.44.8: the waiter `services_stable` of ECS is content with an answer that holds no service.
#
# What a good engineer would guess: an answer without the service that was asked for is not stable; the waiter goes on
# polling, as `tasks_stopped` and `instance_terminated` do, or fails.
# What happens: the condition counts the services that are not stable, and none of none is not stable: success at the first
# poll. Behind an endpoint that answers an unknown or late service with an empty list, a deployment script is green.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check boto3==1.44.8 botocore==1.44.8
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
cat >"$work/case.py" <<'PY'
import boto3
from botocore.exceptions import WaiterError
from botocore.stub import Stubber

def ask(service, operation, answer, waiter, **arguments):
    client = boto3.client(service)
    with Stubber(client) as stub:
        for _ in range(3):
            stub.add_response(operation, answer)
        try:
            client.get_waiter(waiter).wait(WaiterConfig={"Delay": 0, "MaxAttempts": 3}, **arguments)
            print(waiter, "is content")
        except WaiterError:
            print(waiter, "goes on until its attempts are used up")

nothing = {"services": [], "failures": []}
ask("ecs", "describe_services", nothing, "services_stable", cluster="c", services=["web"])
ask("ecs", "describe_services", nothing, "services_inactive", cluster="c", services=["web"])
ask("ecs", "describe_tasks", {"tasks": [], "failures": []}, "tasks_stopped", cluster="c", tasks=["t"])
ask("ec2", "describe_instances", {"Reservations": []}, "instance_terminated", InstanceIds=["i-0123456789abcdef0"])
PY
cat >"$work/expected.txt" <<'TXT'
services_stable is content
services_inactive goes on until its attempts are used up
tasks_stopped goes on until its attempts are used up
instance_terminated goes on until its attempts are used up
TXT
"$work/venv/bin/python" "$work/case.py" | tee "$work/seen.txt"
diff "$work/expected.txt" "$work/seen.txt" || { echo "CHANGED: see above" >&2; exit 1; }
echo "as recorded"
