#!/usr/bin/env bash
# Luigi 3.8.1: an ECSTask of luigi.contrib.ecs is successful as soon as its task in ECS is STOPPED, whatever the container's exit
# code, and also when the container never started.
#
# What a good engineer would guess: a workflow step fails when its program fails, as Luigi's ExternalProgramTask does and as its
# tasks for Docker and Kubernetes do.
# What happens: only `lastStatus` is read. exitCode 3, a task that ran out of memory, and an image that could not be pulled (no exit
# code at all) are success: what depends on the step runs, and Luigi ends with exit code 0. The documentation of the module does not
# mention exit codes; the issue about it (2500) was closed without a change.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check luigi==3.8.1 boto3==1.44.8 botocore==1.44.8
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
cat >"$work/case.py" <<'PY'
import luigi
from botocore.stub import Stubber
from luigi.contrib import ecs
from luigi.contrib.external_program import ExternalProgramTask

ARN = "arn:aws:ecs:us-east-1:123456789012:task/c/0123456789abcdef0123456789abcdef"


class Migrate(ecs.ECSTask):
    case = luigi.Parameter()
    task_def_arn = "arn:aws:ecs:us-east-1:123456789012:task-definition/migrate:1"
    cluster = "c"


class Program(ExternalProgramTask):
    def program_args(self):
        return ["sh", "-c", "exit 3"]


def outcome(task):
    return luigi.build([task], local_scheduler=True, detailed_summary=True, log_level="CRITICAL", no_lock=True).status.name


def stopped(name, code, **container):
    with Stubber(ecs.client) as stub:
        stub.add_response("run_task", {"tasks": [{"taskArn": ARN}], "failures": []})
        stub.add_response("describe_tasks", {"ResponseMetadata": {"HTTPStatusCode": 200}, "failures": [], "tasks": [{
            "taskArn": ARN, "lastStatus": "STOPPED", "stopCode": code, "containers": [{"name": "migrate", "lastStatus": "STOPPED"} | container],
        }]})
        print(f"{name}: {outcome(Migrate(case=name))}")


stopped("exit code 0", "EssentialContainerExited", exitCode=0)
stopped("exit code 3", "EssentialContainerExited", exitCode=3)
stopped("out of memory", "EssentialContainerExited", exitCode=137, reason="OutOfMemoryError: Container killed due to memory usage")
stopped("image not there", "TaskFailedToStart", reason="CannotPullContainerError: pull image manifest has been retried 1 time(s)")
print(f"a program of this machine with exit code 3: {outcome(Program())}")
PY
"$work/venv/bin/python" "$work/case.py" 2>"$work/error.txt" | tee "$work/seen.txt" || cat "$work/error.txt"
cat >"$work/expected.txt" <<'TXT'
exit code 0: SUCCESS
exit code 3: SUCCESS
out of memory: SUCCESS
image not there: SUCCESS
a program of this machine with exit code 3: FAILED
TXT
diff "$work/expected.txt" "$work/seen.txt" || { echo "CHANGED: see above" >&2; exit 1; }
echo "as recorded"
