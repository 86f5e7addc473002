import { rename } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** Windows says one of these while somebody has the file open. */
const busyCodes = ['EPERM', 'EACCES', 'EBUSY'];
/** Pauses of 10, 20, 40, … ms: two and a half seconds in all, longer than a virus scanner looks at a small file. */
const attempts = 8;
const firstPauseMs = 10;

export type ReplaceOptions = {
  /** Default: this machine's. */
  readonly platform?: NodeJS.Platform;
  readonly move?: (from: string, to: string) => Promise<void>;
};

/**
 * Puts a file in the place of another. On Windows that fails while anybody has the other one open, as virus scanners and
 * indexers do for a moment after each write; so it is tried again there.
 */
export async function replaceFile(from: string, to: string, options: ReplaceOptions = {}): Promise<void> {
  const { platform = process.platform, move = rename } = options;
  for (let attempt = 1; ; attempt++) {
    try {
      return await move(from, to);
    } catch (error) {
      const isBusy = platform === 'win32' && busyCodes.includes((error as NodeJS.ErrnoException).code ?? '');
      if (!isBusy || attempt === attempts) throw error;
    }
    await delay(firstPauseMs * 2 ** (attempt - 1));
  }
}
