import { chmod, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { deriveKey, loadSecret } from './secret-key.ts';

let folder: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  folder = await temporaryDirectory();
});
afterEach(() => folder.remove());

it('makes a file that only its owner reads, and keeps it', async () => {
  const environment = { secretKey: null, dataPath: folder.path };
  const first = loadSecret(environment);
  expect((await stat(join(folder.path, 'secret.key'))).mode & 0o777).toBe(0o600);
  expect(loadSecret(environment)).toEqual(first);
});

it('refuses a file that others may read', async () => {
  const environment = { secretKey: null, dataPath: folder.path };
  loadSecret(environment);
  await chmod(join(folder.path, 'secret.key'), 0o644);
  expect(() => loadSecret(environment)).toThrow(/chmod 600/);
});

it('derives different keys for different uses', () => {
  const secret = loadSecret({ secretKey: 'x'.repeat(32), dataPath: folder.path });
  expect(deriveKey(secret, 'at-rest')).not.toEqual(deriveKey(secret, 'cookies'));
  expect(() => loadSecret({ secretKey: 'short', dataPath: folder.path })).toThrow(/32 characters/);
});
