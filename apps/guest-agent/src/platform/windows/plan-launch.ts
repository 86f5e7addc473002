/** From a request to run something (exec or shell) to the exact process, on Windows. */
import { stat } from 'node:fs/promises';
import { win32 } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { withVariables } from '@busbar/shared/native/windows-arguments';
import type { Launch, LaunchRequest } from '../../exec/launch.ts';
import { findProgram } from './find-program.ts';

export type WindowsAccount = {
  /** As Windows names it, such as `SYSTEM`. */
  readonly name: string;
  readonly domain: string;
};

export type WindowsLaunchDeps = {
  readonly account: WindowsAccount;
  /** Of the agent itself, which its programs begin with. */
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/** The first of them that is there. Server Core has both; Nano Server has only the last. */
const shells = ['powershell.exe', 'cmd.exe'] as const;

export async function planLaunch(deps: WindowsLaunchDeps, request: LaunchRequest): Promise<Launch> {
  refuseOtherUser(deps.account, request.user);
  const env = withVariables(deps.environment, request.env);
  const cwd = await chooseFolder(env, request.cwd);
  const [program, ...rest] = request.argv ?? [await chooseShell(env, cwd)];
  if (program === undefined) throw new AppError('invalid-input', 'There is no program to run.');
  const found = await findProgram(searchFor(program, env, cwd));
  return { argv: [found, ...rest], env, cwd, account: deps.account, switchTo: null, program };
}

/**
 * Windows starts a program as somebody else only with that account's password (or a logon of it that is there already),
 * neither of which the agent has.
 */
export function refuseOtherUser({ name, domain }: WindowsAccount, wanted: string | undefined): void {
  const own = [name, `${domain}\\${name}`, `.\\${name}`].map((one) => one.toLowerCase());
  if (wanted === undefined || own.includes(wanted.toLowerCase())) return;
  throw new AppError('unsupported', `Programs run as ${name} here, not as ${JSON.stringify(wanted)}.`, {
    userMessage: `In a Windows guest programs and shells run as the account of the agent, ${name}. To act as ${JSON.stringify(wanted)}, use runas or a scheduled task inside.`,
  });
}

const searchFor = (program: string, env: Readonly<Record<string, string>>, cwd: string) => ({
  program,
  cwd,
  path: variable(env, 'PATH') ?? '',
  extensions: variable(env, 'PATHEXT') ?? '.COM;.EXE',
});

async function chooseShell(env: Readonly<Record<string, string>>, cwd: string): Promise<string> {
  for (const shell of shells) {
    try {
      return await findProgram(searchFor(shell, env, cwd));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
    }
  }
  throw new AppError('not-found', `This guest has neither ${shells.join(' nor ')} in its PATH.`);
}

/** Names of variables are the same in any case. */
export function variable(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
): string | undefined {
  const key = Object.keys(env).find((known) => known.toUpperCase() === name);
  return key === undefined ? undefined : env[key];
}

async function chooseFolder(env: Readonly<Record<string, string>>, cwd: string | undefined): Promise<string> {
  if (cwd !== undefined && !/^([a-z]:[\\/]|\\\\)/i.test(cwd)) {
    throw new AppError('invalid-input', `The working directory ${JSON.stringify(cwd)} is not absolute.`);
  }
  const drive = variable(env, 'SYSTEMDRIVE') ?? 'C:';
  const folder = cwd ?? variable(env, 'USERPROFILE') ?? `${drive}\\`;
  const isThere = await stat(folder).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
  if (isThere) return win32.normalize(folder);
  // A profile that is not there must not keep a person from repairing the guest.
  if (cwd === undefined) return `${drive}\\`;
  throw new AppError('not-found', `The working directory ${JSON.stringify(cwd)} is not there.`);
}
