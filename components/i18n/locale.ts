export const locales = ['en', 'zh'] as const;
export type Locale = (typeof locales)[number];

/** Cookie with the chosen language; without it the browser's wish decides. */
export const localeCookie = 'aimass-locale';

/** Tag for `Intl` and the `lang` attribute. */
export const languageTag: Record<Locale, string> = { en: 'en-US', zh: 'zh-CN' };

/** @param cookie value of the cookie, if any @param acceptLanguage the header as the browser sent it */
export function chooseLocale(cookie: string | undefined, acceptLanguage: string | null): Locale {
  const chosen = locales.find((locale) => locale === cookie);
  if (chosen !== undefined) return chosen;
  const wishes = (acceptLanguage ?? '').split(',').map((part) => {
    const [tag, ...parameters] = part.trim().toLowerCase().split(';');
    const quality = parameters.map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1]).find((value) => value !== undefined);
    return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality) };
  });
  const known = wishes.filter((wish) => locales.some((locale) => locale === wish.language)).sort((a, b) => b.quality - a.quality);
  return locales.find((locale) => locale === known[0]?.language) ?? 'en';
}
