/** The same suite as an ordinary user: this process is root, so it runs itself again as one. */
import { chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { expect, test } from 'vitest';
import { findProgram } from '../process/find-program.ts';
import { runProgram } from '../process/run-program.ts';

const repository = fileURLToPath(new URL('../../../../../', import.meta.url));
const suite = 'apps/host-agent/src/hypervisor/sandbox/sandbox-driver.test.ts';
const nobody = 65534;
const asNobody = ['setpriv', '--reuid', String(nobody), '--regid', String(nobody), '--clear-groups'];

/** Gives nobody subordinate ids, in /etc files that only this mount namespace sees. */
const withSubordinateIds =
  'mount --bind "$1" /etc/subuid && mount --bind "$1" /etc/subgid && shift && exec "$@"';

async function whyNot(): Promise<string | null> {
  if (process.geteuid?.() !== 0) return 'this is an ordinary user already';
  try {
    await runProgram('setpriv', [...asNobody.slice(1), 'test', '-r', join(repository, suite)]);
    return null;
  } catch (error) {
    return `another user cannot read this checkout: ${String(error)}`;
  }
}

const reason = await whyNot();
const hasMapHelpers = (await findProgram('newuidmap')) !== null;

async function runSuite(before: readonly string[]): Promise<string> {
  const home = await temporaryDirectory();
  await chown(home.path, nobody, nobody);
  try {
    const run = [
      ...asNobody,
      process.execPath,
      'node_modules/vitest/vitest.mjs',
      'run',
      '--configLoader=runner',
      '--reporter=tap',
      suite,
    ];
    const [program = '', ...args] = [...before, ...run];
    const env = { ...process.env, HOME: home.path };
    return await runProgram(program, args, { cwd: repository, env, deadlineMs: 100_000 });
  } finally {
    await home.remove();
  }
}

const passed = (report: string): boolean => report.includes('\nok 1 - ') && !report.includes('not ok');

test.skipIf(reason !== null)(
  `the suite passes for a user with one uid${reason === null ? '' : ` (${reason})`}`,
  { timeout: 120_000 },
  async () => {
    expect(passed(await runSuite([]))).toBe(true);
  },
);

const helperReason = reason ?? (hasMapHelpers ? null : 'newuidmap is not installed');
test.skipIf(helperReason !== null)(
  `the suite passes for a user with subordinate ids${helperReason === null ? '' : ` (${helperReason})`}`,
  { timeout: 120_000 },
  async () => {
    const folder = await temporaryDirectory();
    const ids = join(folder.path, 'subids');
    await writeFile(ids, `${nobody}:400000:65536\nnobody:400000:65536\n`);
    try {
      const before = [
        'unshare',
        '--mount',
        '--propagation',
        'private',
        'sh',
        '-c',
        withSubordinateIds,
        'sh',
        ids,
      ];
      expect(passed(await runSuite(before))).toBe(true);
    } finally {
      await folder.remove();
    }
  },
);
