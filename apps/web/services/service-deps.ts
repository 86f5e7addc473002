/**
 * What services get from outside. Services are plain functions `(deps, actor, input) → result`: they decide,
 * write and tell, and hold nothing between calls. They run both inside Next's bundle and in the server.
 */
import type { Database } from '@busbar/db/database';
import type { Id } from '@busbar/shared/domain/ids';

/** Something changed; whoever shows it reads it anew. A hint, never data. */
export type Change = {
  readonly entity: 'vm' | 'job' | 'host' | 'delivery' | 'webhook' | 'user' | 'session' | 'token';
  readonly id: string;
};

/** At-rest encryption. `context` names table, row and column, so that a value is useless anywhere else. */
export type SecretBox = {
  readonly encrypt: (plaintext: string, context: string) => string;
  readonly decrypt: (text: string, context: string) => string;
};

export type ServiceDeps = {
  readonly db: Database;
  readonly newId: () => Id;
  readonly now: () => Date;
  readonly randomBytes: (size: number) => Uint8Array;
  /** Tells the dispatcher to look at a job. Call after commit; a lost nudge is made good by the sweep. */
  readonly nudge: (jobId: string) => Promise<void>;
  /** Tells live pages. Call after commit. */
  readonly publish: (change: Change) => Promise<void>;
  readonly secrets: SecretBox;
  /** `sha256:…` of the control plane's key, which hosts pin when they enrol. */
  readonly controlKeyFingerprint: string;
  /** Origin that people and hosts use, without a trailing slash. */
  readonly publicUrl: string;
  /** A proxy in front ends TLS; hosts must know, because their proofs cannot be bound to a connection then. */
  readonly isProxied: boolean;
  readonly version: string;
};
