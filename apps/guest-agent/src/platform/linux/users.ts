/**
 * Accounts from the guest's own /etc/passwd. Name services behind the network are not asked: this must work
 * while the network is down.
 */
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { readTextIfPresent } from '../read-text.ts';

export type Account = {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
};

export function parsePasswd(passwd: string): readonly Account[] {
  return passwd.split('\n').flatMap((line) => {
    const [name, , uid, gid, , home, shell] = line.split(':');
    if (!name || uid === undefined || gid === undefined || !/^\d+$/.test(uid) || !/^\d+$/.test(gid))
      return [];
    return [{ name, uid: Number(uid), gid: Number(gid), home: home || '/', shell: shell || '/bin/sh' }];
  });
}

/** The account called `name`, or the agent's own when it is undefined. Throws `not-found`. */
export async function findAccount(options: {
  readonly root: string;
  readonly name: string | undefined;
  readonly ownUid: number;
}): Promise<Account> {
  const accounts = parsePasswd((await readTextIfPresent(join(options.root, 'etc/passwd'))) ?? '');
  if (options.name === undefined) {
    return (
      accounts.find(({ uid }) => uid === options.ownUid) ?? {
        name: String(options.ownUid),
        uid: options.ownUid,
        gid: options.ownUid,
        home: '/',
        shell: '/bin/sh',
      }
    );
  }
  const account = accounts.find(({ name }) => name === options.name);
  if (account === undefined) {
    throw new AppError('not-found', `There is no user ${JSON.stringify(options.name)} in this guest.`);
  }
  return account;
}
