#!/usr/bin/env bash
# Brings the real Docker Compose v2 to target/oracle/docker-compose: the plugin inside Debian trixie's package
# `docker-compose`, which runs by itself. It uses apt-get and dpkg-deb only, takes the mirror from this machine's
# own sources, and leaves the machine's own package lists and packages as they are.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
out="$root/target/oracle"
if [ -x "$out/docker-compose" ]; then
  echo "already there: $("$out/docker-compose" version)"
  exit 0
fi
command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || {
  echo "this needs a Debian machine (apt-get, dpkg-deb)" >&2
  exit 1
}

# The first archive of the machine's sources that is Debian's own and not the one for security updates.
mirror="$(
  {
    sed -n 's/^URIs:[[:space:]]*//p' /etc/apt/sources.list.d/*.sources 2>/dev/null || true
    sed -n 's/^deb[[:space:]]\+\(\[[^]]*\][[:space:]]*\)\?\([^[:space:]]*\).*/\2/p' \
      /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null || true
  } | tr ' ' '\n' | grep -E '/debian/?$' | head -n 1
)"
[ -n "$mirror" ] || {
  echo "no Debian archive among this machine's apt sources" >&2
  exit 1
}

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/etc" "$work/package" "$out"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$work/etc/sources.list"
apt=(apt-get
  -o "Dir::Etc::sourcelist=$work/etc/sources.list" -o "Dir::Etc::sourceparts=-"
  -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o "APT::Sandbox::User=$(id -un)" -q)
"${apt[@]}" update
(cd "$work" && "${apt[@]}" download docker-compose)
dpkg-deb -x "$work"/docker-compose_*.deb "$work/package"
install -m 0755 "$work/package/usr/libexec/docker/cli-plugins/docker-compose" "$out/docker-compose"
"$out/docker-compose" version
