import { formatBytes, formatMs, formatNumber } from '../quantities';
import type { Sentence } from './sentence';

export type Language = 'en' | 'zh';

const tags: Record<Language, string> = { en: 'en-US', zh: 'zh-CN' };
const separators = { list: { en: ', ', zh: '、' }, either: { en: ' or ', zh: '或' } };
const slot = /\{(\w+)(?::([^}]+))?\}/g;

/** The template of a code in the language that is rendered; undefined for a code that is not known here. */
export type FindTemplate = (code: string) => string | undefined;

/** Fills a template: quantities as the language writes them, sentences inside by their own templates, or in English where those are not known. */
export function render(template: string, params: Readonly<Record<string, unknown>>, language: Language, find: FindTemplate): string {
  return template.replaceAll(slot, (_whole, name: string, kind: string | undefined) => show(params[name], kind ?? 'text', language, find));
}

function show(value: unknown, kind: string, language: Language, find: FindTemplate): string {
  if (Array.isArray(value)) return value.map(String).join(separators[kind === 'either' ? 'either' : 'list'][language]);
  if (isSentence(value)) {
    const template = find(value.code);
    return template === undefined ? value.text : render(template, value.params, language, find);
  }
  if (typeof value !== 'number') return value === undefined || value === null ? '' : String(value);
  const tag = tags[language];
  if (kind === 'bytes') return formatBytes(tag, value);
  if (kind === 'ms') return formatMs(tag, value);
  if (kind === 'number') return formatNumber(tag, value, 1);
  if (!kind.startsWith('count:')) return String(value);
  return `${formatNumber(tag, value)} ${kind.slice('count:'.length)}${value === 1 ? '' : 's'}`;
}

export function isSentence(value: unknown): value is Sentence {
  return typeof value === 'object' && value !== null && 'code' in value && 'params' in value && 'text' in value;
}

/** Names and kinds of what a template takes, sorted: `number` and `count` are the same to it. */
export function slotsOf(template: string): string[] {
  return [...template.matchAll(slot)].map((match) => `${match[1]}:${(match[2] ?? 'text').replace(/^count:.*/, 'number')}`).sort();
}
