/**
 * What services get from outside. Services are plain functions `(deps, actor, input) → result`: they decide,
 * write and tell, and hold nothing between calls.
 */
import type { Database } from '@busbar/db/database';
import type { Id } from '@busbar/shared/domain/ids';
import type { Change } from './change.ts';

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
