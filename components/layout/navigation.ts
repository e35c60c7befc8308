import {
  Activity,
  BookOpen,
  Boxes,
  ChartLine,
  CirclePlay,
  CreditCard,
  Gauge,
  KeyRound,
  type LucideIcon,
  ScrollText,
  Server,
  Settings,
  ShieldCheck,
  Waypoints,
} from 'lucide-react';
import { paths } from '@/components/paths';
import type { Action } from '@/core/policy/actions';

export interface NavItem {
  /** Key of `layout.nav`. */
  readonly key: string;
  readonly href: string;
  readonly icon: LucideIcon;
  /** Who may not do this does not see it. */
  readonly action: Action | null;
}

export interface NavGroup {
  readonly key: string;
  readonly items: readonly NavItem[];
}

export const navigation: readonly NavGroup[] = [
  {
    key: 'build',
    items: [
      { key: 'overview', href: paths.overview(), icon: Gauge, action: 'endpoints:Read' },
      { key: 'models', href: paths.models(), icon: Boxes, action: 'models:Read' },
      { key: 'playground', href: paths.playground(), icon: CirclePlay, action: 'endpoints:Invoke' },
    ],
  },
  { key: 'serve', items: [{ key: 'endpoints', href: paths.endpoints(), icon: Waypoints, action: 'endpoints:Read' }] },
  {
    key: 'observe',
    items: [
      { key: 'monitoring', href: paths.monitoring(), icon: ChartLine, action: 'metrics:Read' },
      { key: 'logs', href: paths.logs(), icon: ScrollText, action: 'logs:Read' },
    ],
  },
  { key: 'spend', items: [{ key: 'billing', href: paths.billing(), icon: CreditCard, action: 'usage:Read' }] },
  {
    key: 'govern',
    items: [
      { key: 'access', href: paths.access(), icon: KeyRound, action: 'keys:Read' },
      { key: 'audit', href: paths.audit(), icon: ShieldCheck, action: 'audit:Read' },
    ],
  },
  {
    key: 'platform',
    items: [
      { key: 'fleet', href: paths.fleet(), icon: Server, action: 'instances:Read' },
      { key: 'status', href: paths.status(), icon: Activity, action: null },
      { key: 'settings', href: paths.settings(), icon: Settings, action: null },
      { key: 'docs', href: paths.docs(), icon: BookOpen, action: null },
    ],
  },
];
