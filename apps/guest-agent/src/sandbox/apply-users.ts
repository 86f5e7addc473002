/** `groups` and `users`: accounts in the guest's own files, homes and SSH keys. Passwords stay locked. */
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readTextIfPresent } from '../platform/read-text.ts';
import {
  addAccount,
  addGroup,
  addLockedPassword,
  addMember,
  freeId,
  hasEntry,
  idOf,
} from './account-files.ts';
import type { CloudConfig, SeedUser } from './seed-documents.ts';

export type ApplyDeps = {
  readonly root: string;
  /** False where only one uid is mapped: every account then shares uid 0. */
  readonly hasOwnUids: boolean;
  readonly log: (line: string) => Promise<void>;
};

/** cloud-init's default account on Debian. */
const defaultUser: SeedUser = { name: 'debian', gecos: 'Debian', shell: '/bin/bash' };
const ignoredKeys = [
  'sudo',
  'doas',
  'passwd',
  'hashed_passwd',
  'plain_text_passwd',
  'expiredate',
  'selinux_user',
];

export async function applyUsers(deps: ApplyDeps, config: CloudConfig): Promise<void> {
  for (const [group, members] of groupsOf(config.groups)) {
    await ensureGroup(deps, group);
    for (const member of members) await edit(deps, 'etc/group', (text) => addMember(text, group, member));
  }
  for (const [index, entry] of (config.users ?? ['default']).entries()) {
    const user = typeof entry !== 'string' ? entry : entry === 'default' ? defaultUser : { name: entry };
    const keys = [
      ...(user.ssh_authorized_keys ?? []),
      ...(index === 0 ? (config.ssh_authorized_keys ?? []) : []),
    ];
    await applyUser(deps, { ...user, ssh_authorized_keys: keys });
  }
}

/** A list of names, or of `{ name: [members] }`, or such a mapping itself. */
function groupsOf(groups: unknown): [string, string[]][] {
  if (groups === undefined || groups === null) return [];
  if (typeof groups === 'string') return groups.split(',').map((name) => [name.trim(), []]);
  if (Array.isArray(groups)) return groups.flatMap((group) => groupsOf(group));
  return Object.entries(groups as Record<string, unknown>).map(([name, members]) => [
    name,
    (Array.isArray(members) ? members : members === null ? [] : [members]).map(String),
  ]);
}

async function applyUser(deps: ApplyDeps, user: SeedUser): Promise<void> {
  const passwd = await read(deps, 'etc/passwd');
  if (!hasEntry(passwd, user.name)) await makeAccount(deps, user, passwd);
  for (const group of user.groups ?? []) {
    await ensureGroup(deps, group);
    await edit(deps, 'etc/group', (text) => addMember(text, group, user.name));
  }
  const keys = user.ssh_authorized_keys ?? [];
  if (keys.length > 0) await writeKeys(deps, user, keys);
  for (const key of ignoredKeys.filter((name) => name in user)) {
    await deps.log(`user ${user.name}: ${key} is not applied here`);
  }
}

async function makeAccount(deps: ApplyDeps, user: SeedUser, passwd: string): Promise<void> {
  const id = deps.hasOwnUids ? (user.uid ?? freeId(passwd, await read(deps, 'etc/group'))) : 0;
  if (!deps.hasOwnUids) await deps.log(`user ${user.name} shares uid 0: this sandbox can map only one uid`);
  const groupName = user.primary_group ?? user.name;
  await ensureGroup(deps, groupName, id);
  const gid = idOf(await read(deps, 'etc/group'), groupName) ?? id;
  const home = user.homedir ?? `/home/${user.name}`;
  const account = {
    name: user.name,
    uid: id,
    gid,
    gecos: user.gecos ?? '',
    home,
    shell: user.shell ?? '/bin/bash',
  };
  await edit(deps, 'etc/passwd', (text) => addAccount(text, account));
  await edit(deps, 'etc/shadow', (text) => addLockedPassword(text, user.name));
  await chmod(join(deps.root, 'etc/shadow'), 0o640);
  if (user.no_create_home !== true) await makeFolder(deps, home, 0o755, account);
  await deps.log(`user ${user.name} made`);
}

async function ensureGroup(deps: ApplyDeps, name: string, wantedId?: number): Promise<void> {
  const group = await read(deps, 'etc/group');
  if (hasEntry(group, name)) return;
  const id = deps.hasOwnUids ? (wantedId ?? freeId(await read(deps, 'etc/passwd'), group)) : 0;
  await edit(deps, 'etc/group', (text) => addGroup(text, name, id));
}

async function writeKeys(deps: ApplyDeps, user: SeedUser, keys: readonly string[]): Promise<void> {
  const fields = (await read(deps, 'etc/passwd'))
    .split('\n')
    .find((line) => line.startsWith(`${user.name}:`));
  const [, , uid, gid, , home] = (fields ?? '').split(':');
  const owner = { uid: Number(uid), gid: Number(gid) };
  const folder = `${home}/.ssh`;
  await makeFolder(deps, folder, 0o700, owner);
  const file = join(deps.root, folder, 'authorized_keys');
  await writeFile(file, `${keys.map((key) => key.trim()).join('\n')}\n`, { mode: 0o600 });
  await own(deps, file, owner);
}

async function makeFolder(
  deps: ApplyDeps,
  path: string,
  mode: number,
  owner: { uid: number; gid: number },
): Promise<void> {
  const folder = join(deps.root, path);
  await mkdir(folder, { recursive: true });
  await chmod(folder, mode);
  await own(deps, folder, owner);
}

async function own(deps: ApplyDeps, path: string, owner: { uid: number; gid: number }): Promise<void> {
  if (deps.hasOwnUids) await chown(path, owner.uid, owner.gid);
}

const read = async (deps: ApplyDeps, path: string): Promise<string> =>
  (await readTextIfPresent(join(deps.root, path))) ?? '';

async function edit(deps: ApplyDeps, path: string, change: (text: string) => string): Promise<void> {
  await mkdir(join(deps.root, 'etc'), { recursive: true });
  const text = await read(deps, path);
  const next = change(text);
  if (next !== text) await writeFile(join(deps.root, path), next);
}
