import { type Permission, permissions, type Role, roleAllows } from '@busbar/shared/domain/roles';

/** Who asks. Made by `authenticate` (people and their tokens) or `systemActor` (Busbar itself). */
export type Actor = {
  readonly type: 'user' | 'token' | 'system';
  /** Null only for the system. */
  readonly userId: string | null;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role;
  /** What may be done now: the role's permissions, for a token cut down to its scopes. */
  readonly permissions: ReadonlySet<Permission>;
  readonly ipAddress: string | null;
  /** The session that asks; null for tokens and the system. */
  readonly sessionId: string | null;
  /** When a live connection of this actor must end at the latest; null for the system. */
  readonly expiresAt: Date | null;
};

/** The permissions of a role, deny by default. */
export function permissionsOf(role: Role): ReadonlySet<Permission> {
  const all = Object.keys(permissions) as Permission[];
  return new Set(all.filter((permission) => roleAllows(role, permission)));
}

/** Busbar acting by itself, such as when it installs its own templates. */
export const systemActor: Actor = {
  type: 'system',
  userId: null,
  name: 'Busbar',
  email: null,
  role: 'administrator',
  permissions: permissionsOf('administrator'),
  ipAddress: null,
  sessionId: null,
  expiresAt: null,
};
