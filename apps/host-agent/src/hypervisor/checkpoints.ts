/** An optional ability of a driver (`checkpoints` in its facts): states of a VM that are kept and returned to. */

export type Checkpoint = {
  /** The hypervisor's own. */
  readonly id: string;
  readonly name: string;
  /** The checkpoint on which this one was made; null for the first. */
  readonly parentId: string | null;
  /** Milliseconds since 1970 on the host's clock. */
  readonly createdAt: number;
  /** Whether the VM as it is now was made from this one. */
  readonly isCurrent: boolean;
};

export interface Checkpoints {
  list(vmId: string, signal: AbortSignal): Promise<readonly Checkpoint[]>;
  /**
   * Keeps the VM as it is; a running one with its memory. Idempotent by name: one that has it already is returned.
   * Errors: `not-found` (VM), `invalid-input` (name).
   */
  create(vmId: string, name: string, signal: AbortSignal): Promise<Checkpoint>;
  /** Returns the VM to it; what has changed since is lost. Afterwards the VM is off, or paused with its memory. */
  apply(vmId: string, checkpointId: string, signal: AbortSignal): Promise<void>;
  /** Error: `already-exists` when another checkpoint of the VM has the name. */
  rename(vmId: string, checkpointId: string, name: string, signal: AbortSignal): Promise<void>;
  /** The VM and later checkpoints stay as they are. Idempotent. */
  remove(vmId: string, checkpointId: string, signal: AbortSignal): Promise<void>;
}

export interface HasCheckpoints {
  readonly checkpoints: Checkpoints;
}
