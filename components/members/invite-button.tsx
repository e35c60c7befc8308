'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Allowed } from '@/components/sessions/allowed';
import { Button } from '@/components/ui/button';
import { InviteDialog } from './invite-dialog';

export function InviteButton() {
  const t = useTranslations('members');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Allowed action="members:Invite">
        <Button tone="primary" onClick={() => setOpen(true)}>
          {t('invite')}
        </Button>
      </Allowed>
      {open ? <InviteDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}
