#!/usr/bin/env bash
# Chaos Toolkit 1.19.0 (chaostoolkit-lib 1.44.0): `chaos run` ends with exit code 0, status `completed` and no deviation when the
# system was broken before the experiment, and when the fault could not be injected.
#
# What a good engineer would guess: exit code 0 means that the fault happened and the system stood it. A hypothesis that is not met
# beforehand fails the experiment (the specification demands it: a probe out of its tolerance must fail it), and so does an action
# that raises an error, since nothing was tried.
# What happens: of a system that is down from the start the console says "so failing this experiment", the method is left out, and
# the run is `completed`, `deviated` false, exit code 0. An action that raises (access denied, no such task) is `failed` in the
# journal and the run is green as above; an action that is a process is `succeeded` whatever its exit code. Only a deviation after
# the method gives exit code 1. A pipeline that runs its experiments by exit code is green while the system is down.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check chaostoolkit==1.19.0 chaostoolkit-lib==1.44.0
cat >"$work/report.py" <<'PY'
import json
import sys

journal = json.load(open("journal.json"))
actions = [f"action {activity['status']}" for activity in journal["run"]] or ["no action"]
print(*actions, f"status {journal['status']}", f"deviated {journal['deviated']}", f"exit code {sys.argv[1]}", sep=", ")
PY
# The system is up while the file `up` is there.
run() {
    cat >"$work/experiment.json" <<JSON
{
  "version": "1.0.0", "title": "t", "description": "d", "rollbacks": [],
  "method": [{"type": "action", "name": "fault", "provider": $2}],
  "steady-state-hypothesis": {"title": "up", "probes": [{"type": "probe", "name": "up", "tolerance": true,
    "provider": {"type": "python", "module": "os.path", "func": "exists", "arguments": {"path": "up"}}}]}
}
JSON
    code=0
    (cd "$work" && venv/bin/chaos --no-version-check --no-log-file --settings settings.yaml run --journal-path journal.json experiment.json >out.txt 2>&1) || code=$?
    echo "$1: $(cd "$work" && python3 report.py "$code")"
}
{
    run 'down from the start' '{"type": "process", "path": "true"}'
    touch "$work/up"
    run 'fault happens, system stands' '{"type": "process", "path": "true"}'
    run 'fault raises an error' '{"type": "python", "module": "os", "func": "remove", "arguments": {"path": "no-such-task"}}'
    run 'fault is a process that fails' '{"type": "process", "path": "false"}'
    run 'fault happens, system falls' '{"type": "process", "path": "rm", "arguments": ["up"]}'
} | tee "$work/seen.txt"
cat >"$work/expected.txt" <<'TXT'
down from the start: no action, status completed, deviated False, exit code 0
fault happens, system stands: action succeeded, status completed, deviated False, exit code 0
fault raises an error: action failed, status completed, deviated False, exit code 0
fault is a process that fails: action succeeded, status completed, deviated False, exit code 0
fault happens, system falls: action succeeded, status completed, deviated True, exit code 1
TXT
diff "$work/expected.txt" "$work/seen.txt" || { echo "CHANGED: see above" >&2; exit 1; }
echo "as recorded"
