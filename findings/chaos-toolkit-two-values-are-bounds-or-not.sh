#!/usr/bin/env bash
# Chaos Toolkit 1.19.0 (chaostoolkit-lib 1.44.0): a `tolerance` of two values means two values for an HTTP or process probe, and all
# that lies between them for a probe in Python, words included.
#
# What a good engineer would guess: two words are the two allowed states, as three words are, and as the page on tolerances has it;
# and if two numbers are bounds, as the specification has it (also for the `status` of an answer), then [200, 299] is any success.
# What happens: of an HTTP answer or an exit code only the two values themselves are accepted: 204 is not in [200, 299], and a sound
# system does not meet its hypothesis. Of a Python probe's value two words are bounds in the order of the alphabet: a task of ECS
# that is DEACTIVATING or DEPROVISIONING, on its way to be stopped, lies between ACTIVATING and RUNNING and passes, and RUNNING
# itself fails if the two stand in the other order. A third word makes the list a list.
set -euo pipefail
work="$(mktemp -d)"
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
server=
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check chaostoolkit==1.19.0 chaostoolkit-lib==1.44.0
cat >"$work/server.py" <<'PY'
from http.server import BaseHTTPRequestHandler, HTTPServer


class Server(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(self.path.strip("/")))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Server)
print(server.server_port, flush=True)
server.serve_forever()
PY
python3 "$work/server.py" >"$work/port" &
server=$!
until [ -s "$work/port" ]; do sleep 0.1; done
hypothesis() {
    cat >"$work/experiment.json" <<JSON
{
  "version": "1.0.0", "title": "t", "description": "d", "rollbacks": [],
  "method": [{"type": "action", "name": "nothing", "provider": {"type": "python", "module": "gc", "func": "collect"}}],
  "steady-state-hypothesis": {"title": "h", "probes": [{"type": "probe", "name": "p", "tolerance": $2, "provider": $3}]}
}
JSON
    (cd "$work" && venv/bin/chaos --no-version-check --no-log-file --settings settings.yaml run --journal-path journal.json experiment.json >out.txt 2>&1) || true
    met="$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["steady_states"]["before"]["steady_state_met"])' "$work/journal.json")"
    echo "$1, tolerance $2: met $met"
}
http() { hypothesis "HTTP status $1" "$2" "{\"type\": \"http\", \"url\": \"http://127.0.0.1:$(cat "$work/port")/$1\"}"; }
code() { hypothesis "exit code $1" "$2" "{\"type\": \"process\", \"path\": \"sh\", \"arguments\": [\"-c\", \"exit $1\"]}"; }
word() { STATE="$1" hypothesis "state $1" "$2" '{"type": "python", "module": "os", "func": "getenv", "arguments": {"key": "STATE"}}'; }
{
    http 200 '[200, 299]'
    http 204 '[200, 299]'
    code 1 '[0, 2]'
    word RUNNING '["ACTIVATING", "RUNNING"]'
    word DEACTIVATING '["ACTIVATING", "RUNNING"]'
    word DEPROVISIONING '["ACTIVATING", "RUNNING"]'
    word STOPPED '["ACTIVATING", "RUNNING"]'
    word RUNNING '["RUNNING", "ACTIVATING"]'
    word DEACTIVATING '["PENDING", "ACTIVATING", "RUNNING"]'
} | tee "$work/seen.txt"
cat >"$work/expected.txt" <<'TXT'
HTTP status 200, tolerance [200, 299]: met True
HTTP status 204, tolerance [200, 299]: met False
exit code 1, tolerance [0, 2]: met False
state RUNNING, tolerance ["ACTIVATING", "RUNNING"]: met True
state DEACTIVATING, tolerance ["ACTIVATING", "RUNNING"]: met True
state DEPROVISIONING, tolerance ["ACTIVATING", "RUNNING"]: met True
state STOPPED, tolerance ["ACTIVATING", "RUNNING"]: met False
state RUNNING, tolerance ["RUNNING", "ACTIVATING"]: met False
state DEACTIVATING, tolerance ["PENDING", "ACTIVATING", "RUNNING"]: met False
TXT
diff "$work/expected.txt" "$work/seen.txt" || { echo "CHANGED: see above" >&2; exit 1; }
echo "as recorded"
