import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsSchema } from '@/core/settings';

const file = join(import.meta.dirname, '../docs/configuration.md');

/** `docs/configuration.md` as the settings' schema says it. */
export function configurationPage(): string {
  const rows = Object.entries(settingsSchema.shape).map(([name, schema]) => {
    const parsed = schema.safeParse(undefined);
    const preset = parsed.success && parsed.data !== undefined ? `\`${shown(parsed.data)}\`` : '–';
    return `| \`${name}\` | ${preset} | ${(schema.description ?? '').replaceAll('|', '\\|')} |`;
  });
  return `# Configuration

Settings are environment variables. All are checked at start, and every fault is listed at once. This page is made from \`core/settings.ts\` by \`npm run docs:configuration\`.

| name | default | meaning |
|---|---|---|
${rows.join('\n')}

With \`AIMASS_STORAGE=s3://…\` the variables of the AWS SDK apply as well: \`AWS_ACCESS_KEY_ID\`, \`AWS_SECRET_ACCESS_KEY\`, \`AWS_REGION\`, \`AWS_ENDPOINT_URL_S3\`. The fleet on EC2 takes them too, with \`AWS_ENDPOINT_URL_EC2\` and \`AWS_ENDPOINT_URL_AUTO_SCALING\`; [production](production.md) walks through it.
`;
}

function shown(value: unknown): string {
  return typeof value === 'boolean' ? (value ? '1' : '0') : String(value);
}

if (process.argv.includes('--check')) {
  const isCurrent = readFileSync(file, 'utf8') === configurationPage();
  if (!isCurrent) console.error('docs/configuration.md is not what core/settings.ts says. Run: npm run docs:configuration');
  process.exit(isCurrent ? 0 : 1);
}
writeFileSync(file, configurationPage());
