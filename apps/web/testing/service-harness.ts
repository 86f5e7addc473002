/** A control plane's services on an empty database, for tests: real storage, a clock that the test moves. */
import { randomBytes } from 'node:crypto';
import { type TemporaryDatabase, temporaryDatabase } from '@busbar/db/testing/temporary-database';
import { newId } from '@busbar/shared/domain/ids';
import type { Role } from '@busbar/shared/domain/roles';
import { decryptAtRest, encryptAtRest } from '@busbar/shared/identity/at-rest';
import { type Actor, permissionsOf } from '../auth/actor.ts';
import type { AuthDeps } from '../auth/auth-deps.ts';
import type { Change } from '../services/change.ts';
import type { ServiceDeps } from '../services/service-deps.ts';

export type ServiceHarness = {
  readonly deps: ServiceDeps & AuthDeps;
  readonly storage: TemporaryDatabase;
  /** What was said after commits, in order. */
  readonly nudged: string[];
  readonly published: Change[];
  readonly advanceMs: (time: number) => void;
  /** A stored person and the actor they are when signed in. */
  readonly addPerson: (role: Role, name?: string) => Promise<Actor>;
  readonly remove: () => Promise<void>;
};

export async function serviceHarness(): Promise<ServiceHarness> {
  const storage = await temporaryDatabase();
  const key = randomBytes(32);
  const nudged: string[] = [];
  const published: Change[] = [];
  let offsetMs = 0;
  const now = (): Date => new Date(Date.now() + offsetMs);
  const deps: ServiceDeps & AuthDeps = {
    db: storage.database,
    now,
    newId: () => newId({ nowMs: () => now().getTime(), randomBytes }),
    randomBytes,
    nudge: async (jobId) => void nudged.push(jobId),
    publish: async (change) => void published.push(change),
    secrets: {
      encrypt: (plaintext, context) => encryptAtRest(key, plaintext, context),
      decrypt: (text, context) => decryptAtRest(key, text, context),
    },
    controlKeyFingerprint: `sha256:${'A'.repeat(43)}`,
    isProxied: false,
    publicUrl: 'http://busbar.test',
    version: '0.0.0',
    cookieSecret: randomBytes(32).toString('hex'),
  };
  const addPerson = async (role: Role, name: string = role): Promise<Actor> => {
    const id = deps.newId();
    const email = `${name}@busbar.test`;
    await deps.db.write((transaction) => transaction.user.create({ data: { id, name, email, role } }));
    return {
      type: 'user',
      userId: id,
      name,
      email,
      role,
      permissions: permissionsOf(role),
      ipAddress: '192.0.2.1',
      sessionId: null,
      expiresAt: null,
    };
  };
  return {
    deps,
    storage,
    nudged,
    published,
    advanceMs: (time) => {
      offsetMs += time;
    },
    addPerson,
    remove: storage.remove,
  };
}
