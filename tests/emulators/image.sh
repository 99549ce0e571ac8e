#!/usr/bin/env bash
# Builds a small image of an emulator where no registry can be reached: a base from Debian's packages, wheels from a
# Python package index, and nothing from anywhere else. Prints the image's name, for the variable that names it.
#
#   bash tests/emulators/image.sh moto|ministack|localstack
#
# Needs Docker, and on the host a Python of the base's version (3.13) to fetch its wheels. The base is
# PAPERBOAT_PYTHON_IMAGE when that is set (python:3.13-slim does), and otherwise made by mmdebstrap once.
set -euo pipefail
cd "$(dirname "$0")"

name=${1:?which emulator}
base=${PAPERBOAT_PYTHON_IMAGE:-paperboat-python:3.13}
root="${PAPERBOAT_EMULATORS_DIR:-$(cd ../.. && pwd)/target/emulators}"

say() { printf '%s\n' "$*" >&2; }

bash install.sh "$name"
frozen=$("$root/uv/bin/uv" pip freeze --quiet --python "$root/$name/bin/python")
case "$name" in
    moto) command='moto_server -H 0.0.0.0 -p 5000' ;;
    ministack) command=ministack ;;
    localstack) command='python -m localstack.runtime.main' ;;
    *) say "no such emulator: $name"; exit 2 ;;
esac
version=$(printf '%s\n' "$frozen" | sed -n "s/^\(moto\|ministack\|localstack-core\)==//p" | head -1)

if ! docker image inspect "$base" >/dev/null 2>&1; then
    if [ -n "${PAPERBOAT_PYTHON_IMAGE:-}" ]; then
        docker pull "$base" >&2
    else
        say "$base: made by mmdebstrap from Debian 13"
        tar=$(mktemp --suffix .tar)
        trap 'rm -f "$tar"' EXIT
        mmdebstrap --quiet --variant=minbase --include=python3,python3-venv,ca-certificates trixie "$tar" >&2
        docker import "$tar" "$base" >/dev/null
    fi
fi

# What is installed on the host, with the same versions, as wheels.
context="$root/image/$name"
rm -rf "$context"
mkdir -p "$context/wheels"
printf '%s\n' "$frozen" >"$context/requirements.txt"
"$root/$name/bin/python" -m pip wheel --quiet --disable-pip-version-check --no-deps \
    --wheel-dir "$context/wheels" --requirement "$context/requirements.txt" >&2
cp Dockerfile "$context/"
image="paperboat-$name:$version"
docker build --quiet --build-arg "BASE=$base" --build-arg "COMMAND=$command" --tag "$image" "$context" >/dev/null
say "$image: $(docker image inspect --format '{{.Size}}' "$image" | awk '{printf "%.0f MB", $1/1e6}')"
printf '%s\n' "$image"
