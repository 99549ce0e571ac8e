#!/usr/bin/env bash
# Installs the emulators on which the behaviour suite runs, and what asks our own endpoint (AWS's clients, deployment
# tools), each into its own virtual environment under target/emulators (or PAPERBOAT_EMULATORS_DIR). Touches nothing else;
# run again, it only does what is missing.
#
#   bash tests/emulators/install.sh [moto] [ministack] [localstack] [clients] [tools]      all when none is named
#
# Needs Python 3.13 or newer, as python3.13, python3 or a pyenv version, or named by PAPERBOAT_PYTHON; and a Python
# package index. Versions are pinned, and so is the day as of which their dependencies are resolved: what was
# published later has broken LocalStack before.
set -euo pipefail

# name, package, other requirements, day as of which it is resolved
table='
moto       moto[server,ec2,ecs,elb,iam,ssm]==5.2.5   setuptools<82   2026-11-23
ministack  ministack==1.5.33                         docker          2026-11-23
localstack localstack-core[runtime]==2026.3.0        pyopenssl<26    2026-04-10
clients    awscli==1.46.3                            boto3==1.44.8   2026-11-29
tools      ansible==14.5.0                           ecs-deploy==1.17.0 2026-11-29
'
uv_version=0.9.11

root="${PAPERBOAT_EMULATORS_DIR:-$(cd "$(dirname "$0")/../.." && pwd)/target/emulators}"

say() { printf '%s\n' "$*" >&2; }

# The first Python that is new enough: localstack-core says 3.10 and imports what came with 3.13.
python() {
    local found
    for found in "${PAPERBOAT_PYTHON:-}" python3.13 python3.14 python3 "$HOME"/.pyenv/versions/3.1[3-9]*/bin/python3; do
        [ -n "$found" ] && command -v "$found" >/dev/null || continue
        if "$found" -c 'import sys, venv; sys.exit(sys.version_info < (3, 13))' 2>/dev/null; then
            command -v "$found"
            return
        fi
    done
    say "no Python 3.13 or newer: install one (Debian 13 has it, pyenv too) or name it in PAPERBOAT_PYTHON"
    return 1
}

# uv resolves as of a day; pip cannot.
uv() {
    if [ ! -x "$root/uv/bin/uv" ]; then
        "$python" -m venv "$root/uv" >&2
        "$root/uv/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$uv_version" >&2
    fi
    "$root/uv/bin/uv" "$@"
}

install() {
    local name=$1 package=$2 more=$3 day=$4
    # a virtual environment works only where it was made
    local home="$root/$name" stamp="$package $more $day $root/$name"
    if [ "$(cat "$home/installed" 2>/dev/null)" = "$stamp" ]; then
        say "$name: $package is there"
        return
    fi
    say "$name: installing $package, dependencies as of $day, into $home"
    rm -rf "$home"
    "$python" -m venv "$home" >&2
    uv pip install --quiet --python "$home/bin/python" --exclude-newer "$day" "$package" "$more" >&2
    printf '%s\n' "$stamp" >"$home/installed"
    say "$name: $(du -sh "$home" | cut -f1)"
}

python=$(python)
say "python: $python ($("$python" --version))"
mkdir -p "$root"
root=$(cd "$root" && pwd -P)
# One at a time, however many tests ask at once: the second then finds what the first installed. The lock is this shell's
# open file, so it outlives the Python that takes it (macOS has no flock program) and ends with the shell.
exec 9>"$root/lock"
"$python" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)'
wanted=" ${*:-moto ministack localstack clients tools} "
while read -r name package more day; do
    [ -n "$name" ] || continue
    case "$wanted" in *" $name "*) install "$name" "$package" "$more" "$day" ;; esac
    wanted=${wanted/ $name / }
done <<<"$table"
if [ -n "${wanted// /}" ]; then
    say "no such emulator:$wanted"
    exit 2
fi
