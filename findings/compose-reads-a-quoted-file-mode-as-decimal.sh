#!/usr/bin/env bash
# Docker Compose 2.26.1 (Debian's package docker-compose 2.26.1-4): `mode: "0440"` of a secret is read as decimal 440.
#
# What a good engineer would guess: quoting a file mode keeps it from being misread, so that "0440" and 0440 both mean
# r--r-----; that is how Ansible and Kubernetes' users learned to write it.
# What happens: 0440 without quotes is octal (288); "0440" in quotes is the decimal number 440, which is 0670 (rw-rwx---):
# the quotes make the secret writable and executable by its group.
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

echo x >"$work/app/s.txt"
cat >"$work/app/compose.yaml" <<'YAML'
services:
  plain: {image: busybox, secrets: [{source: s, mode: 0440}]}
  quoted: {image: busybox, secrets: [{source: s, mode: "0440"}]}
secrets: {s: {file: ./s.txt}}
YAML
seen="$("$compose" -f "$work/app/compose.yaml" config --format json | python3 -c '
import json, sys
services = json.load(sys.stdin)["services"]
for name in sorted(services):
    mode = services[name]["secrets"][0]["mode"]
    print(f"{name}: {mode} = 0{mode:o}")
')"
echo "$seen"
expected='plain: 288 = 0440
quoted: 440 = 0670'
[ "$seen" = "$expected" ] || { echo "CHANGED: see above" >&2; exit 1; }
echo "as recorded"
