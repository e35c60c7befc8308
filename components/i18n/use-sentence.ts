'use client';
import { useLocale, useMessages } from 'next-intl';
import { useCallback } from 'react';
import { render } from '@/core/sentences/render';
import type { Sentence } from '@/core/sentences/sentence';
import type { Sentences } from '@/core/sentences/stored';

type Templates = Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;

/** Of a record that the API gave: its texts, in English, and beside them the codes of those that are sentences of the catalogue. */
export interface Told {
  readonly sentences?: Sentences | undefined;
}

/**
 * What the server said, in the reader's language: the field's own template where its code is known here, else the English text beside it.
 * @returns for `say(event, 'message')` the text to show; `say(sentence)` for a sentence made in the browser
 */
export function useSentence(): (<Field extends string>(record: Told & { readonly [Key in Field]?: string | undefined }, field: Field) => string) &
  ((sentence: Sentence) => string) {
  const locale = useLocale();
  const templates = useMessages().sentences as unknown as Templates | undefined;
  return useCallback(
    (record: Sentence | (Told & Readonly<Record<string, unknown>>), field?: string): string => {
      const find = (code: string): string | undefined => {
        const [group = '', name = ''] = code.split('.', 2);
        return templates?.[group]?.[name];
      };
      const known = field === undefined ? (record as Sentence) : (record as Told).sentences?.[field];
      const text = field === undefined ? (record as Sentence).text : String((record as Record<string, unknown>)[field] ?? '');
      const template = locale === 'zh' && known !== undefined ? find(known.code) : undefined;
      return template === undefined || known === undefined ? text : render(template, known.params, 'zh', find);
    },
    [locale, templates],
  );
}
