import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { validateWithCloudInit } from './validate-with-cloud-init.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'busbar-validator-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A program that prints as cloud-init does; the real one is not everywhere. */
async function programThat(script: string): Promise<string> {
  const path = join(folder, 'cloud-init');
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

const userData = '#cloud-config\nusers: 5\nca-certs: {}\n';

it('answers null where the program is not installed', async () => {
  expect(await validateWithCloudInit(userData, { program: join(folder, 'none') })).toBeNull();
});

it('answers null for a script, which the program does not check', async () => {
  expect(await validateWithCloudInit('#!/bin/sh\n')).toBeNull();
});

it('puts the annotations where they belong', async () => {
  const program =
    await programThat(`printf '#cloud-config\\nusers: 5\\t\\t# E1\\nca-certs: {}\\t\\t# D1\\n\\n'
printf '# Errors: -------------\\n# E1: 5 is not of type array\\n\\n# Deprecations: -------------\\n# D1: Deprecated.\\n'
echo 'Error: Invalid schema: user-data' >&2
exit 1`);
  expect(await validateWithCloudInit(userData, { program })).toEqual([
    {
      document: 'userData',
      line: 2,
      column: 1,
      severity: 'error',
      code: 'cloud-init-schema',
      message: 'cloud-init: 5 is not of type array',
    },
    {
      document: 'userData',
      line: 3,
      column: 1,
      severity: 'info',
      code: 'cloud-init-deprecated',
      message: 'cloud-init: Deprecated.',
    },
  ]);
});

it('says nothing about a good document', async () => {
  expect(await validateWithCloudInit(userData, { program: await programThat('echo Valid schema') })).toEqual(
    [],
  );
});

it('passes on a refusal that it cannot read', async () => {
  const program = await programThat('echo "Error: something new" >&2; exit 1');
  const findings = await validateWithCloudInit(userData, { program });
  expect(findings).toMatchObject([{ severity: 'error', code: 'cloud-init-schema' }]);
  expect(findings?.[0]?.message).toContain('something new');
});

it('ends a program that hangs, and only warns', async () => {
  const program = await programThat('exec sleep 600');
  const findings = await validateWithCloudInit(userData, { program, deadlineMs: 50 });
  expect(findings).toMatchObject([{ severity: 'warning', code: 'validator-failed' }]);
});
