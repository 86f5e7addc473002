import type { Role } from '@busbar/shared/domain/roles';

/** What each role may do, in a few words. */
export const roleWords: Readonly<Record<Role, string>> = {
  viewer: 'viewer: sees the fleet and its jobs',
  operator: 'operator: also provisions, runs, repairs and deletes VMs',
  administrator: 'administrator: also hosts, people, webhooks and the audit table',
};
export const roles = Object.keys(roleWords) as Role[];
export const toRole = (text: string): Role => roles.find((role) => role === text) ?? 'viewer';
