#!/usr/bin/env bash
# AWS CLI 1.46.3: with `--output text`, `--query` is asked of each page of an answer by itself, and a list that `--max-items` cuts
# off ends with a line `None` for the token that the query did not choose.
#
# What a good engineer would guess: `--output` is the form of what `--query` found, so `sort_by(list, &name)[-1]` is one name and
# `length(list)` one number in any form, and `id=$(aws ... --max-items 1 --query 'list[].name' --output text)` is that name.
# What happens: JSON gives one answer over all pages. Text gives one line a page, so the newest of a thousand images becomes as
# many lines as there were pages, and a filter with `[0]` writes `None` for each page without a match. With `--max-items` the
# query is applied to the token that would go on, too, and its `None` is printed below the item.
set -euo pipefail
work="$(mktemp -d)"
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
server=
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check awscli==1.46.3
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1 AWS_CONFIG_FILE="$work/config"
cat >"$work/server.py" <<'PY'
import json
from http.server import BaseHTTPRequestHandler, HTTPServer

NAMES = [f"g{n}" for n in range(5)]


class Server(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
        start = int(asked.get("nextToken") or 0)
        end = start + (asked.get("limit") or 50)
        answer = {"logGroups": [{"logGroupName": name} for name in NAMES[start:end]]}
        if end < len(NAMES):
            answer["nextToken"] = str(end)
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
ask() {
    printf '%s: ' "$*"
    "$work/venv/bin/aws" --endpoint-url "http://127.0.0.1:$(cat "$work/port")" logs describe-log-groups "$@" | tr -s '\n\t ' ' '
    echo
}
{
    ask --page-size 2 --query 'length(logGroups)' --output json
    ask --page-size 2 --query 'length(logGroups)' --output text
    ask --page-size 2 --query 'sort_by(logGroups, &logGroupName)[-1].logGroupName' --output text
    ask --page-size 2 --query "logGroups[?logGroupName=='g4'].logGroupName | [0]" --output text
    ask --max-items 1 --query 'logGroups[].logGroupName' --output text
    ask --max-items 5 --query 'logGroups[].logGroupName' --output text
} | tee "$work/seen.txt"
cat >"$work/expected.txt" <<'TXT'
--page-size 2 --query length(logGroups) --output json: 5 
--page-size 2 --query length(logGroups) --output text: 2 2 1 
--page-size 2 --query sort_by(logGroups, &logGroupName)[-1].logGroupName --output text: g1 g3 g4 
--page-size 2 --query logGroups[?logGroupName=='g4'].logGroupName | [0] --output text: None None g4 
--max-items 1 --query logGroups[].logGroupName --output text: g0 None 
--max-items 5 --query logGroups[].logGroupName --output text: g0 g1 g2 g3 g4 
TXT
diff "$work/expected.txt" "$work/seen.txt" || { echo "CHANGED: see above" >&2; exit 1; }
echo "as recorded"
