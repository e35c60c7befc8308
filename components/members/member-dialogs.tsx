'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { showToast } from '@/components/ui/toast';
import type { Role } from '@/core/policy/actions';
import type { Member } from '@/services/members/schemas';
import { changeRole, removeMember } from './queries';

export function RoleDialog({ member, role, onClose }: { member: Member; role: Role; onClose: () => void }) {
  const t = useTranslations('members');
  const client = useQueryClient();
  const words = { before: t(`role.${member.role}`), after: t(`role.${role}`) };
  const change = async (): Promise<void> => {
    await changeRole(member.id, role);
    showToast(t('roleChanged', { name: member.name, role: words.after }));
    await Promise.all([client.invalidateQueries({ queryKey: ['members'] }), client.invalidateQueries({ queryKey: ['me'] })]);
  };
  return (
    <ConfirmDialog open onOpenChange={onClose} title={t('roleDialog.title', { name: member.name })} confirm={t('roleDialog.confirm')} onConfirm={change}>
      {t('roleDialog.text', words)}
    </ConfirmDialog>
  );
}

export function RemoveDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const t = useTranslations('members');
  const client = useQueryClient();
  const remove = async (): Promise<void> => {
    await removeMember(member.id);
    showToast(t('removeDialog.done', { name: member.name }));
    await client.invalidateQueries({ queryKey: ['members'] });
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={t('removeDialog.title', { name: member.name })}
      confirm={t('removeDialog.confirm')}
      onConfirm={remove}
      typedName={member.email}
      danger
    >
      {t('removeDialog.text', { name: member.name })}
    </ConfirmDialog>
  );
}
