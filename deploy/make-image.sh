#!/bin/sh
# Makes a running Debian 12 or Amazon Linux 2023 instance into the image of agents: Node, the sandbox, the agent and its unit. Run it as root on a
# fresh instance, then make the image of that instance (`aws ec2 create-image`).
#   make-image.sh agent.tar.gz
# The archive holds `dist/`, `node_modules/` and `deploy/` of a build. Nothing secret goes in: each instance gets its settings by user data.
set -eu

archive=${1:?"usage: make-image.sh agent.tar.gz"}
[ "$(id -u)" = 0 ] || { echo "make-image.sh needs root" >&2; exit 1; }

if command -v apt-get >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ca-certificates curl tar bubblewrap python3 python3-venv
elif command -v dnf >/dev/null; then
  dnf install -y -q ca-certificates curl-minimal tar bubblewrap python3.11 nodejs20
else
  echo "make-image.sh knows apt and dnf only" >&2
  exit 1
fi
if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null; then
  echo "Node 20.19 or later has to be installed first: /usr/bin/node" >&2
  exit 1
fi

id aimass >/dev/null 2>&1 || useradd --system --home-dir /var/lib/aimass --shell /usr/sbin/nologin aimass
mkdir -p /opt/aimass
tar --extract --gzip --no-same-owner --file "$archive" --directory /opt/aimass
install -m 0644 /opt/aimass/deploy/aimass-agent.service /etc/systemd/system/aimass-agent.service
systemctl daemon-reload
# Started by the user data of each instance, once it is told whom to join.
systemctl disable aimass-agent.service >/dev/null 2>&1 || true
rm -rf /etc/aimass
# The image must not carry this machine's identity.
cloud-init clean --logs --machine-id 2>/dev/null || true
echo "Ready: stop this instance and make the image of it."
