'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { CodeBlock } from '@/components/ui/code-block';
import { Section } from '@/components/ui/section';
import { Tabs } from '@/components/ui/tabs';
import { type Call, curlSnippet, javascriptSnippet, pythonSnippet } from './snippets';

const languages = [
  { value: 'curl', label: 'cURL', write: curlSnippet },
  { value: 'python', label: 'Python', write: pythonSnippet },
  { value: 'javascript', label: 'JavaScript', write: javascriptSnippet },
] as const;

/** The same call as code: address, headers and body are byte for byte those of Run; the key comes from the environment. */
export function CodePane({ call }: { call: Call }) {
  const t = useTranslations('playground');
  const [language, setLanguage] = useState<(typeof languages)[number]['value']>('curl');
  return (
    <Section title={t('code')} description={t('codeHint')}>
      <Tabs
        label={t('code')}
        value={language}
        onChange={setLanguage}
        tabs={languages.map(({ value, label, write }) => ({
          value,
          label,
          content: <CodeBlock label={label} code={write(call)} className="max-h-96 overflow-auto" />,
        }))}
      />
    </Section>
  );
}
