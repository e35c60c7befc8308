import type { AbstractIntlMessages } from 'next-intl';
import type { Locale } from './locale';

/** All messages of a language, one namespace a noun: `messages/<language>/<noun>.json`; and what the server says, by code. */
export async function loadMessages(locale: Locale): Promise<AbstractIntlMessages> {
  if (locale === 'en') return (await import('@/messages/en')).messages; // the server's sentences come in English
  const [{ messages }, { chineseTemplates }] = await Promise.all([import('@/messages/zh'), import('@/core/sentences/catalogue')]);
  return { ...messages, sentences: chineseTemplates() };
}
