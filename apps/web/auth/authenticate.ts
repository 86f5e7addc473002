/**
 * Who asks: the one way by which cookies and API tokens become an actor, for procedures, sockets and plain
 * HTTP alike. It decides who someone is, never what they may do.
 */
import { Permission, Role } from '@busbar/shared/domain/roles';
import { type Actor, permissionsOf } from './actor.ts';
import { bearerToken, hashToken } from './api-token.ts';
import { type AuthDeps, clientAddressHeader } from './auth-deps.ts';
import { authOf } from './better-auth.ts';

/** How stale "last used" may be: a write per request would be too many. */
const seenIntervalMs = 5 * 60_000;

/**
 * Null when nobody is signed in, the session or token has ended, or the person is disabled. A request that
 * carries an Authorization header is judged by that alone, never by a cookie beside it.
 */
export async function authenticate(deps: AuthDeps, headers: Headers): Promise<Actor | null> {
  if (headers.has('authorization')) return byToken(deps, headers);
  return bySession(deps, headers);
}

async function bySession(deps: AuthDeps, headers: Headers): Promise<Actor | null> {
  if (!headers.has('cookie')) return null;
  const found = await authOf(deps).api.getSession({ headers, query: { disableRefresh: true } });
  if (found === null || found.user.disabledAt != null) return null;
  const { user, session } = found;
  const role = Role.safeParse(user.role);
  if (!role.success) return null;
  await noteSeen(deps, session.id, new Date(session.updatedAt));
  return {
    type: 'user',
    userId: user.id,
    name: user.name,
    email: user.email,
    role: role.data,
    permissions: permissionsOf(role.data),
    ipAddress: headers.get(clientAddressHeader),
    sessionId: session.id,
    expiresAt: new Date(session.expiresAt),
  };
}

async function byToken(deps: AuthDeps, headers: Headers): Promise<Actor | null> {
  const token = bearerToken(headers);
  if (token === null) return null;
  const row = await deps.db.read.apiToken.findUnique({ where: { tokenHash: hashToken(token) } });
  const now = deps.now();
  if (row === null || row.revokedAt !== null || row.expiresAt <= now) return null;
  const user = await deps.db.read.user.findUnique({ where: { id: row.userId } });
  const role = Role.safeParse(user?.role);
  if (user === null || user.disabledAt !== null || !role.success) return null;
  if (row.lastUsedAt === null || now.getTime() - row.lastUsedAt.getTime() > seenIntervalMs) {
    await deps.db.write((transaction) =>
      transaction.apiToken.updateMany({ where: { id: row.id }, data: { lastUsedAt: now } }),
    );
  }
  const scopes = new Set(Permission.array().catch([]).parse(JSON.parse(row.scopes)));
  return {
    type: 'token',
    userId: user.id,
    name: `${user.name} (token ${row.name})`,
    email: user.email,
    role: role.data,
    permissions: new Set([...permissionsOf(role.data)].filter((permission) => scopes.has(permission))),
    ipAddress: headers.get(clientAddressHeader),
    sessionId: null,
    expiresAt: row.expiresAt,
  };
}

async function noteSeen(deps: AuthDeps, sessionId: string, lastSeen: Date): Promise<void> {
  const now = deps.now();
  if (now.getTime() - lastSeen.getTime() <= seenIntervalMs) return;
  await deps.db.write((transaction) =>
    transaction.session.updateMany({ where: { id: sessionId }, data: { updatedAt: now } }),
  );
}
