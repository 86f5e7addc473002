/** What the parts of the control plane need of the world. Made once, in server.ts. */
import type { Database } from '@busbar/db/database';
import type { PrivateKeyJwk } from '@busbar/shared/identity/keys';
import type { Change } from '../services/change.ts';

/** A structured log. Fields are facts (`jobId`, `hostId`, `vmId`), never payloads or secrets. */
export type Log = {
  readonly debug: (fields: object, message: string) => void;
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
  readonly error: (fields: object, message: string) => void;
};

export type ControlDeps = {
  readonly db: Database;
  readonly log: Log;
  readonly nowMs: () => number;
  readonly newId: () => string;
  /** In [0, 1). */
  readonly random: () => number;
  /** Tells every process that rows have changed. Never throws: a lost hint costs a delay, not truth. */
  readonly publish: (changes: readonly Change[]) => void;
  readonly linkKey: PrivateKeyJwk;
  readonly atRestKey: Buffer;
  /** A proxy in front ends TLS. */
  readonly trustProxy: boolean;
};
