'use client';
import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CirclePause,
  CircleSlash,
  LoaderCircle,
  type LucideIcon,
  Moon,
  RotateCcw,
  TriangleAlert,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Badge, type Tone } from './badge';

const looks: Record<string, { tone: Tone; icon: LucideIcon; moving?: boolean }> = {};
const look = (tone: Tone, icon: LucideIcon, states: string, moving = false): void => {
  for (const state of states.split(' ')) looks[state] = { tone, icon, moving };
};
look('ok', CircleCheck, 'InService Ready Succeeded Done Passed ok Production');
look('info', LoaderCircle, 'Creating Updating Waking Deleting Checking Uploading Verifying Running InProgress Baking Starting Pulling Loading WarmingUp', true);
look('info', CircleDashed, 'Queued Pending Preparing Staging');
look('warn', TriangleAlert, 'Degraded BackOff degraded Quarantined');
look('warn', RotateCcw, 'RollingBack');
look('bad', CircleAlert, 'Failed Lost down PartlyFailed');
look('neutral', CirclePause, 'Stopped Paused Draining');
look('neutral', Moon, 'ScaledToZero');
look('neutral', CircleSlash, 'Terminated Cancelled RolledBack Superseded Skipped');
look('neutral', Ban, 'Archived Revoked Expired');
look('ok', CircleDot, 'Active');

/** A state as word, icon and colour: the API's own word, translated. Unknown states show as they are. */
export function StateBadge({ state }: { state: string }) {
  const t = useTranslations('states');
  const { tone, icon: Icon, moving } = looks[state] ?? { tone: 'neutral' as const, icon: CircleDashed };
  return (
    <Badge tone={tone} icon={<Icon aria-hidden className={moving ? 'size-3 animate-spin [animation-duration:2s]' : 'size-3'} />}>
      {t.has(state) ? t(state) : state}
    </Badge>
  );
}
