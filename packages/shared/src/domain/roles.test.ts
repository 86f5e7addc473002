import { describe, expect, it } from 'vitest';
import { type Permission, permissions, Role, roleAllows } from './roles.ts';

const all = Object.keys(permissions) as Permission[];

describe('roles', () => {
  it('give an administrator everything', () => {
    expect(all.filter((permission) => !roleAllows('administrator', permission))).toEqual([]);
  });

  it('let a viewer only read', () => {
    expect(all.filter((permission) => roleAllows('viewer', permission))).toEqual(['fleet.read', 'job.read']);
  });

  it('keep people, hosts, settings, webhooks and the audit trail from an operator', () => {
    const denied = all.filter((permission) => !roleAllows('operator', permission));
    expect(denied.sort()).toEqual(
      [
        'audit.read',
        'host.enrol',
        'host.switch',
        'host.write',
        'people.write',
        'settings.write',
        'webhook.write',
      ].sort(),
    );
  });

  it('name a role that exists for every permission', () => {
    for (const role of Object.values(permissions)) expect(Role.options).toContain(role);
  });
});
