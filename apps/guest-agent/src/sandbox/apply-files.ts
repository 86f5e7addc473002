/** `write_files`: content in its encoding, with its permissions and owner. */
import { appendFile, chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readTextIfPresent } from '../platform/read-text.ts';
import { idOf } from './account-files.ts';
import type { ApplyDeps } from './apply-users.ts';
import type { SeedFile } from './seed-documents.ts';

/** A seed holds at most a few MiB; a file that unpacks to more is a bomb. */
const unpackedLimitBytes = 64 * 1024 * 1024;
const gzipNames = new Set(['gz', 'gzip']);
const bothNames = new Set(['gz+b64', 'gz+base64', 'gzip+b64', 'gzip+base64']);
const base64Names = new Set(['b64', 'base64']);

/** cloud-init's own names of encodings. Throws for another one. */
export function decodeContent(content: string, encoding: string | undefined): Buffer {
  const name = (encoding ?? 'text/plain').toLowerCase().trim();
  if (base64Names.has(name)) return Buffer.from(content, 'base64');
  if (bothNames.has(name)) return unpack(Buffer.from(content, 'base64'));
  if (gzipNames.has(name)) return unpack(Buffer.from(content, 'latin1'));
  if (name === 'text/plain') return Buffer.from(content);
  throw new Error(`the encoding ${name} is not known`);
}

const unpack = (bytes: Buffer): Buffer => gunzipSync(bytes, { maxOutputLength: unpackedLimitBytes });

export async function applyFiles(deps: ApplyDeps, files: readonly SeedFile[]): Promise<void> {
  for (const file of files) {
    await applyFile(deps, file);
    await deps.log(`${file.path} written`);
  }
}

async function applyFile(deps: ApplyDeps, file: SeedFile): Promise<void> {
  const path = join(deps.root, file.path);
  const content = decodeContent(file.content, file.encoding);
  await mkdir(dirname(path), { recursive: true });
  if (file.append === true) await appendFile(path, content);
  else await writeFile(path, content);
  await chmod(path, modeOf(file.permissions));
  if (file.owner !== undefined && deps.hasOwnUids) await give(deps, path, file.owner);
}

const modeOf = (permissions: SeedFile['permissions']): number =>
  typeof permissions === 'string' ? Number.parseInt(permissions, 8) : (permissions ?? 0o644);

async function give(deps: ApplyDeps, path: string, owner: string): Promise<void> {
  const [user = 'root', group = user] = owner.split(':');
  const uid = idOf((await readTextIfPresent(join(deps.root, 'etc/passwd'))) ?? '', user);
  const gid = idOf((await readTextIfPresent(join(deps.root, 'etc/group'))) ?? '', group);
  if (uid === null || gid === null) throw new Error(`Unknown user or group: ${owner}`);
  await chown(path, uid, gid);
}
