/** Values that would be code, paths or wildcards elsewhere travel unchanged through a real process, or are refused. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSimulator, type TestSimulator } from './testing/bench-host.ts';
import { hostilePieces, hostileText, longHostileText } from './testing/hostile-text.ts';
import { LineClient } from './testing/line-client.ts';

let simulator: TestSimulator;
let client: LineClient;
let id: string;
beforeAll(async () => {
  simulator = await startTestSimulator();
  client = new LineClient(simulator.socket, 'h1');
  const parameters = { Name: 'subject', Generation: 2 };
  const made = await client.ask({ cmdlet: 'New-VM', parameters, select: 'VirtualMachine' });
  id = String(made.result?.[0]?.Id);
});
afterAll(async () => {
  await client.close();
  await simulator.remove();
});

const vm = () => ({ $from: { cmdlet: 'Get-VM', parameters: { Id: id } } });
type Told = Record<string, unknown> | undefined;
const look = async (): Promise<Told> =>
  (await client.ask({ cmdlet: 'Get-VM', parameters: { Id: id }, select: 'VirtualMachine' })).result?.[0];
const runs = { numRuns: 60 };

/** Sets a property and tells whether it then is exactly that, or was refused and is what it was. */
async function arrives(cmdlet: string, parameter: string, property: string, value: string): Promise<boolean> {
  const before = (await look())?.[property];
  const answer = await client.ask({ cmdlet, parameters: { VM: vm(), [parameter]: value } });
  const after = (await look())?.[property];
  if (answer.ok) return after === value;
  return answer.error?.identifier === 'InvalidParameter' && after === before;
}

test('as a name', () =>
  fc.assert(
    fc.asyncProperty(hostileText, (value) => arrives('Rename-VM', 'NewName', 'Name', value)),
    runs,
  ));

test('as notes', () =>
  fc.assert(
    fc.asyncProperty(hostileText, (value) => arrives('Set-VM', 'Notes', 'Notes', value)),
    runs,
  ));

test('as 64 KB of notes, whatever they are made of', () =>
  fc.assert(
    fc.asyncProperty(fc.constantFrom(...hostilePieces), async (piece) =>
      arrives('Set-VM', 'Notes', 'Notes', longHostileText(piece)),
    ),
    { numRuns: hostilePieces.length },
  ));

test('as the name of a checkpoint, found again by its object, never by a pattern', () =>
  fc.assert(
    fc.asyncProperty(hostileText, async (SnapshotName) => {
      const parameters = { VM: vm(), SnapshotName, Passthru: true };
      const made = await client.ask({ cmdlet: 'Checkpoint-VM', parameters, select: 'VMSnapshot' });
      if (!made.ok) return made.error?.identifier === 'InvalidParameter';
      const VMSnapshot = { $from: { cmdlet: 'Get-VMSnapshot', parameters: { Id: made.result?.[0]?.Id } } };
      const removed = await client.ask({ cmdlet: 'Remove-VMSnapshot', parameters: { VMSnapshot } });
      return removed.ok === true && made.result?.[0]?.Name === SnapshotName;
    }),
    runs,
  ));

test('as a VM’s name with a folder: the folder has exactly this name, or nothing is made', () =>
  fc.assert(
    fc.asyncProperty(hostileText, async (Name) => {
      const Path = join(simulator.folder, 'folders');
      const before = await readdir(Path).catch((): string[] => []);
      const answer = await client.ask({
        cmdlet: 'New-VM',
        parameters: { Name, Path },
        select: 'VirtualMachine',
      });
      const after = await readdir(Path).catch((): string[] => []);
      if (answer.ok) return answer.result?.[0]?.Name === Name && after.includes(Name);
      return answer.error?.identifier === 'InvalidParameter' && after.length === before.length;
    }),
    runs,
  ));

test('as a file’s name: the disk is exactly there, or nothing is made', () =>
  fc.assert(
    fc.asyncProperty(hostileText, async (name) => {
      const Path = `C:\\Disks\\${name}.vhdx`;
      const parameters = { Path, SizeBytes: 8 * 2 ** 20, Dynamic: true };
      const made = await client.ask({ cmdlet: 'New-VHD', parameters, select: 'VirtualHardDisk' });
      const told = await client.ask({ cmdlet: 'Get-VHD', parameters: { Path }, select: 'VirtualHardDisk' });
      return made.ok ? told.result?.[0]?.Path === Path : made.error?.identifier !== 'Unspecified';
    }),
    runs,
  ));

test('as anything at all in place of a cmdlet or a parameter, which is refused', async () => {
  const before = await look();
  await fc.assert(
    fc.asyncProperty(hostileText, fc.jsonValue(), async (text, value) => {
      const wrongCmdlet = await client.ask({ cmdlet: text, parameters: { Name: 'a' } });
      const wrongParameter = await client.ask({ cmdlet: 'Set-VM', parameters: { VM: vm(), [text]: value } });
      return wrongCmdlet.ok === false && wrongParameter.ok === false;
    }),
    runs,
  );
  expect(await look()).toEqual({ ...before, UptimeSeconds: expect.any(Number) });
});
