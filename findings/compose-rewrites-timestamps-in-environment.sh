#!/usr/bin/env bash
# Docker Compose 2.26.1 (Debian's package docker-compose 2.26.1-4): an unquoted timestamp under `environment:` reaches the
# container in another notation.
#
# What a good engineer would guess: a value of `environment:` is text, and a timestamp stands in the container as it
# stands in the file (numbers such as 1.10 are known to change, timestamps are not).
# What happens: YAML makes it a time, and Compose prints it as Go prints times: `2024-01-02T03:04:05Z` becomes
# `2024-01-02 03:04:05 +0000 UTC`, which an RFC 3339 parser refuses; a plain date gets a time of day; an offset is kept
# but the T is lost. Quoted, or in the list form `NAME=VALUE`, the text is kept.
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
  a:
    image: busybox
    environment:
      DATE: 2024-01-02
      OFFSET: 2024-01-02T03:04:05+02:00
      QUOTED: "2024-01-02T03:04:05Z"
      UTC: 2024-01-02T03:04:05Z
  b:
    image: busybox
    environment: ["LIST=2024-01-02T03:04:05Z"]
YAML
seen="$("$compose" -f "$work/app/compose.yaml" config --format json | python3 -c '
import json, sys
services = json.load(sys.stdin)["services"]
for name in sorted(services):
    for key, value in sorted(services[name]["environment"].items()):
        print(f"{key}={value}")
')"
echo "$seen"
expected='DATE=2024-01-02 00:00:00 +0000 UTC
OFFSET=2024-01-02 03:04:05 +0200 +0200
QUOTED=2024-01-02T03:04:05Z
UTC=2024-01-02 03:04:05 +0000 UTC
LIST=2024-01-02T03:04:05Z'
[ "$seen" = "$expected" ] || { echo "CHANGED: see above" >&2; exit 1; }
echo "as recorded"
