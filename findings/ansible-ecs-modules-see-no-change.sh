#!/usr/bin/env bash
# Ansible's collection community.aws 10.0.0 (of the package ansible 12.3.0; ansible-core 2.19.5): `ecs_taskdefinition` and
# `ecs_service` answer `ok` (changed: false) and send nothing when the playbook asks for something else than what stands in ECS.
#
# What a good engineer would guess: a module with `state: present` compares what the task states with what exists, and acts on
# any difference; what it cannot change it refuses, as ecs_service does for others ("It is not possible to update ...").
# What happens: of the lists of a container (environment, secrets, command, portMappings) only the length is compared: a new value of
# a variable or another command registers no revision, and the old revision is returned, which the play then deploys as its result.
# cpu, memory, executionRoleArn and runtimePlatform of the task are not compared at all. ecs_service compares neither the subnets
# and security groups nor the deployment configuration. The documentation does not say which members are looked at; it offers
# `force_create` to make a revision always, and `force_new_deployment` to deploy "even if there are no changes". The newest
# collection seen, 11.2.0, compares lists in the same way; a pull request for that (2410 of community.aws) is open.
set -euo pipefail
work="$(mktemp -d)"
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
server=
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check ansible-core==2.19.5 boto3==1.44.8 botocore==1.44.8
"$work/venv/bin/python" -m pip download --quiet --disable-pip-version-check --no-deps --dest "$work" ansible==12.3.0
(cd "$work" && python3 - ansible-12.3.0-*.whl <<'PY'
import sys
from zipfile import ZipFile

with ZipFile(sys.argv[1]) as package:
    wanted = tuple(f"ansible_collections/{name}/" for name in ["community/aws", "amazon/aws"])
    package.extractall("collections", [name for name in package.namelist() if name.startswith(wanted)])
PY
)
cat >"$work/server.py" <<'PY'
import json
from http.server import BaseHTTPRequestHandler, HTTPServer

ARN = "arn:aws:ecs:us-east-1:123456789012:"
revisions = []
service = {}


def ecs(operation, asked):
    if operation == "ListTaskDefinitions":
        return {"taskDefinitionArns": [revision["taskDefinitionArn"] for revision in revisions]}
    if operation == "DescribeTaskDefinition":
        return {"taskDefinition": next(r for r in revisions if r["taskDefinitionArn"] == asked["taskDefinition"])}
    if operation == "RegisterTaskDefinition":
        number = len(revisions) + 1
        arn = f"{ARN}task-definition/{asked['family']}:{number}"
        revisions.append(asked | {"taskDefinitionArn": arn, "revision": number, "status": "ACTIVE"})
        return {"taskDefinition": revisions[-1]}
    if operation == "DescribeServices":
        missing = [{"arn": f"{ARN}service/c/web", "reason": "MISSING"}]
        return {"services": [service] if service else [], "failures": [] if service else missing}
    if operation in ["CreateService", "UpdateService"]:
        service.update(asked)
        service.update({
            "serviceArn": f"{ARN}service/c/web", "status": "ACTIVE", "propagateTags": "NONE", "enableExecuteCommand": False,
            "taskDefinition": f"{ARN}task-definition/{asked['taskDefinition']}", "deploymentController": {"type": "ECS"},
        })
        return {"service": service}
    raise ValueError(operation)


class Server(BaseHTTPRequestHandler):
    def do_POST(self):
        operation = self.headers["X-Amz-Target"].split(".")[-1]
        answer = ecs(operation, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Server)
print(server.server_port, flush=True)
server.serve_forever()
PY
python3 "$work/server.py" >"$work/port" &
server=$!
until [ -s "$work/port" ]; do sleep 0.1; done
cat >"$work/case.py" <<'PY'
import copy
import json
import os
import subprocess
import sys

work, port = sys.argv[1:]
connection = {"endpoint_url": f"http://127.0.0.1:{port}", "region": "us-east-1", "access_key": "test", "secret_key": "test"}
definition = connection | {
    "state": "present", "family": "app", "launch_type": "FARGATE", "network_mode": "awsvpc", "cpu": "256", "memory": "512",
    "execution_role_arn": "arn:aws:iam::123456789012:role/old",
    "containers": [{
        "name": "app", "image": "app:1", "essential": True, "command": ["serve", "--workers=2"],
        "environment": [{"name": "DB_HOST", "value": "old"}], "portMappings": [{"containerPort": 80, "protocol": "tcp"}],
    }],
}
service = connection | {
    "state": "present", "cluster": "c", "name": "web", "task_definition": "app:1", "desired_count": 2, "launch_type": "FARGATE",
    "scheduling_strategy": "REPLICA",
    "network_configuration": {"subnets": ["subnet-0123456789abcdef0"], "security_groups": ["sg-0123456789abcdef0"]},
    "deployment_configuration": {"minimum_healthy_percent": 100, "maximum_percent": 200},
}


def play(name, module, base, *path, value=None):
    arguments = copy.deepcopy(base)
    if path:
        place = arguments
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
    with open(f"{work}/play.json", "w") as file:
        json.dump([{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": [
            {f"community.aws.{module}": arguments, "register": "result"},
            {"debug": {"msg": "{{ 'changed' if result.changed else 'ok' }}"}},
        ]}], file)
    environment = os.environ | {
        "ANSIBLE_COLLECTIONS_PATH": f"{work}/collections", "ANSIBLE_HOME": f"{work}/home", "ANSIBLE_STDOUT_CALLBACK": "ansible.builtin.default",
        "ANSIBLE_CALLBACK_RESULT_FORMAT": "json", "ANSIBLE_LOCALHOST_WARNING": "false", "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_PYTHON_INTERPRETER": sys.executable, "ANSIBLE_NOCOLOR": "true", "LC_ALL": "C.UTF-8",
    }
    run = subprocess.run([f"{work}/venv/bin/ansible-playbook", f"{work}/play.json"], env=environment, capture_output=True, text=True)
    said = [line.split('"')[3] for line in run.stdout.splitlines() if '"msg": ' in line]
    print(f"{module}, {name}: {' '.join(said) or run.stdout + run.stderr}", flush=True)


container = ["containers", 0]
play("first", "ecs_taskdefinition", definition)
play("another value in environment", "ecs_taskdefinition", definition, *container, "environment", value=[{"name": "DB_HOST", "value": "new"}])
play("another command", "ecs_taskdefinition", definition, *container, "command", value=["serve", "--workers=9"])
play("another port", "ecs_taskdefinition", definition, *container, "portMappings", value=[{"containerPort": 8080, "protocol": "tcp"}])
play("another memory", "ecs_taskdefinition", definition, "memory", value="2048")
play("another execution role", "ecs_taskdefinition", definition, "execution_role_arn", value="arn:aws:iam::123456789012:role/new")
play("another architecture", "ecs_taskdefinition", definition, "runtime_platform", value={"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"})
play("another image", "ecs_taskdefinition", definition, *container, "image", value="app:2")
play("first", "ecs_service", service)
play("another security group", "ecs_service", service, "network_configuration", "security_groups", value=["sg-0fedcba9876543210"])
play("another maximum percent", "ecs_service", service, "deployment_configuration", "maximum_percent", value=150)
play("another desired count", "ecs_service", service, "desired_count", value=3)
PY
"$work/venv/bin/python" "$work/case.py" "$work" "$(cat "$work/port")" | tee "$work/seen.txt"
cat >"$work/expected.txt" <<'TXT'
ecs_taskdefinition, first: changed
ecs_taskdefinition, another value in environment: ok
ecs_taskdefinition, another command: ok
ecs_taskdefinition, another port: ok
ecs_taskdefinition, another memory: ok
ecs_taskdefinition, another execution role: ok
ecs_taskdefinition, another architecture: ok
ecs_taskdefinition, another image: changed
ecs_service, first: changed
ecs_service, another security group: ok
ecs_service, another maximum percent: ok
ecs_service, another desired count: changed
TXT
diff "$work/expected.txt" "$work/seen.txt" || { echo "CHANGED: see above" >&2; exit 1; }
echo "as recorded"
