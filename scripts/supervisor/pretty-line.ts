const colours: Readonly<Record<string, string>> = { trace: '90', debug: '90', info: '36', warn: '33', error: '31', fatal: '41' };
const known = new Set(['level', 'time', 'process', 'pid', 'msg', 'err']);

/** One JSON log line as a person reads it: time, process, level, words, the rest as `name=value`, a stack below. */
export function prettyLine(json: string): string {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(json) as Record<string, unknown>;
  } catch {
    return `${json}\n`; // cut off in the middle
  }
  const level = typeof entry.level === 'string' ? entry.level : 'info';
  const time = typeof entry.time === 'string' ? entry.time.slice(11, 23) : '';
  const name = String(entry.process ?? '').replace('aimass-', '');
  const rest = Object.entries(entry)
    .filter(([key]) => !known.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
  const error = entry.err as { stack?: string; message?: string } | undefined;
  const stack = error === undefined ? '' : `\n${String(error.stack ?? error.message ?? JSON.stringify(error)).replaceAll(/^/gm, '    ')}`;
  return `\x1b[90m${time}\x1b[0m ${name.padEnd(10)} \x1b[${colours[level] ?? '0'}m${level.padEnd(5)}\x1b[0m ${String(entry.msg ?? '')}${rest === '' ? '' : ` \x1b[90m${rest}\x1b[0m`}${stack}\n`;
}
