import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createTranslator } from 'use-intl/core';
import { describe, expect, test } from 'vitest';
import { messages as en } from './en';
import { messages as zh } from './zh';

type Tree = { [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set(`${prefix}${key}`, value);
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) found.set(inner, text);
  }
  return found;
}

const english = flatten(en as Tree);
const chinese = flatten(zh as Tree);
/** Names of the arguments a message takes: `{name}`, `{count, plural, …}`. */
const argumentsOf = (text: string): string[] => [...new Set([...text.matchAll(/\{\s*(\w+)\s*[,}]/g)].map((match) => match[1]))].sort();

function sourceFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sourceFiles(path);
    return /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) ? [path] : [];
  });
}

test('English and Chinese have the same messages', () => {
  expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
});

test('every Chinese message takes the arguments of the English one', () => {
  const different = [...english].filter(([key, text]) => argumentsOf(text).join() !== argumentsOf(chinese.get(key) ?? '').join()).map(([key]) => key);
  expect(different).toEqual([]);
});

test.each([
  ['en', en],
  ['zh', zh],
] as const)('every message of %s can be formatted', (locale, messages) => {
  const faults: string[] = [];
  const translate = createTranslator({ locale, messages: messages as never, timeZone: 'UTC', onError: (error) => faults.push(error.message) }) as unknown as (
    key: string,
    values: Record<string, number>,
  ) => string;
  for (const [key, text] of flatten(messages as Tree)) translate(key, Object.fromEntries(argumentsOf(text).map((name) => [name, 2])));
  expect(faults).toEqual([]);
});

describe('keys that the components use', () => {
  const files = sourceFiles(join(import.meta.dirname, '../components'));
  const isThere = (key: string): boolean => english.has(key);
  const isBranch = (prefix: string): boolean => [...english.keys()].some((key) => key.startsWith(prefix));

  test('exist', () => {
    const missing: string[] = [];
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      // a function deeper in the file may bind the same name to another namespace: any of them will do
      const bound = new Map<string, string[]>();
      for (const [, name, namespace] of text.matchAll(/const (\w+) = useTranslations\('([\w.-]+)'\)/g))
        bound.set(name, [...(bound.get(name) ?? []), namespace]);
      for (const [name, namespaces] of bound) {
        for (const [, key] of text.matchAll(new RegExp(`\\b${name}\\('([\\w.-]+)'`, 'g'))) {
          if (!namespaces.some((namespace) => isThere(`${namespace}.${key}`))) missing.push(`${file}: ${key}`);
        }
        for (const [, prefix] of text.matchAll(new RegExp(`\\b${name}\\(\`([\\w-]+\\.)\\$\\{`, 'g'))) {
          if (!namespaces.some((namespace) => isBranch(`${namespace}.${prefix}`))) missing.push(`${file}: ${prefix}*`);
        }
      }
    }
    expect(missing).toEqual([]);
  });
});
