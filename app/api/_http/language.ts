import { chooseLocale, type Locale, localeCookie } from '@/components/i18n/locale';
import { readCookie } from './cookie';

export type Language = Locale;

/** The language of an answer's words: the one chosen in the console, else what the client wishes for. */
export function languageOf(headers: Headers): Language {
  return chooseLocale(readCookie(headers, localeCookie) ?? undefined, headers.get('accept-language'));
}
