import { ec2Words } from '@/core/sentences/ec2';
import type { FleetFinding } from '../provider';
import { explainEc2Error, factsOf, isDenied } from './errors';
import type { Ec2FleetSettings } from './settings';

/** What a try of the role means: first credentials and what does not answer, then every right that lacks at once, then what the settings name wrongly. */
export function roleFinding(tries: readonly { permission: string; error: unknown }[], settings: Ec2FleetSettings): FleetFinding {
  const permissions = tries.map(({ permission, error }) => ({ name: permission, granted: error === null || !isDenied(error) }));
  return { ...judge(tries, settings), permissions };
}

function judge(tries: readonly { permission: string; error: unknown }[], settings: Ec2FleetSettings): FleetFinding {
  const failed = tries.flatMap(({ permission, error }) => (error === null ? [] : [{ permission, error }]));
  const [denied, others] = [failed.filter(({ error }) => isDenied(error)), failed.filter(({ error }) => !isDenied(error))];
  const explained = others.map(({ permission, error }) => {
    const service = permission.startsWith('ec2:') ? 'EC2' : 'Auto Scaling';
    return explainEc2Error(error, { service, permission }, settings.types[0]?.[0]);
  });
  const grave = explained.find(({ code }) => code === 'FLEET_ACCESS_DENIED' || code === 'FLEET_UNREACHABLE');
  const first = grave ?? (denied.length > 0 ? undefined : explained[0]);
  if (first !== undefined)
    return { ok: false, detail: first.details.detail ?? first.message, ...(first.details.fix === undefined ? {} : { fix: first.details.fix }) };
  const permissions = [...new Set(denied.map(({ permission, error }) => /perform:? ([a-z0-9-]+:[A-Za-z]+)/.exec(factsOf(error).message)?.[1] ?? permission))];
  const [permission] = permissions;
  if (permission !== undefined && permissions.length === 1) {
    return { ok: false, detail: ec2Words.denied({ permission }), fix: ec2Words.addPermission({ permission }) };
  }
  if (permissions.length > 0) return { ok: false, detail: ec2Words.deniedMany({ permissions }), fix: ec2Words.addPermissions({ permissions }) };
  const types = settings.types.flatMap((choice) => choice[0] ?? []);
  return { ok: true, detail: ec2Words.mayStart({ types, subnets: settings.subnets.length }) };
}
