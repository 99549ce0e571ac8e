#!/usr/bin/env bash
# Brings the real Docker Compose in two versions to target/oracle: 2.26 from Debian trixie and 2.40 from Debian forky, the
# plugins inside the packages `docker-compose`, which run by themselves. It uses apt-get and dpkg-deb only, takes the mirror
# from this machine's own sources, and leaves the machine's own package lists and packages as they are.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
out="$root/target/oracle"
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
mkdir -p "$out"

# bring SUITE VERSION: the program of a suite, which must be of that version.
bring() {
  local suite="$1" version="$2" program="$out/docker-compose-$2" here="$work/$1"
  if [ -x "$program" ]; then
    echo "already there: $("$program" version)"
    return
  fi
  mkdir -p "$here/lists/partial" "$here/cache/archives/partial" "$here/etc" "$here/package"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$here/etc/sources.list"
  local apt=(apt-get
    -o "Dir::Etc::sourcelist=$here/etc/sources.list" -o "Dir::Etc::sourceparts=-"
    -o "Dir::State::lists=$here/lists" -o "Dir::Cache=$here/cache" -o "APT::Sandbox::User=$(id -un)" -q)
  "${apt[@]}" update
  (cd "$here" && "${apt[@]}" download docker-compose)
  dpkg-deb -x "$here"/docker-compose_*.deb "$here/package"
  local found="$here/package/usr/libexec/docker/cli-plugins/docker-compose"
  case "$("$found" version --short)" in
    "$version".*) install -m 0755 "$found" "$program" && "$program" version ;;
    *)
      echo "$suite has $("$found" version), and $version is wanted" >&2
      return 1
      ;;
  esac
}

bring trixie 2.26
bring forky 2.40
