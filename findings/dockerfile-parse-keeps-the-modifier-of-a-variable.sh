#!/usr/bin/env bash
# dockerfile-parse 2.0.1: `${NAME:-default}` in a Dockerfile becomes the value of NAME followed by the text `:-default}`.
#
# What a good engineer would guess: a library that substitutes the variables of a Dockerfile knows its two modifiers, `:-` and `:+`,
# or leaves what it does not know as it stands, or raises an error.
# What happens: the name ends at the colon, the value is put in and the rest of the text, the closing brace included, stays. The
# image of FROM ${REGISTRY:-docker.io}/app:1 is `:-docker.io}/app:1`, without an error; envs and labels likewise. The lines of a
# here-document are read as instructions on top of that (known to its authors): a FROM or LABEL in a file that COPY <<EOF writes is
# the base image and a label. Whoever checks the base images of a build or rewrites them by this library works on such names.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check dockerfile-parse==2.0.1
cat >"$work/case.py" <<'PY'
from io import BytesIO

from dockerfile_parse import DockerfileParser


def parse(name, text, **arguments):
    file = DockerfileParser(fileobj=BytesIO(), **arguments)
    file.content = text
    print(f"{name}: images {file.parent_images}, env {dict(file.envs)}, labels {dict(file.labels)}")


parse("plain variable", "ARG TAG=1\nFROM app:${TAG}\nENV PORT=8080\nLABEL port=${PORT}\n")
parse("default of FROM", "ARG REGISTRY\nFROM ${REGISTRY:-docker.io}/app:1\n")
parse("default of ENV", "FROM app:1\nARG PORT\nENV PORT=${PORT:-8080}\nLABEL port=${PORT}\n")
parse("default of ENV, PORT given", "FROM app:1\nARG PORT\nENV PORT=${PORT:-8080}\n", build_args={"PORT": "90"})
parse("alternative of ENV", "FROM app:1\nENV PATH=/opt/bin${PATH:+:$PATH}\n")
parse("here-document", "FROM app:1\nCOPY <<EOF /etc/app.conf\nFROM mail@example.com\nLABEL x=1\nEOF\n")
PY
"$work/venv/bin/python" "$work/case.py" | tee "$work/seen.txt"
cat >"$work/expected.txt" <<'TXT'
plain variable: images ['app:1'], env {'PORT': '8080'}, labels {'port': '8080'}
default of FROM: images [':-docker.io}/app:1'], env {}, labels {}
default of ENV: images ['app:1'], env {'PORT': ':-8080}'}, labels {'port': ':-8080}'}
default of ENV, PORT given: images ['app:1'], env {'PORT': '90:-8080}'}, labels {}
alternative of ENV: images ['app:1'], env {'PATH': '/opt/bin:+:}'}, labels {}
here-document: images ['app:1', 'mail@example.com'], env {}, labels {'x': '1'}
TXT
diff "$work/expected.txt" "$work/seen.txt" || { echo "CHANGED: see above" >&2; exit 1; }
echo "as recorded"
