#!/bin/sh
# build.sh TAG: builds the image of a machine, and chooses what it stands on: PAPERBOAT_MACHINE_BASE, or Debian from
# a registry, or, where no registry can be reached, Debian made from its packages (needs root and mmdebstrap).
set -eu
tag=$1
here=$(dirname "$0")
docker=${DOCKER:-docker}
own=paperboat-machine-base:trixie

base=${PAPERBOAT_MACHINE_BASE:-}
if [ -z "$base" ]; then
    if $docker image inspect "$own" > /dev/null 2>&1; then
        base=$own
    elif $docker image inspect debian:trixie > /dev/null 2>&1 || $docker pull debian:trixie; then
        base=debian:trixie
    elif command -v mmdebstrap > /dev/null; then
        include=$(paste -s -d, "$here/packages")
        work=$(mktemp -d)
        trap 'rm -rf "$work"' EXIT
        mmdebstrap --variant=minbase --include="$include" trixie "$work/base.tar"
        $docker import "$work/base.tar" "$own"
        base=$own
    else
        echo "no registry holds debian:trixie for this engine, and mmdebstrap is not installed" >&2
        exit 1
    fi
fi
$docker build --build-arg BASE="$base" --tag "$tag" "$here"
