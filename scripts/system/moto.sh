#!/bin/sh
# Installs moto (Apache-2.0), the EC2 and Auto Scaling server the fleet's tests run against, once into a Python environment of its own
# below .cache/aws-server. Every package is pinned with its hashes in moto.lock, which `uv pip compile --generate-hashes` makes of moto.in.
# Prints the path of the program. Takes about forty seconds the first time.
# Exit code: 0 installed or already there, 3 no Python of 3.10 or later on this machine, else the installation failed.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
caches="$here/../../.cache/aws-server"
lock="$here/moto.lock"
hash=$( (sha256sum "$lock" 2>/dev/null || shasum -a 256 "$lock") | cut -c 1-24)
mkdir -p "$caches"
folder="$(CDPATH='' cd -- "$caches" && pwd)/$hash"
program="$folder/bin/moto_server"

if [ -f "$folder/complete" ]; then
  echo "$program"
  exit 0
fi

python=
for name in python3.11 python3.12 python3.13 python3.10 python3; do
  if command -v "$name" >/dev/null && "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
    python=$name
    break
  fi
done
if [ -z "$python" ]; then
  echo "Python 3.10 or later with venv is not installed, so the AWS test server cannot be installed." >&2
  exit 3
fi

# An environment cannot be moved, so it is built in its place, by one process at a time; the mark says that it is whole.
if ! mkdir "$folder.building" 2>/dev/null; then
  echo "Another process installs the AWS test server; if none does, remove $folder.building" >&2
  waited=0
  while [ -d "$folder.building" ] && [ "$waited" -lt 300 ]; do
    sleep 1
    waited=$((waited + 1))
  done
  [ -f "$folder/complete" ] || exit 1
  echo "$program"
  exit 0
fi
trap 'rmdir "$folder.building"' EXIT
trap 'exit 1' INT TERM
echo "Installing the AWS test server moto (about forty seconds, once)" >&2
rm -rf "$folder"
"$python" -m venv "$folder" >&2
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r "$lock" >&2
touch "$folder/complete"
echo "$program"
