/** The programs as they are run: the daemon and the stand-in, each a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { onLines } from './daemon/lines.ts';
import { LineClient } from './testing/line-client.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
let folder: TemporaryDirectory;
let daemon: ChildProcess | null = null;
beforeEach(async () => {
  folder = await temporaryDirectory();
});
afterEach(async () => {
  await end('SIGKILL');
  await folder.remove();
});

async function begin(...more: readonly string[]): Promise<string> {
  const socket = join(folder.path, 's');
  const args = [
    main,
    '--listen',
    socket,
    '--state',
    join(folder.path, 'state'),
    '--latency',
    'none',
    ...more,
  ];
  const started = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  daemon = started;
  const line = await new Promise<string>((resolve) => onLines(started.stdout, resolve));
  expect(JSON.parse(line)).toEqual({ listening: socket });
  return socket;
}

async function end(signal: NodeJS.Signals): Promise<void> {
  if (daemon === null) return;
  const exited = once(daemon, 'exit');
  daemon.kill(signal);
  await exited;
  daemon = null;
}

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'what was answered survives a %s of the daemon',
  async (signal) => {
    const first = new LineClient(await begin(), 'h1');
    const disk = { Path: 'C:\\a.vhdx', SizeBytes: 2 ** 26, Dynamic: true };
    expect(await first.ask({ cmdlet: 'New-VHD', parameters: disk })).toMatchObject({ ok: true });
    const parameters = { Name: 'kept', Generation: 2, VHDPath: 'C:\\a.vhdx' };
    const made = await first.ask({ cmdlet: 'New-VM', parameters, select: 'VirtualMachine' });
    const VM = { $from: { cmdlet: 'Get-VM', parameters: { Id: made.result?.[0]?.Id } } };
    await first.ask({ cmdlet: 'Set-VM', parameters: { VM, AutomaticCheckpointsEnabled: false } });
    await first.ask({ cmdlet: 'Checkpoint-VM', parameters: { VM, SnapshotName: 'one' } });
    await first.ask({ cmdlet: 'Start-VM', parameters: { VM } });
    await end(signal);
    // Without the daemon there is no PowerShell.
    expect(await first.exited).toBe(1);

    const second = new LineClient(await begin(), 'h1');
    expect(await second.ask({ cmdlet: 'Get-BusbarVMSummary', parameters: {} })).toMatchObject({
      result: [{ Name: 'kept', State: 'Running', HardDrives: [{ ControllerLocation: 0 }] }],
    });
    const snapshots = { cmdlet: 'Get-VMSnapshot', parameters: { VM }, select: 'VMSnapshot' };
    expect(await second.ask(snapshots)).toMatchObject({ result: [{ Name: 'one' }] });
    await second.close();
    expect(await second.exited).toBe(0);
  },
);

test('takes faults from a file, each host its own', async () => {
  const file = join(folder.path, 'faults.json');
  await writeFile(file, JSON.stringify({ bad: [{ cmdlet: 'Get-VMHost', kind: 'access-denied' }] }));
  const socket = await begin('--faults', file);
  for (const [host, isFine] of [
    ['bad', false],
    ['good', true],
  ] as const) {
    const client = new LineClient(socket, host);
    expect((await client.ask({ cmdlet: 'Get-VMHost', parameters: {} })).ok).toBe(isFine);
    await client.close();
  }
});

test('a stand-in without a simulator ends with a reason', async () => {
  const client = new LineClient(join(folder.path, 'nobody'), 'h1');
  const [reason] = (await once(client.process.stderr, 'data')) as [Buffer];
  expect(reason.toString()).toContain('The simulator cannot be reached');
  expect(await client.exited).toBe(1);
});
