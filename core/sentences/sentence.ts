import { render } from './render';

/** What the server says to people: named by a code, with what fills it, and in English. JSON-safe, so that it can be stored and sent. */
export interface Sentence {
  /** Group and name in the catalogue: `deployments.begun`. */
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** A sentence, or text that has no translation: what a runtime, a file or a person said. */
export type Words = Sentence | string;

type KindOf<Kind extends string> = Kind extends 'number' | 'ms' | 'bytes' | `count:${string}`
  ? number
  : Kind extends 'words'
    ? Words
    : Kind extends 'list' | 'either'
      ? readonly string[]
      : never;
type SlotOf<Text extends string> = Text extends `${infer Name}:${infer Kind}`
  ? { readonly [Key in Name]: KindOf<Kind> }
  : { readonly [Key in Text]: string | number };
type ParamsIn<Template extends string> = Template extends `${string}{${infer Slot}}${infer Rest}` ? SlotOf<Slot> & ParamsIn<Rest> : unknown;

type Make<Template extends string> = keyof ParamsIn<Template> extends never ? () => Sentence : (params: ParamsIn<Template>) => Sentence;
export interface Defined {
  readonly code: string;
  readonly en: string;
  readonly zh: string;
}

/**
 * One group of the catalogue: for each sentence its name, its English and its Chinese template. A template names what fills it: `{name}` as it is,
 * `{rows:number}`, `{replicas:count:replica}` (1 replica, 2 replicas; in Chinese a number), `{took:ms}` in milliseconds, `{size:bytes}`, `{names:list}`, and
 * `{methods:either}` for a choice, `{why:words}` for a sentence inside.
 * @returns a typed function for each, which makes the sentence
 */
export function defineSentences<const Entries extends Readonly<Record<string, readonly [en: string, zh: string]>>>(
  group: string,
  entries: Entries,
): { readonly [Name in keyof Entries]: Make<Entries[Name][0]> & Defined } {
  const made = Object.entries(entries).map(([name, [en, zh]]) => {
    const code = `${group}.${name}`;
    const make = (params: Readonly<Record<string, unknown>> = {}): Sentence => ({ code, params, text: render(en, params, 'en', () => undefined) });
    return [name, Object.assign(make, { code, en, zh })];
  });
  return Object.fromEntries(made) as { readonly [Name in keyof Entries]: Make<Entries[Name][0]> & Defined };
}

/** In English. */
export function textOf(words: Words): string {
  return typeof words === 'string' ? words : words.text;
}
