'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Allowed } from '@/components/sessions/allowed';
import { Permitted } from '@/components/sessions/permitted';
import { useMe, useRefusal } from '@/components/sessions/use-me';
import { type Column, DataTable } from '@/components/tables/data-table';
import { useTableState } from '@/components/tables/use-table-state';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Select } from '@/components/ui/input';
import { Section } from '@/components/ui/section';
import { Time } from '@/components/ui/time';
import { type Role, roles } from '@/core/policy/actions';
import type { Member } from '@/services/members/schemas';
import { RemoveDialog, RoleDialog } from './member-dialogs';
import { membersQuery } from './queries';

/** Who belongs to the organization, and as what. */
export function MembersTab() {
  return (
    <Permitted action="members:Read">
      <Members />
    </Permitted>
  );
}

function Members() {
  const t = useTranslations('members');
  const me = useMe();
  const table = useTableState('members-');
  const members = useQuery(membersQuery({ sort: table.sort, cursor: table.cursor }));
  const [removed, setRemoved] = useState<Member | null>(null);
  const [changed, setChanged] = useState<{ member: Member; role: Role } | null>(null);
  const columns: Column<Member>[] = [
    { id: 'name', header: t('column.name'), cell: (member) => <NameCell member={member} mine={member.userId === me?.userId} /> },
    { id: 'email', header: t('column.email'), from: 'md', cell: (member) => member.email },
    { id: 'role', header: t('column.role'), cell: (member) => <RoleCell member={member} onChange={(role) => setChanged({ member, role })} /> },
    { id: 'joined', header: t('column.joined'), from: 'lg', cell: (member) => <Time at={member.createdAt} /> },
    {
      id: 'lastSeen',
      header: t('column.lastSeen'),
      from: 'md',
      cell: (member) => (member.lastSeenAt === null ? <span className="text-muted">{t('never')}</span> : <Time at={member.lastSeenAt} relative />),
    },
  ];
  return (
    <div className="space-y-4">
      <Section flush>
        <DataTable
          label={t('title')}
          columns={columns}
          query={members}
          rowKey={(member) => member.id}
          state={table}
          rowActions={(member) => (
            <Allowed action="members:Remove">
              <Button size="small" aria-label={t('removeOf', { name: member.name })} onClick={() => setRemoved(member)}>
                {t('remove')}
              </Button>
            </Allowed>
          )}
          empty={<p className="p-4 text-[13px] text-muted">{t('empty')}</p>}
        />
      </Section>
      <dl className="grid gap-x-6 gap-y-1.5 text-[13px] sm:grid-cols-[max-content_minmax(0,1fr)]">
        {roles.map((role) => (
          <div key={role} className="contents">
            <dt className="font-medium">{t(`role.${role}`)}</dt>
            <dd className="text-muted">{t(`roleText.${role}`)}</dd>
          </div>
        ))}
      </dl>
      {removed === null ? null : <RemoveDialog member={removed} onClose={() => setRemoved(null)} />}
      {changed === null ? null : <RoleDialog member={changed.member} role={changed.role} onClose={() => setChanged(null)} />}
    </div>
  );
}

function NameCell({ member, mine }: { member: Member; mine: boolean }) {
  const t = useTranslations('members');
  return (
    <span className="inline-flex items-center gap-2">
      <span className="font-medium">{member.name}</span>
      {mine ? <Badge>{t('you')}</Badge> : null}
    </span>
  );
}

function RoleCell({ member, onChange }: { member: Member; onChange: (role: Role) => void }) {
  const t = useTranslations('members');
  const refusal = useRefusal()('members:Update');
  return (
    <Select
      aria-label={t('roleOf', { name: member.name })}
      value={member.role}
      disabled={refusal !== null}
      title={refusal ?? undefined}
      onChange={(event) => onChange(event.target.value as Role)}
      className="w-36"
    >
      {roles.map((role) => (
        <option key={role} value={role}>
          {t(`role.${role}`)}
        </option>
      ))}
    </Select>
  );
}
