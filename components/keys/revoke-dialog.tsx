'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { showToast } from '@/components/ui/toast';
import type { Key } from '@/services/keys/schemas';
import { revokeKey } from './queries';

export function RevokeDialog({ apiKey, onClose }: { apiKey: Key; onClose: () => void }) {
  const t = useTranslations('keys');
  const format = useFormat();
  const client = useQueryClient();
  const revoke = async (): Promise<void> => {
    await revokeKey(apiKey.id);
    showToast(t('revokeDialog.done', { name: apiKey.name }));
    await client.invalidateQueries({ queryKey: ['keys'] });
  };
  const use = apiKey.lastUsedAt === null ? t('revokeDialog.unused') : t('revokeDialog.used', { when: format.relative(apiKey.lastUsedAt) });
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={t('revokeDialog.title', { name: apiKey.name })}
      confirm={t('revokeDialog.confirm')}
      onConfirm={revoke}
      danger
    >
      {t('revokeDialog.text', { prefix: apiKey.prefix })} {use}
    </ConfirmDialog>
  );
}
