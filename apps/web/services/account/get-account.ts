import { Permission, Role } from '@busbar/shared/domain/roles';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { requirePerson } from '../authorize.ts';
import type { ServiceDeps } from '../service-deps.ts';

export const AccountResult = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string(), role: Role }),
  sshKeys: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      publicKey: z.string(),
      fingerprint: z.string(),
      createdAt: z.date(),
    }),
  ),
  tokens: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      prefix: z.string(),
      scopes: z.array(Permission),
      expiresAt: z.date(),
      lastUsedAt: z.date().nullable(),
      createdAt: z.date(),
    }),
  ),
  sessions: z.array(
    z.object({
      id: z.string(),
      createdAt: z.date(),
      ipAddress: z.string().nullable(),
      userAgent: z.string().nullable(),
      isCurrent: z.boolean(),
    }),
  ),
});

export async function getAccount(deps: ServiceDeps, actor: Actor): Promise<z.infer<typeof AccountResult>> {
  const userId = requirePerson(actor);
  const { read } = deps.db;
  const [user, sshKeys, tokens, sessions] = await Promise.all([
    read.user.findUniqueOrThrow({ where: { id: userId } }),
    read.sshKey.findMany({ where: { userId }, orderBy: { id: 'asc' } }),
    read.apiToken.findMany({ where: { userId, revokedAt: null }, orderBy: { id: 'desc' } }),
    read.session.findMany({
      where: { userId, expiresAt: { gt: deps.now() } },
      orderBy: { createdAt: 'desc' },
    }),
  ]);
  return {
    user: { id: user.id, name: user.name, email: user.email, role: actor.role },
    sshKeys: sshKeys.map(({ id, name, publicKey, fingerprint, createdAt }) => ({
      id,
      name,
      publicKey,
      fingerprint,
      createdAt,
    })),
    tokens: tokens.map(({ id, name, prefix, scopes, expiresAt, lastUsedAt, createdAt }) => ({
      id,
      name,
      prefix,
      scopes: Permission.array().catch([]).parse(JSON.parse(scopes)),
      expiresAt,
      lastUsedAt,
      createdAt,
    })),
    sessions: sessions.map(({ id, createdAt, ipAddress, userAgent }) => ({
      id,
      createdAt,
      ipAddress,
      userAgent,
      isCurrent: id === actor.sessionId,
    })),
  };
}
