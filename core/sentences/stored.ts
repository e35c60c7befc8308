import { type Sentence, textOf, type Words } from './sentence';

/** Beside the English texts of a record: for each field that is a sentence of the catalogue its code and what fills it. */
export type Sentences = Readonly<Record<string, { readonly code: string; readonly params: Readonly<Record<string, unknown>> }>>;

/** A record's fields in English, with `sentences` beside them for other languages. Without any there is no `sentences`. */
export function inEnglish<Fields extends Readonly<Record<string, Words>>>(fields: Fields): { [Field in keyof Fields]: string } & { sentences?: Sentences } {
  const texts = Object.fromEntries(Object.entries(fields).map(([field, words]) => [field, textOf(words)]));
  const sentences: Record<string, Sentences[string]> = {};
  for (const [field, words] of Object.entries(fields)) if (typeof words !== 'string') sentences[field] = { code: words.code, params: words.params };
  return { ...texts, ...(Object.keys(sentences).length === 0 ? {} : { sentences }) } as { [Field in keyof Fields]: string } & { sentences?: Sentences };
}

/** One field of such a record, to be said inside another sentence. Records of before the catalogue give their text. */
export function wordsIn<Field extends string>(
  record: { readonly [Key in Field]: string } & { readonly sentences?: Sentences | undefined },
  field: Field,
): Words {
  const text: string = record[field];
  const known = record.sentences?.[field];
  return known === undefined ? text : ({ ...known, text } satisfies Sentence);
}
