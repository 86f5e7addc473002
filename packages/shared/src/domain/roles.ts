import { z } from 'zod';

export const Role = z.enum(['administrator', 'operator', 'viewer']);
export type Role = z.infer<typeof Role>;

/** Everything a person or a token may be allowed to do. Services name one of these; nothing else decides. */
export const permissions = {
  'fleet.read': 'viewer',
  'job.read': 'viewer',
  'webhook.read': 'operator',
  'audit.read': 'administrator',
  'vm.provision': 'operator',
  'vm.power': 'operator',
  'vm.resize': 'operator',
  'vm.delete': 'operator',
  'vm.checkpoint': 'operator',
  'vm.media': 'operator',
  'vm.disk': 'operator',
  'vm.move': 'operator',
  'vm.export': 'operator',
  'vm.import': 'operator',
  'vm.backup': 'operator',
  'vm.restore': 'operator',
  'image.write': 'operator',
  'vm.clone': 'operator',
  'vm.shell': 'operator',
  'vm.exec': 'operator',
  'job.cancel': 'operator',
  'job.retry': 'operator',
  'template.write': 'operator',
  'webhook.write': 'administrator',
  'host.enrol': 'administrator',
  'host.write': 'administrator',
  'host.switch': 'administrator',
  'people.write': 'administrator',
  'settings.write': 'administrator',
} as const satisfies Record<string, Role>;
export type Permission = keyof typeof permissions;
export const Permission = z.enum(Object.keys(permissions) as [Permission, ...Permission[]]);

const rank: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, administrator: 2 };

/** Deny by default: a role may do what its own rank or a lower one is named for. */
export function roleAllows(role: Role, permission: Permission): boolean {
  return rank[role] >= rank[permissions[permission]];
}
