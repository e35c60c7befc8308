'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type FormEvent, useId, useState } from 'react';
import { Field } from '@/components/forms/field';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Input } from '@/components/ui/input';
import { showToast } from '@/components/ui/toast';
import { microsToDecimal } from '@/core/money';
import { microsOf } from './amount';
import { type Price, setPrice } from './queries';

export function PriceDialog({ price, onClose }: { price: Price; onClose: () => void }) {
  const t = useTranslations('prices');
  const client = useQueryClient();
  const formId = useId();
  const [amount, setAmount] = useState(() => microsToDecimal(price.amountMicros).replace(/0{1,4}$/, ''));
  const [problem, setProblem] = useState<string | null>(null);
  const item = `${t(`kind.${price.kind}`)} ${price.item === '*' ? t('any') : price.item}`;
  const save = useMutation({
    mutationFn: (amountMicros: number) => setPrice({ kind: price.kind, item: price.item, amountMicros }),
    onSuccess: async () => {
      showToast(t('dialog.done', { item }));
      await Promise.all([client.invalidateQueries({ queryKey: ['prices'] }), client.invalidateQueries({ queryKey: ['instances'] })]);
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const micros = microsOf(amount);
    setProblem(micros === null ? t('dialog.invalid') : micros === price.amountMicros ? t('dialog.unchanged') : null);
    if (micros !== null && micros !== price.amountMicros) save.mutate(micros);
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('editOf', { item })}
      description={t('dialog.effect')}
      footer={
        <>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button tone="primary" type="submit" form={formId} pending={save.isPending}>
            {t('dialog.confirm')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="space-y-3">
        <Field label={t('dialog.amount', { currency: price.currency })} hint={t('dialog.hint')} error={problem}>
          <Input inputMode="decimal" value={amount} onChange={(event) => setAmount(event.target.value)} className="tabular" />
        </Field>
        {save.error === null ? null : <ErrorPanel error={save.error} />}
      </form>
    </Dialog>
  );
}
