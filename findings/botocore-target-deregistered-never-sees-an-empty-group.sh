#!/usr/bin/env bash
# botocore 1.44.8: the waiter `target_deregistered` of a load balancer never ends once the group is empty.
#
# What a good engineer would guess: when the last target has left, the list of targets is empty, and that is what the
# waiter waits for.
# What happens: it is content only with the code InvalidTarget or with a list whose targets are all `unused`; an empty list
# satisfies neither, so the waiter polls until its attempts are used up (40 x 15 s) and raises.
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

group = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/0123456789abcdef"

def ask(name, states):
    client = boto3.client("elbv2")
    with Stubber(client) as stub:
        targets = [{"Target": {"Id": "i-0123456789abcdef0"}, "TargetHealth": {"State": state}} for state in states]
        for _ in range(3):
            stub.add_response("describe_target_health", {"TargetHealthDescriptions": targets})
        try:
            client.get_waiter("target_deregistered").wait(TargetGroupArn=group, WaiterConfig={"Delay": 0, "MaxAttempts": 3})
            print(name, "ends the wait")
        except WaiterError as error:
            print(name, "does not:", error.kwargs["reason"])

ask("one unused target", ["unused"])
ask("an empty list", [])
PY
cat >"$work/expected.txt" <<'TXT'
one unused target ends the wait
an empty list does not: Max attempts exceeded
TXT
"$work/venv/bin/python" "$work/case.py" | tee "$work/seen.txt"
diff "$work/expected.txt" "$work/seen.txt" || { echo "CHANGED: see above" >&2; exit 1; }
echo "as recorded"
