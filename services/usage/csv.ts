import { microsToDecimal } from '@/core/money';
import type { Costs, Usage } from './schemas';

const names = ['day', 'project', 'endpoint', 'model', 'version', 'variant', 'key', 'keyName'] as const;
const figures = ['requests', 'predictions', 'errors', 'unknown', 'instanceSeconds', 'modelMilliseconds', 'bytesIn', 'bytesOut'] as const;

/**
 * Usage or costs as RFC 4180 with a byte order mark, for spreadsheets: one line an item, no line of totals, so that a column's sum is
 * the JSON's total, to the micro-unit. A text that a spreadsheet would run as a formula gets a leading apostrophe.
 */
export function toCsv(result: Usage | Costs): string {
  const groups = names.filter((name) => result.items.some((item) => item[name] !== undefined));
  const currency = 'currency' in result ? result.currency : null;
  const head = [...groups, ...figures, ...(currency === null ? [] : ['amountMicros', 'amount', 'currency'])];
  const lines = result.items.map((item) => [
    ...groups.map((name) => textCell(String(item[name] ?? ''))),
    ...figures.map((name) => String(item[name])),
    ...('amountMicros' in item && currency !== null ? [String(item.amountMicros), microsToDecimal(item.amountMicros), currency] : []),
  ]);
  return `\uFEFF${[head, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('')}`;
}

function textCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
