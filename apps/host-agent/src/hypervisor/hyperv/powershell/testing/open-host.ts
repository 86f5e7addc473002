import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '@busbar/shared/errors/app-error';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { expect, onTestFinished } from 'vitest';
import type { CmdletCall } from '../../hyperv-host.ts';
import { standInCommand } from '../host-command.ts';
import { PowerShellHost, type PowerShellHostOptions } from '../powershell-host.ts';

export const double = fileURLToPath(new URL('./double.ts', import.meta.url));
export const never = new AbortController().signal;

/** A host over the double of PowerShell, closed when the test is over. */
export function open(
  args: readonly string[] = [],
  options: Partial<PowerShellHostOptions> = {},
): PowerShellHost {
  const host = new PowerShellHost({
    command: standInCommand([process.execPath, double, ...args]),
    ...options,
  });
  onTestFinished(() => host.close());
  return host;
}

/** What the double does is said by the name. */
export const named = (Name: string): CmdletCall => ({ cmdlet: 'Get-VM', parameters: { Name }, select: null });

export type Told = { readonly pid: number; readonly seen: number; readonly parameters: unknown };
export const ask = async (host: PowerShellHost, name = 'x'): Promise<Told> =>
  (await host.query(named(name), never))[0] as Told;

export const failureOf = async (promise: Promise<unknown>): Promise<AppError> => {
  const thrown = await promise.then(
    () => new Error('It did not fail.'),
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(AppError);
  return thrown as AppError;
};

export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** For calls that last until the file is there. */
export async function releaseFile(): Promise<{
  readonly path: string;
  readonly release: () => Promise<void>;
}> {
  const folder = await temporaryDirectory();
  onTestFinished(folder.remove);
  const path = join(folder.path, 'go');
  return { path, release: () => writeFile(path, '') };
}
