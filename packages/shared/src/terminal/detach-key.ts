/** The key by which a person leaves a terminal that goes on without them. Pure. */
import { AppError } from '../errors/app-error.ts';

/** As `telnet` and `virsh console` have it. */
export const defaultDetachKey = 'ctrl-]';

/** The byte that a terminal sends for a key such as `ctrl-]` or `ctrl-q`. @throws `invalid-input` */
export function detachByteOf(key: string): number {
  const letter = /^(?:ctrl-|\^)([a-z\\\]^_])$/i.exec(key)?.[1]?.toUpperCase();
  if (letter !== undefined) return letter.charCodeAt(0) & 0x1f;
  throw new AppError(
    'invalid-input',
    `${key} is no key to detach with; such are ctrl-], ctrl-q and ctrl-\\.`,
  );
}

export type Typed = {
  /** What the program gets. */
  readonly bytes: Buffer;
  readonly isDetaching: boolean;
};

/** What comes before the key is the program's, what comes after it nobody's. */
export function takeTyped(chunk: Buffer, detachByte: number): Typed {
  const at = chunk.indexOf(detachByte);
  return { bytes: at === -1 ? chunk : chunk.subarray(0, at), isDetaching: at !== -1 };
}
