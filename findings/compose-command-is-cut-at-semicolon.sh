#!/usr/bin/env bash
# Docker Compose 2.26.1 (Debian's package docker-compose 2.26.1-4): a `command:` written as one text loses everything
# from the first unquoted ; & | < > on, without an error or a warning.
#
# What a good engineer would guess: either the text goes to a shell, as in a Dockerfile's CMD, so that both programs
# run; or it is split at spaces, so that `one;` is an argument; or it is refused.
# What happens: the text is split as a shell would, and what follows the operator is dropped. `echo one; echo two` is the
# program `echo` with the argument `one`. A migration in `migrate && serve` runs; the server never starts.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || { echo "this needs a Debian machine (apt-get, dpkg-deb)" >&2; exit 1; }
mirror="$({
  sed -n 's/^URIs:[[:space:]]*//p' /etc/apt/sources.list.d/*.sources 2>/dev/null || true
  sed -n 's/^deb[[:space:]]\+\(\[[^]]*\][[:space:]]*\)\?\([^[:space:]]*\).*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null || true
} | tr ' ' '\n' | grep -E '/debian/?$' | head -n 1)"
[ -n "$mirror" ] || { echo "no Debian archive among this machine's apt sources" >&2; exit 1; }
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/package" "$work/app"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$work/sources.list"
apt=(apt-get -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/lists"
  -o "Dir::Cache=$work/cache" -o "APT::Sandbox::User=$(id -un)" -qq)
"${apt[@]}" update
(cd "$work" && "${apt[@]}" download docker-compose=2.26.1-4)
dpkg-deb -x "$work"/docker-compose_*.deb "$work/package"
compose="$work/package/usr/libexec/docker/cli-plugins/docker-compose"
"$compose" version

cat >"$work/app/compose.yaml" <<'YAML'
services:
  sequence: {image: busybox, command: echo one; echo two}
  both: {image: busybox, command: migrate --all && serve --port 8080}
  pipe: {image: busybox, command: cat /etc/hosts | sort}
  quoted: {image: busybox, command: sh -c "migrate && serve"}
YAML
"$compose" -f "$work/app/compose.yaml" config --format json >"$work/out.json" 2>"$work/err.txt"
seen="$(python3 - "$work/out.json" <<'PY'
import json, sys
services = json.load(open(sys.argv[1]))["services"]
for name in sorted(services):
    print(name, json.dumps(services[name]["command"]))
PY
)"
printf '%s\nstandard error: %s\n' "$seen" "$(grep -vc '^$' "$work/err.txt" || true) lines"
expected='both ["migrate", "--all"]
pipe ["cat", "/etc/hosts"]
quoted ["sh", "-c", "migrate && serve"]
sequence ["echo", "one"]'
[ "$seen" = "$expected" ] && [ ! -s "$work/err.txt" ] || { echo "CHANGED: see above" >&2; exit 1; }
echo "as recorded"
