/**
 * Hyper-V as the driver sees it: documented cmdlets called by name, their projected results, and changes told as
 * they happen. Behind it is Windows PowerShell, or the simulator at the same boundary.
 */

/** Stands for the one object that a `Get-` call returns: a VM is named by its id, never by its name, which may be anybody's. */
export type CmdletReference = {
  readonly $from: {
    readonly cmdlet: string;
    readonly parameters: CmdletParameters;
    /** Which of the objects, by equality of properties. Default: there must be only one. */
    readonly where?: Readonly<Record<string, string | number | boolean | null>>;
  };
};

export type CmdletValue = string | number | boolean | null | readonly (string | number)[] | CmdletReference;
export type CmdletParameters = Readonly<Record<string, CmdletValue>>;

export type CmdletCall = {
  /** Bare name of a cmdlet in the catalogue, or an operation of the host script (`Get-BusbarVMSummary`). */
  readonly cmdlet: string;
  readonly parameters: CmdletParameters;
  /** Projection of the results; null for none. */
  readonly select: string | null;
  /** Runs with `-AsJob`, so that progress is told. Default: false. */
  readonly asJob?: boolean;
};

export type WorkOptions = {
  readonly signal: AbortSignal;
  /** Default: 10 minutes. */
  readonly timeoutMs?: number;
  readonly onProgress?: (percent: number) => void;
};

export type HypervEvent = { readonly kind: 'changed' | 'gone'; readonly vmId: string };

/**
 * Results come as they were said; whoever asks parses them.
 *
 * @throws AppError with Hyper-V's own identifier in `details.identifier` and a code that fits it.
 */
export interface HypervHost {
  /** Short questions; they never wait behind long work. */
  query(call: CmdletCall, signal: AbortSignal): Promise<readonly unknown[]>;
  work(call: CmdletCall, options: WorkOptions): Promise<readonly unknown[]>;
  /** Until the signal aborts. */
  watch(onEvent: (event: HypervEvent) => void, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
