/** Every error of the protocol that a request alone can make, over a real socket: none of them makes a job. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalBench } from './testing/local-bench.ts';
import { openSandboxBench } from './testing/sandbox-bench.ts';

let bench: LocalBench;
beforeAll(async () => {
  bench = await openSandboxBench();
}, 180_000);
afterAll(() => bench.close());

const image = 'sandbox-default';
const nobody = '018f0000-0000-7000-8000-00000000ffff';

describe('what is refused', () => {
  test.each([
    ['no-such', {}, 'Unknown command: no-such'],
    ['vm', { action: 'explode' }, "Unknown action: 'explode'"],
    ['artifact', { action: '$(reboot)' }, "Unknown action: '$(reboot)'"],
    ['operating-system', { action: 'details' }, "Parameter 'name' is required."],
    ['operating-system', { action: 'details', name: 'Windows 95' }, 'no operating system named Windows 95'],
    ['os-version', { action: 'list', os: 7 }, "Parameter 'os'"],
    ['vm', { action: 'start' }, "Parameter 'id' is required."],
    ['vm', { action: 'start', id: 7 }, "Parameter 'id'"],
    ['vm', { action: 'start', id: nobody }, `No VM found with id: ${nobody}`],
    ['vm', { action: 'stop', id: 'web-1' }, 'No VM found with id: web-1'],
    ['vm', { action: 'shutdown', id: '*' }, 'No VM found with id: *'],
    ['vm', { action: 'delete', id: '../../etc' }, 'No VM found with id'],
    ['vm', { action: 'delete', id: nobody, force: 'yes' }, "Parameter 'force'"],
    ['vm', { action: 'details', id: `'; Remove-VM *` }, 'No VM found with id'],
    ['vm', { action: 'net-address', id: nobody }, 'No VM found'],
    ['vm', { action: 'state-check', id: nobody, state: 2 }, 'No VM found'],
    ['vm', { action: 'state-check', id: nobody, state: 5 }, "Parameter 'state'"],
    ['vm', { action: 'list', state: 1 }, "Parameter 'state'"],
    ['vm', { action: 'swap-iso', id: nobody, isoPath: '/x' }, 'No VM found'],
    ['vm', { action: 'exec', id: nobody, argv: ['true'] }, 'No VM found'],
    ['vm', { action: 'exec', id: nobody }, "Parameter 'argv' is required."],
    ['vm', { action: 'exec', id: nobody, argv: [] }, "Parameter 'argv'"],
    ['vm', { action: 'exec', id: nobody, argv: ['true'], stream: true }, 'No VM found'],
    ['vm', { action: 'shell', id: nobody }, "Parameter 'stream' is required."],
    ['vm', { action: 'shell', id: nobody, stream: true }, 'No VM found'],
    ['vm', { action: 'shell', id: nobody, stream: true, shellId: '../x' }, "Parameter 'shellId'"],
    ['vm', { action: 'shells', id: '' }, "Parameter 'id'"],
    ['vm', { action: 'shells', id: nobody }, 'No VM found'],
    ['vm', { action: 'end-shell', id: nobody, shellId: nobody, signal: 'SIGNAL' }, "Parameter 'signal'"],
    ['vm', { action: 'end-shell', id: nobody, shellId: nobody }, 'No VM found'],
    ['vm', { action: 'provision', baseVmGuid: image }, "Parameter 'instanceName' is required."],
    ['vm', { action: 'provision', baseVmGuid: 'x', instanceName: 'a', vmSwitchGuid: 'none' }, 'no image "x"'],
    [
      'vm',
      { action: 'provision', baseVmGuid: image, instanceName: 'a', vmSwitchGuid: 'none' },
      'no seed named a',
    ],
    [
      'vm',
      { action: 'provision', baseVmGuid: image, instanceName: 'a', vmSwitchGuid: nobody },
      'no virtual switch',
    ],
    [
      'vm',
      { action: 'provision', baseVmGuid: image, instanceName: 'a', vmSwitchGuid: 'none', generation: 1 },
      'generation 2',
    ],
    ['provision', {}, "Parameter 'template' is required."],
    ['provision', { template: 'minimal' }, "Parameter 'vm_name' is required."],
    ['provision', { template: 'beos', vm_name: 'a' }, 'no template named beos'],
    ['provision', { template: 'ubuntu-24.04', vm_name: 'a' }, 'no image for ubuntu-24.04'],
    ['provision', { template: 'minimal', vm_name: 'a', cpuCount: 1000 }, "Parameter 'cpuCount'"],
    ['provision', { template: 'minimal', vm_name: 'a', variables: { 'a b': 'x' } }, "Parameter 'variables"],
    [
      'provision',
      { template: 'minimal', vm_name: 'a', variables: { USERNAME: 'x'.repeat(65_537) } },
      "Parameter 'variables.USERNAME'",
    ],
    ['artifact', { action: 'create', instanceName: 'none-yet' }, 'needs a meta-data and a user-data file'],
    ['artifact', { action: 'create', instanceName: '..' }, "Parameter 'instanceName'"],
    ['artifact', { action: 'create', instanceName: '../seeds/x' }, "Parameter 'instanceName'"],
    ['artifact', { action: 'rebuild', instanceName: 'none-yet' }, 'no seed named none-yet'],
    ['artifact', { action: 'download', instanceName: 'none-yet' }, 'no disc'],
    ['artifact', { action: 'destroy', instanceName: 'none-yet' }, 'no seed named none-yet'],
    ['artifact', { action: 'reattach', instanceName: 'none-yet', id: nobody }, 'No VM found'],
    ['artifact', { action: 'detach', id: nobody }, 'No VM found'],
    ['artifact', { action: 'exports', sortOrder: 'sideways' }, "Parameter 'sortOrder'"],
    ['vm', { action: 'pause', id: nobody }, 'No VM found'],
    ['vm', { action: 'resume', id: '' }, "Parameter 'id'"],
    ['vm', { action: 'export', id: nobody }, 'No VM found'],
    ['vm', { action: 'import' }, "Parameter 'archive' is required."],
    ['vm', { action: 'import', archive: '/etc' }, 'is no export of this host'],
    ['vm', { action: 'import', archive: `../exports/${nobody}` }, 'is no export of this host'],
    ['vm', { action: 'import', archive: 'file://elsewhere/x' }, 'no URI of a file on this host'],
    ['vm', { action: 'import', archive: nobody }, 'no longer has the export'],
    ['vm', { action: 'import', archive: nobody, mode: 'move' }, "Parameter 'mode'"],
    ['vm', { action: 'import', archive: nobody, mode: 'copy', newInstanceName: '$(x)' }, 'newInstanceName'],
    ['vhdx', { action: 'clone', guid: nobody, instance_name: 'b' }, 'No VM found'],
    ['vhdx', { action: 'clone', guid: nobody, instance_name: '../b' }, "Parameter 'instance_name'"],
    ['vhdx', { action: 'is-differencing-disk', guid: nobody }, 'No VM found'],
    ['gmi', { action: 'export', id: 'none-yet' }, 'no image "none-yet"'],
    ['gmi', { action: 'export', id: image }, 'no images of one’s own'],
    ['gmi', { action: 'import', archive: '/nowhere/x.zip' }, 'There is no file “x.zip”'],
    ['gmi', { action: 'import', archive: 'a/b.zip' }, 'neither a path nor'],
    ['gmi-package', { action: 'update', url: 'ftp://x/y', package: 'a' }, "Parameter 'url'"],
    [
      'gmi-package',
      { action: 'update', url: 'http://169.254.169.254/x', package: 'a' },
      'no image is fetched',
    ],
    ['gmi-package', { action: 'update', url: 'http://x.invalid/x', package: '..' }, 'gives no name'],
  ])('%s %j: %s', async (command, parameters, words) => {
    const answer = await bench.ask(command, parameters);
    expect(answer).toMatchObject({ command, status: 'error' });
    expect(answer.data).toContain(words);
  });

  const evil = [
    '"',
    "'; rm -rf /",
    '$(reboot)',
    '`reboot`',
    'a\nb',
    'a;b',
    'ä',
    '日本',
    '\u202e',
    'UPPER',
    'x'.repeat(64),
    'x'.repeat(65_536),
  ];
  test.each(evil.map((name) => [JSON.stringify(name).slice(0, 40), name]))(
    'the VM name %s',
    async (_shown, name) => {
      const answer = await bench.ask('provision', { template: 'minimal', vm_name: name });
      expect(answer).toMatchObject({ status: 'error' });
      expect(answer.data).toContain('is no VM name');
    },
  );
  test('none of it has made a job', async () => {
    const events = await bench.outbox.read(0);
    expect(events.filter(({ type }) => type === 'job-begun')).toEqual([]);
  });
});
