import type { JoinMaterial } from './settings';

/** Amazon takes 16 KiB before base64. */
const bytesMax = 16 * 1024;

/**
 * The script that cloud-init runs once on a new instance: it writes what the agent has to know, installs the agent where the image lacks it, and
 * starts its unit. Which instance it is the agent reads from the instance's signed identity document (metadata service of version 2), so
 * the script is the same for a whole group. Values go in as base64, so that none can become a command.
 *
 * The seam for joining: `token` and `caPem` come from `JoinMaterial`. The token opens nothing by itself; control must also check the identity
 * document's signature and that the instance is one of its groups.
 * @throws Error where it is longer than Amazon takes
 */
export function userData(join: JoinMaterial): string {
  const script = [
    '#!/bin/bash',
    '# Written by AI Mass: makes this instance an agent of its installation.',
    'set -euo pipefail',
    'id aimass >/dev/null 2>&1 || useradd --system --home-dir /var/lib/aimass --shell /usr/sbin/nologin aimass',
    'umask 077',
    // Empty on an instance; a test writes elsewhere.
    'root=$(printenv AIMASS_ROOT || true)',
    'write() { mkdir -p "$(dirname "$root$1")"; base64 -d > "$root$1"; }',
    ...fileLines('/etc/aimass/agent.env', environment(join)),
    ...fileLines('/etc/aimass/ca.pem', join.caPem),
    ...fileLines('/etc/aimass/join-token', join.token),
    ...(join.agent === null ? [] : installLines(join.agent)),
    'chown root:aimass "$root/etc/aimass" && chmod 750 "$root/etc/aimass" && chmod 644 "$root/etc/aimass/ca.pem"',
    'systemctl daemon-reload',
    'systemctl enable --now aimass-agent.service',
    '',
  ].join('\n');
  if (Buffer.byteLength(script) > bytesMax) throw new Error(`the user data of an instance has ${Buffer.byteLength(script)} bytes; Amazon takes ${bytesMax}`);
  return script;
}

function environment(join: JoinMaterial): string {
  return `AIMASS_CONTROL_URL=${join.controlUrl}\nAIMASS_CA_FILE=/etc/aimass/ca.pem\nAIMASS_JOIN_TOKEN_FILE=/run/credentials/aimass-agent.service/join-token\n`;
}

function fileLines(path: string, content: string): string[] {
  return [`write ${path} <<'END'`, Buffer.from(content).toString('base64'), 'END'];
}

function installLines({ url, sha256 }: { readonly url: string; readonly sha256: string }): string[] {
  const address = Buffer.from(url).toString('base64');
  return [
    'archive=$(mktemp)',
    `curl --fail --silent --show-error --location --retry 10 --retry-connrefused --proto '=https' --output "$archive" "$(echo ${address} | base64 -d)"`,
    `echo "${sha256}  $archive" | sha256sum --check --status`,
    'install -d -m 0755 "$root/opt/aimass"',
    'tar --extract --gzip --no-same-owner --file "$archive" --directory "$root/opt/aimass"',
    'rm -f "$archive"',
    'install -m 0644 "$root/opt/aimass/deploy/aimass-agent.service" "$root/etc/systemd/system/aimass-agent.service"',
  ];
}
