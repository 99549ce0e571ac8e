#!/usr/bin/env bash
# ecs-deploy 1.17.0 (the command `ecs deploy`): a deployment that the circuit breaker of ECS has rolled back ends as "Deployment
# successful" with exit code 0, and then the revision to which the service was rolled back is deregistered.
#
# What a good engineer would guess: a tool that waits for its deployment, knows `rolloutState` FAILED and raises "Deployment Failed!"
# for it, says so here as well; and it deregisters the previous revision once the service runs the new one.
# What happens: it looks at whatever deployment is PRIMARY. A rollback makes a new PRIMARY deployment of the old revision, and the
# failed one, no longer PRIMARY, is not looked at. When one deployment is left and the desired count runs, that is success, of
# whatever revision it is; the previous revision, deregistered by default, is the one in use. The answers below are those of ECS
# with `deploymentCircuitBreaker` enable and rollback. Issue 185 of the tool tells the same of AWS; its documentation does not.
set -euo pipefail
work="$(mktemp -d)"
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
server=
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check ecs-deploy==1.17.0 boto3==1.44.8 botocore==1.44.8
cat >"$work/server.py" <<'PY'
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

ARN = "arn:aws:ecs:us-east-1:123456789012:"
START = time.time()
looks = 0


def revision(number):
    return f"{ARN}task-definition/app:{number}"


def deployment(status, number, rollout, running):
    return {
        "id": f"ecs-svc/{status}{number}", "status": status, "taskDefinition": revision(number), "rolloutState": rollout,
        "desiredCount": 2, "runningCount": running, "pendingCount": 0, "failedTasks": 0, "createdAt": START, "updatedAt": START,
    }


STEADY = [deployment("PRIMARY", 1, "COMPLETED", 2)]
ROLLING = [deployment("PRIMARY", 2, "IN_PROGRESS", 0), deployment("ACTIVE", 1, "COMPLETED", 2)]
BACK = [deployment("PRIMARY", 1, "IN_PROGRESS", 2), deployment("ACTIVE", 2, "FAILED", 0)]


def service(deployments):
    return {
        "serviceArn": f"{ARN}service/c/web", "serviceName": "web", "clusterArn": f"{ARN}cluster/c", "status": "ACTIVE",
        "taskDefinition": deployments[0]["taskDefinition"], "desiredCount": 2, "runningCount": 2, "pendingCount": 0,
        "deployments": deployments, "events": [],
    }


def ecs(operation, asked):
    global looks
    if operation == "DescribeServices":
        looks += 1
        states = [STEADY, ROLLING, ROLLING, BACK, STEADY]
        return {"services": [service(states[min(looks, len(states)) - 1])], "failures": []}
    if operation == "DescribeTaskDefinition":
        container = {"name": "app", "image": "app:1", "environment": [], "essential": True}
        return {"taskDefinition": {
            "taskDefinitionArn": revision(1), "family": "app", "revision": 1, "status": "ACTIVE", "volumes": [], "containerDefinitions": [container],
        }}
    if operation == "RegisterTaskDefinition":
        print("RegisterTaskDefinition", asked["family"], asked["containerDefinitions"][0]["image"], file=sys.stderr, flush=True)
        return {"taskDefinition": asked | {"taskDefinitionArn": revision(2), "revision": 2, "status": "ACTIVE"}}
    if operation == "UpdateService":
        print("UpdateService", asked["taskDefinition"].split("/")[-1], file=sys.stderr, flush=True)
        return {"service": service(ROLLING)}
    if operation == "ListTasks":
        return {"taskArns": [f"{ARN}task/c/{n}" for n in range(2)]}
    if operation == "DescribeTasks":
        return {"tasks": [{"taskArn": arn, "lastStatus": "RUNNING", "taskDefinitionArn": revision(1)} for arn in asked["tasks"]], "failures": []}
    if operation == "DeregisterTaskDefinition":
        print("DeregisterTaskDefinition", asked["taskDefinition"].split("/")[-1], file=sys.stderr, flush=True)
        return {"taskDefinition": {"taskDefinitionArn": asked["taskDefinition"], "family": "app", "revision": 1, "status": "INACTIVE"}}
    raise ValueError(operation)


class Server(BaseHTTPRequestHandler):
    def do_POST(self):
        operation = self.headers["X-Amz-Target"].split(".")[-1]
        body = json.dumps(ecs(operation, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))).encode()
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
python3 "$work/server.py" >"$work/port" 2>"$work/asked.txt" &
server=$!
until [ -s "$work/port" ]; do sleep 0.1; done
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1 AWS_CONFIG_FILE="$work/config"
code=0
AWS_ENDPOINT_URL="http://127.0.0.1:$(cat "$work/port")" "$work/venv/bin/ecs" deploy c web --image app app:2 --timeout 60 >"$work/said.txt" 2>&1 || code=$?
{
    cat "$work/asked.txt"
    grep -iE 'deployment (successful|failed)' "$work/said.txt" || cat "$work/said.txt"
    echo "exit code $code"
} | tee "$work/seen.txt"
cat >"$work/expected.txt" <<'TXT'
RegisterTaskDefinition app app:2
UpdateService app:2
DeregisterTaskDefinition app:1
Deployment successful
exit code 0
TXT
diff "$work/expected.txt" "$work/seen.txt" || { echo "CHANGED: see above" >&2; exit 1; }
echo "as recorded"
