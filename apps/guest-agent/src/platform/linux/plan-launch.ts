/** From a request to run something (exec or shell) to the exact process: who, where, with what. */
import { stat } from 'node:fs/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import type { Launch, LaunchRequest } from '../../exec/launch.ts';
import { findProgram } from './find-program.ts';
import { type Account, findAccount } from './users.ts';

export type LaunchDeps = { readonly root: string; readonly ownUid: number };

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export async function planLaunch(deps: LaunchDeps, request: LaunchRequest): Promise<Launch> {
  const account = await findAccount({ root: deps.root, name: request.user, ownUid: deps.ownUid });
  const env = { ...accountEnvironment(account), ...request.env };
  const cwd = await chooseFolder(request.cwd, account);
  const [name = account.shell, ...rest] = request.argv ?? [account.shell, '-l'];
  const program = await findProgram(name, env.PATH ?? defaultPath, cwd);
  const argv = [program, ...rest] as const;
  return { argv, env, cwd, account, switchTo: whomToBecome(account, deps), program: name };
}

const accountEnvironment = (account: Account): Record<string, string> => ({
  PATH: defaultPath,
  HOME: account.home,
  USER: account.name,
  LOGNAME: account.name,
  SHELL: account.shell,
  LANG: 'C.UTF-8',
});

async function chooseFolder(cwd: string | undefined, account: Account): Promise<string> {
  if (cwd !== undefined && !cwd.startsWith('/')) {
    throw new AppError('invalid-input', `The working directory ${JSON.stringify(cwd)} is not absolute.`);
  }
  const folder = cwd ?? account.home;
  const facts = await stat(folder).catch((cause: unknown) => toMissing(folder, cause));
  if (facts instanceof AppError || !facts.isDirectory()) {
    // A home that is not there must not keep a person from repairing the guest.
    if (cwd === undefined) return '/';
    throw facts instanceof AppError ? facts : toMissing(folder, undefined);
  }
  return folder;
}

const toMissing = (folder: string, cause: unknown): AppError =>
  new AppError('not-found', `The working directory ${JSON.stringify(folder)} is not there.`, { cause });

function whomToBecome(account: Account, deps: LaunchDeps): Launch['switchTo'] {
  // Accounts may share one uid (a sandbox that can map only one): nothing to switch then.
  if (account.uid === deps.ownUid) return null;
  if (deps.ownUid !== 0) {
    throw new AppError('forbidden', `The agent is not root here, so it cannot act as ${account.name}.`);
  }
  return { uid: account.uid, gid: account.gid };
}

/**
 * What is spawned. Node's own `uid` and `gid` drop supplementary groups; setpriv (util-linux) takes all of the
 * account's and replaces itself by the program, so the pid is the program's.
 */
export async function spawnCommand({ argv, switchTo }: Launch): Promise<readonly [string, ...string[]]> {
  if (switchTo === null) return argv;
  const setpriv = await findProgram('setpriv', defaultPath, '/');
  return [setpriv, `--reuid=${switchTo.uid}`, `--regid=${switchTo.gid}`, '--init-groups', '--', ...argv];
}
