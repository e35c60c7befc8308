'use client';
import { CircleAlert, CircleCheck, RotateCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useSentence } from '@/components/i18n/use-sentence';
import { Button } from '@/components/ui/button';
import type { SetupState } from './queries';

/** What the installation needs to serve models, checked now. */
export function SetupChecks({ state, checking, onCheck }: { state: SetupState; checking: boolean; onCheck: () => void }) {
  const t = useTranslations('setup');
  const say = useSentence();
  return (
    <section aria-labelledby="setup-checks" className="mt-4 rounded-lg border border-line bg-surface px-5 py-4">
      <div className="mb-2 flex items-center justify-between">
        <h2 id="setup-checks" className="text-[13px]">
          {t('checks')}
        </h2>
        <Button size="small" pending={checking} icon={<RotateCw aria-hidden className="size-3.5" />} onClick={onCheck}>
          {t('checkAgain')}
        </Button>
      </div>
      <ul className="space-y-2 text-[13px]">
        {(['storage', 'fleet'] as const).map((name) => {
          const { ok } = state[name];
          const Icon = ok ? CircleCheck : CircleAlert;
          return (
            <li key={name} className="flex gap-2.5">
              <Icon aria-hidden className={ok ? 'mt-0.5 size-4 shrink-0 text-ok' : 'mt-0.5 size-4 shrink-0 text-bad'} />
              <span className="min-w-0 break-words">
                <span className="font-medium">
                  {t(name)}: {ok ? t('works') : t('broken')}
                </span>
                <span className="block text-muted text-xs">{say(state[name], 'detail')}</span>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
