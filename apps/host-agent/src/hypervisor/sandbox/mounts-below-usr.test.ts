/** Machines on which something is mounted below /usr: WSL, many containers. The walls hold there too. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runProgram } from '../process/run-program.ts';

const repository = fileURLToPath(new URL('../../../../../', import.meta.url));
const suite = 'apps/host-agent/src/hypervisor/sandbox/sandbox-walls.test.ts';
const withMount = 'mount -t tmpfs -o mode=777 busbar-test /usr/local/share && exec "$@"';

const isRoot = process.geteuid?.() === 0;
test.skipIf(!isRoot)(
  `a sandbox runs, and may not write there${isRoot ? '' : ' (only root can mount something below /usr)'}`,
  { timeout: 120_000 },
  async () => {
    const run = ['node_modules/vitest/vitest.mjs', 'run', '--configLoader=runner', '--reporter=tap', suite];
    const inNamespace = ['--mount', '--propagation', 'private', 'sh', '-c', withMount, 'sh'];
    const report = await runProgram('unshare', [...inNamespace, process.execPath, ...run], {
      cwd: repository,
      env: { ...process.env },
      deadlineMs: 100_000,
    });
    expect(report).toMatch(/\nok 1 - /);
    expect(report).not.toContain('not ok');
  },
);
