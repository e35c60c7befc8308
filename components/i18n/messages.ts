import type { AbstractIntlMessages } from 'next-intl';
import type { Locale } from './locale';

/** All messages of a language, one namespace a noun: `messages/<language>/<noun>.json`. */
export async function loadMessages(locale: Locale): Promise<AbstractIntlMessages> {
  const module = locale === 'zh' ? await import('@/messages/zh') : await import('@/messages/en');
  return module.messages;
}
