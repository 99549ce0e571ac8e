#!/usr/bin/env bash
# moto 5.2.5: RunInstances with the same ClientToken makes a second instance.
#
# What a good engineer would guess: the token that makes a launch safe to repeat is part of what an EC2 emulator checks
# (the parameter exists for nothing else); the same request with other parameters is IdempotentParameterMismatch.
# What happens: the token is taken, shown by DescribeInstances, and has no effect: a script whose retry is right on AWS
# leaves two instances here, and one that reuses a token by mistake passes.
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
ec2 = boto3.client("ec2")
image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]

def launch(kind):
    return ec2.run_instances(ImageId=image, InstanceType=kind, MinCount=1, MaxCount=1, ClientToken="once")["Instances"][0]

first, second, other = launch("t3.micro"), launch("t3.micro"), launch("t3.small")
print("same request, same instance:", first["InstanceId"] == second["InstanceId"])
print("other type under the same token: launched", other["InstanceType"])
print("instances:", sum(len(r["Instances"]) for r in ec2.describe_instances()["Reservations"]))
print("tokens shown:", sorted({i.get("ClientToken") for r in ec2.describe_instances()["Reservations"] for i in r["Instances"]}, key=str))
PY
cat >"$work/expected.txt" <<'TXT'
same request, same instance: False
other type under the same token: launched t3.small
instances: 3
tokens shown: ['once']
TXT
"$work/venv/bin/python" "$work/case.py" | tee "$work/seen.txt"
diff "$work/expected.txt" "$work/seen.txt" || { echo "CHANGED: see above" >&2; exit 1; }
echo "as recorded"
