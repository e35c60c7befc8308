import './globals.css';
import '@fontsource-variable/noto-sans-sc/index.css';
import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { I18nProvider } from '@/components/i18n/i18n-provider';
import { chooseLocale, languageTag, localeCookie } from '@/components/i18n/locale';
import { loadMessages } from '@/components/i18n/messages';
import { Providers } from '@/components/layout/providers';

export const metadata: Metadata = { title: 'AI Mass', description: 'Models as a service, on your own machines.', icons: { icon: '/icon.svg' } };
export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fafafa' },
    { media: '(prefers-color-scheme: dark)', color: '#09090b' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [cookieJar, head] = await Promise.all([cookies(), headers()]);
  const locale = chooseLocale(cookieJar.get(localeCookie)?.value, head.get('accept-language'));
  return (
    <html lang={languageTag[locale]} suppressHydrationWarning className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <body className="font-sans">
        <I18nProvider locale={locale} messages={await loadMessages(locale)}>
          <Providers nonce={head.get('x-nonce') ?? undefined}>{children}</Providers>
        </I18nProvider>
      </body>
    </html>
  );
}
