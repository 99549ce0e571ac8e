#!/usr/bin/env bash
# ECS Compose-X 1.1.9 (the package ecs-composex, with compose_x_render 1.1.0): the CloudFormation templates hold another service than
# the Compose file, without an error, and none of the warnings names it.
#
# What a good engineer would guess: what the tool takes it takes as Compose does: `$$` is a dollar sign, ${NAME-x} and ${NAME:?x}
# have their meaning, 1500ms is a second and a half. What it cannot carry over it names, and limits are the first thing it carries.
# What happens: of `$$` and the name behind it only one dollar sign is left: `pa$$w0rd` is `pa$`, a health check for $${MYSQL_USER}
# asks for the user `$`. ${NAME-x} of a name that is not set is empty, and so is ${NAME:?x}, where Compose stops. The `m` of `ms` is
# read as minutes: a timeout of 1500ms becomes 90000 seconds. `mem_limit: 4g` and `cpus: 2` are dropped and the task gets 256 CPU
# units and 512 MiB; the same limits below `deploy.resources` arrive. The matrix of supported keys in its documentation has
# neither key, and says nothing of interpolation.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check ecs-composex==1.1.9 compose_x_render==1.1.0 compose_x_common==1.5.0
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
unset REGION MODE NEEDED
cat >"$work/compose.yaml" <<'YAML'
services:
  plain:
    image: mysql:8.4
    mem_limit: 4g
    cpus: 2
    environment:
      DEFAULT: ${REGION:-eu-west-1}
      PASSWORD: pa$$w0rd
      MODE: ${MODE-production}
      NEEDED: ${NEEDED:?not set}
    command: ["sh", "-c", "echo $${HOSTNAME}"]
    healthcheck: {test: "mysqladmin ping -u $${MYSQL_USER}", interval: 10s, timeout: 1500ms}
  below-deploy:
    image: mysql:8.4
    deploy: {resources: {limits: {memory: 4G, cpus: "2"}}}
YAML
cat >"$work/case.py" <<'PY'
import json
import logging
import sys

from botocore.client import BaseClient

# The three questions that a rendering has for AWS are answered here.
ANSWERS = {
    "GetCallerIdentity": {"Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/u", "UserId": "u"},
    "DescribeAvailabilityZones": {"AvailabilityZones": [{"ZoneName": f"us-east-1{letter}"} for letter in "abc"]},
    "ValidateTemplate": {},
}
BaseClient._make_api_call = lambda client, operation, arguments: ANSWERS[operation]

from ecs_composex.cli import main

sys.argv = ["ecs-compose-x", "render", "-n", "app", "-d", "out", "-f", "compose.yaml", "--format", "json"]
main()
for name in ["plain", "belowdeploy"]:
    with open(f"out/{name}.json") as file:
        resources = json.load(file)["Resources"].values()
    container = next(r for r in resources if r["Type"] == "AWS::ECS::TaskDefinition")["Properties"]["ContainerDefinitions"][0]
    with open(f"out/{name}.params.json") as file:
        size = next(p["ParameterValue"] for p in json.load(file) if p["ParameterKey"] == "FargateCpuRamConfiguration")
    print(f"{name}: size {size}")
    if name == "plain":
        for pair in container["Environment"]:
            if "Name" in pair:
                print(f"  {pair['Name']}={pair['Value']['Fn::Sub']}")
        print("  command", container["Command"])
        print("  check", container["HealthCheck"]["Command"], "timeout", container["HealthCheck"]["Timeout"])
PY
(cd "$work" && venv/bin/python case.py 2>error.txt >said.txt) || cat "$work/error.txt"
grep -vE '^[0-9-]{10} ' "$work/said.txt" | tee "$work/seen.txt"
cat >"$work/expected.txt" <<'TXT'
plain: size 256!512
  DEFAULT=eu-west-1
  MODE=
  NEEDED=
  PASSWORD=pa$
  command ['sh', '-c', 'echo $']
  check ['CMD-SHELL', 'mysqladmin ping -u $'] timeout 90000
belowdeploy: size 2048!4096
TXT
diff "$work/expected.txt" "$work/seen.txt" || { echo "CHANGED: see above" >&2; exit 1; }
grep -hiE '(WARNING|ERROR)\].*(mem_limit|cpus|MODE|NEEDED|PASSWORD|MYSQL|timeout)' "$work/said.txt" "$work/error.txt" && { echo "CHANGED: it is named now" >&2; exit 1; }
echo "as recorded"
