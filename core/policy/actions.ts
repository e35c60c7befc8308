/** Every action, `<nouns>:<Verb>`. Roles, API keys and policies speak of these. */
export const actions = [
  'models:Read',
  'models:Upload',
  'models:Update',
  'models:Delete',
  'models:Approve',
  'models:Download',
  'endpoints:Read',
  'endpoints:Deploy',
  'endpoints:Stop',
  'endpoints:Start',
  'endpoints:Delete',
  'endpoints:Invoke',
  'metrics:Read',
  'logs:Read',
  'usage:Read',
  'usage:ReadAll',
  'prices:Update',
  'audit:Read',
  'audit:ReadAll',
  'keys:Read',
  'keys:Create',
  'keys:Revoke',
  'members:Read',
  'members:Invite',
  'members:Update',
  'members:Remove',
  'instances:Read',
  'settings:Read',
  'settings:Update',
  'drafts:Write',
] as const; // prettier-ignore
export type Action = (typeof actions)[number];

export const roles = ['viewer', 'engineer', 'manager', 'admin'] as const;
export type Role = (typeof roles)[number];

const reads = ['models:Read', 'endpoints:Read', 'metrics:Read', 'usage:Read', 'instances:Read', 'keys:Read'];

/** What each role may do (CONSOLE.md section 10): one table for menu, buttons and server. */
export const roleActions: Record<Role, readonly string[]> = {
  viewer: [...reads, 'audit:Read'],
  engineer: [
    ...reads,
    'audit:Read',
    'logs:Read',
    'models:Upload',
    'models:Update',
    'models:Delete',
    'models:Download',
    'endpoints:*',
    'keys:*',
    'drafts:Write',
    'settings:Read',
  ],
  manager: [...reads, 'usage:ReadAll', 'prices:Update', 'audit:Read', 'audit:ReadAll', 'members:Read', 'endpoints:Stop'],
  admin: ['*'],
};

/** True when one of `granted` covers `action`; `*` covers all, `endpoints:*` all of a noun. */
export function covers(granted: readonly string[], action: string): boolean {
  for (const grant of granted) {
    if (grant === '*' || grant === action) return true;
    if (grant.endsWith(':*') && action.startsWith(grant.slice(0, -1))) return true;
  }
  return false;
}

/** Where a role lands after sign-in. */
export const landingPage: Record<Role, string> = { viewer: '/overview', engineer: '/overview', manager: '/billing', admin: '/overview' };
