#!/bin/sh
# Builds versitygw (Apache-2.0), the S3 server the storage tests run against, once into .cache/s3-server.
# Prints the path of the program. Takes about four minutes of processor time the first time; needs Go.
# Exit code: 0 built or already there, 3 no Go on this machine, else the build failed.
set -eu

version=v1.8.0
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
folder="$root/.cache/s3-server/$version"
program="$folder/versitygw"

if [ -x "$program" ]; then
  echo "$program"
  exit 0
fi

go=$(command -v go || true)
if [ -z "$go" ] && [ -x /usr/local/go/bin/go ]; then go=/usr/local/go/bin/go; fi
if [ -z "$go" ]; then
  echo "Go is not installed, so the S3 test server cannot be built." >&2
  exit 3
fi

mkdir -p "$folder"
work=$(mktemp -d "$folder/.build.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM
echo "Building the S3 test server versitygw $version (about four minutes, once)" >&2
GOBIN="$work" GOFLAGS=-trimpath nice -n 15 "$go" install "github.com/versity/versitygw/cmd/versitygw@$version" >&2
# Renamed at the end: two builds at once both finish, and neither leaves half a program.
mv -f "$work/versitygw" "$program"
echo "$program"
