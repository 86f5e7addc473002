/** Faults that a test asks for: what goes wrong, with which cmdlet, how often. */
import { z } from 'zod';
import { HypervError, hresults } from '../call/hyperv-error.ts';

export const Fault = z.object({
  /** Name of a cmdlet or an operation; `*` for all. */
  cmdlet: z.string().min(1),
  /**
   * - `slow`: takes `delayMs` longer, then does what it should.
   * - `held`: goes no further until the faults are set anew, then does what it should.
   * - `hang`: is never answered, and does nothing.
   * - `crash`: the process dies before it does anything. `crash-after`: it has done it, and dies before it says so.
   * - the others: the documented error.
   */
  kind: z.enum([
    ...(['slow', 'held', 'hang', 'crash', 'crash-after'] as const),
    ...(['access-denied', 'out-of-memory', 'disk-full', 'object-in-use', 'not-found-after-boot'] as const),
  ]),
  delayMs: z.number().int().min(0).max(600_000).default(1_000),
  /** How often it happens. Default: until the faults are set anew. */
  times: z.number().int().min(1).nullable().default(null),
});
export type Fault = z.infer<typeof Fault>;

const errors: Partial<Record<Fault['kind'], () => HypervError>> = {
  'access-denied': () =>
    new HypervError(
      'AccessDenied',
      'You do not have the required permission to complete this task. Contact the administrator of the authorization policy for the computer.',
      hresults.accessDenied,
    ),
  'out-of-memory': () =>
    new HypervError(
      'OutOfMemory',
      'Not enough memory in the system to complete the operation.',
      hresults.outOfMemory,
    ),
  'disk-full': () =>
    new HypervError(
      'OperationFailed',
      'There is not enough space on the disk. (0x80070070)',
      hresults.diskFull,
    ),
  'object-in-use': () =>
    new HypervError(
      'ObjectInUse',
      'The operation cannot be performed while the object is in use. (0x80070020)',
      hresults.sharingViolation,
    ),
  'not-found-after-boot': () =>
    new HypervError(
      'ObjectNotFound',
      'Hyper-V encountered an error trying to access an object on the computer because the object was not found. The object might have been deleted. Verify that the Virtual Machine Management service on the computer is running.',
    ),
};

export const errorOfFault = ({ kind }: Fault): HypervError | null => errors[kind]?.() ?? null;

export class Faults {
  #faults: { readonly fault: Fault; left: number }[] = [];

  #release = Promise.withResolvers<void>();
  #count = 0;

  /** How many have happened since the host began. */
  get count(): number {
    return this.#count;
  }

  /** Until the faults are set anew. */
  get released(): Promise<void> {
    return this.#release.promise;
  }

  /** Replaces all, and lets go on what was held. */
  set(faults: readonly Fault[]): void {
    this.#release.resolve();
    this.#release = Promise.withResolvers();
    this.#faults = faults.map((fault) => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }));
  }

  /** The first that fits, which has then happened once more. */
  take(cmdlet: string): Fault | null {
    const found = this.#faults.find(
      ({ fault, left }) => left > 0 && (fault.cmdlet === '*' || fault.cmdlet === cmdlet),
    );
    if (found === undefined) return null;
    found.left -= 1;
    this.#count += 1;
    return found.fault;
  }
}
