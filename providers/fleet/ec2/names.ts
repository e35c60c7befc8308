import { createHash } from 'node:crypto';
import type { InstanceGroup } from '../provider';

/** Tags on everything the fleet makes. Policies and the sweep go by `installation`; the rest is for people and for binding. */
export const tagKeys = {
  installation: 'aimass:installation',
  purpose: 'aimass:purpose',
  endpoint: 'aimass:endpoint',
  endpointId: 'aimass:endpoint-id',
  variant: 'aimass:variant',
  type: 'aimass:type',
  /** Our id of the instance; an instance without it is capacity that nobody has claimed yet. */
  instance: 'aimass:instance',
} as const;

export const purpose = 'serving';
export const hookName = 'aimass-drain';

const digest = (text: string, length: number): string => createHash('sha256').update(text).digest('hex').slice(0, length);

/**
 * The Auto Scaling group of a variant and a type. The name follows from what it is for, so that creating it twice finds the first one; a variant
 * that changes its type has two groups until the old one is empty.
 */
export function groupName(installation: string, group: InstanceGroup, type: string): string {
  const readable = `${group.endpoint}-${group.variant}`.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 60);
  return `aimass-${installation}-${readable}-${digest(`${group.endpointId}\n${group.variant}\n${type}`, 10)}`;
}

/** A launch template's name holds a digest of its content: another content is another template. */
export function templateName(installation: string, type: string, content: unknown): string {
  return `aimass-${installation}-${type}-${digest(JSON.stringify(content), 12)}`;
}
