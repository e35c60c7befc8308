'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Allowed } from '@/components/sessions/allowed';
import { Button } from '@/components/ui/button';
import { CreateKeyDialog } from './create-key-dialog';
import { CreatedKeyDialog } from './created-key-dialog';
import type { CreatedKey } from './queries';

interface CreateKeyButtonProps {
  tone?: 'primary' | 'plain';
  /** The endpoint that the form begins with; all where it is left out. */
  endpoint?: string;
  /** What the button says in place of its usual words. */
  words?: string;
  onCreated?: () => void;
}

/** Opens the form of a new key, and shows the key once when it is made. */
export function CreateKeyButton({ tone = 'primary', endpoint, words, onCreated }: CreateKeyButtonProps) {
  const t = useTranslations('keys');
  const [open, setOpen] = useState(false);
  const [created, setCreated] = useState<CreatedKey | null>(null);
  return (
    <>
      <Allowed action="keys:Create">
        <Button tone={tone} onClick={() => setOpen(true)}>
          {words ?? t('create')}
        </Button>
      </Allowed>
      {open ? (
        <CreateKeyDialog
          endpoint={endpoint}
          onClose={() => setOpen(false)}
          onCreated={(key) => {
            setOpen(false);
            setCreated(key);
            onCreated?.();
          }}
        />
      ) : null}
      {created === null ? null : <CreatedKeyDialog created={created} onClose={() => setCreated(null)} />}
    </>
  );
}
