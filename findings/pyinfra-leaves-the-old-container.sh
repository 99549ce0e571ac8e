#!/usr/bin/env bash
# pyinfra 3.10.0: `docker.container` with another image, memory, variable or port than the container of that name has, answers
# "No changes" and leaves the old container as it is.
#
# What a good engineer would guess: an operation states what shall be and pyinfra makes the difference, as docker.container does
# for a container that is absent or stopped; a new tag replaces the container, as with Compose and Ansible. A dry run says itself
# that the remote state will always be brought to what the operations state.
# What happens: the operation asks only whether a container of that name exists and runs. A deploy of app:2 over app:1 is green and
# app:1 goes on; `pull_always=True` changes nothing in that. Only `force=True` replaces it, and that does so in every run. The
# documentation says of `force` that it removes the container and makes a new one, not that nothing else does.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check pyinfra==3.10.0
mkdir "$work/bin"
# Stands for Docker on the host: one running container `web` of app:1, and a record of what else is asked.
cat >"$work/bin/docker" <<'STUB'
#!/bin/sh
case "$*" in
"container inspect web"*)
    echo '[{"Name": "/web", "Config": {"Image": "app:1", "Env": ["LOG=info"]}, "State": {"Status": "running"}, "HostConfig": {"Memory": 268435456}}]' ;;
"container inspect "*) exit 1 ;;
*) echo "docker $*" >>"$RECORD" ;;
esac
STUB
chmod +x "$work/bin/docker"
deploy() {
    printf 'from pyinfra.operations import docker\n\ndocker.container(%s)\n' "$1" >"$work/deploy.py"
    : >"$work/record.txt"
    (cd "$work" && RECORD="$work/record.txt" PATH="$work/bin:$PATH" venv/bin/pyinfra -y @local deploy.py >out.txt 2>&1) || cat "$work/out.txt"
    echo "$1: $(sed -n '/Starting operation/,$ s/^ *\[@local\] //p' "$work/out.txt")"
    sed 's/^/    /' "$work/record.txt"
}
{
    deploy 'container="other", image="app:1"'
    deploy 'container="web", image="app:1", memory="256m", env_vars=["LOG=info"]'
    deploy 'container="web", image="app:2", memory="256m", env_vars=["LOG=info"]'
    deploy 'container="web", image="app:2", memory="1g", env_vars=["LOG=debug"], ports=["80:8080"], pull_always=True'
    deploy 'container="web", image="app:2", force=True'
} | tee "$work/seen.txt"
cat >"$work/expected.txt" <<'TXT'
container="other", image="app:1": Success
    docker container create --name other app:1
    docker container start other
container="web", image="app:1", memory="256m", env_vars=["LOG=info"]: No changes
container="web", image="app:2", memory="256m", env_vars=["LOG=info"]: No changes
container="web", image="app:2", memory="1g", env_vars=["LOG=debug"], ports=["80:8080"], pull_always=True: No changes
container="web", image="app:2", force=True: Success
    docker container rm -f web
    docker container create --name web app:2
    docker container start web
TXT
diff "$work/expected.txt" "$work/seen.txt" || { echo "CHANGED: see above" >&2; exit 1; }
echo "as recorded"
