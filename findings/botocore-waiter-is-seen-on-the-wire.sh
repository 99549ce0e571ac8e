#!/usr/bin/env bash
# botocore 1.44.8: a request that a waiter sends says so, in the metrics of its `User-Agent`.
#
# What a good engineer would guess: a waiter is a loop in the client around an ordinary describe call; a server, a proxy or an
# emulator sees the same bytes as from a hand-written loop and cannot know that somebody waits.
# What happens: the `m/` part of the `User-Agent` carries the feature id `B` in every request of a waiter and in no other, so
# an endpoint whose time is its own can answer the first poll with the end of the wait. A paginator marks its requests too (`C`).
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check boto3==1.44.8 botocore==1.44.8
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
cat >"$work/case.py" <<'PY'
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import boto3

BODY = b"""<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet><item>
<reservationId>r-1</reservationId><instancesSet><item><instanceId>i-1</instanceId><instanceState><code>16</code>
<name>running</name></instanceState></item></instancesSet></item></reservationSet></DescribeInstancesResponse>"""
seen = []


class Server(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        metrics = re.search(r"\bm/(\S+)", self.headers["User-Agent"])
        seen.append(set(metrics[1].split(",")) if metrics else set())
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
ec2 = boto3.client("ec2", endpoint_url=f"http://127.0.0.1:{server.server_port}")
ec2.describe_instances()
ec2.get_waiter("instance_running").wait()
list(ec2.get_paginator("describe_instances").paginate())
plain, waiter, paginator = seen
print("a waiter's request has more:", *sorted(waiter - plain))
print("a paginator's request has more:", *sorted(paginator - plain))
PY
cat >"$work/expected.txt" <<'TXT'
a waiter's request has more: B
a paginator's request has more: C
TXT
"$work/venv/bin/python" "$work/case.py" | tee "$work/seen.txt"
diff "$work/expected.txt" "$work/seen.txt" || { echo "CHANGED: see above" >&2; exit 1; }
echo "as recorded"
