/** What only QEMU's checkpoints can be asked: what a killed agent leaves on a real disk, and another size since. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeQemuFixture, type QemuFixture, whyNoQemu } from '../testing/qemu-fixture.ts';
import { vmSpecification } from '../testing/vm-specification.ts';
import { changeSnapshot, hasSnapshot } from './disk-snapshots.ts';

const reason = await whyNoQemu();
const leftId = '9b2e6f0c-5d1a-4c57-8f3e-2f1a9c0d7e11';
const signal = new AbortController().signal;

describe.skipIf(reason !== null)(`a checkpoint of QEMU${reason === null ? '' : ` (${reason})`}`, () => {
  let fixture: QemuFixture;
  let driver: ReturnType<QemuFixture['makeDriver']>;
  let lastNumber = 0;
  const size = { cpuCount: 1, memoryBytes: 256 * 2 ** 20, diskBytes: 4 * 2 ** 30 };
  beforeAll(async () => {
    fixture = await makeQemuFixture();
    driver = fixture.makeDriver();
  });
  afterAll(async () => {
    for (const { vmId } of await driver.list(signal)) await driver.delete(vmId, signal);
    await driver.close();
    await fixture.remove();
  });

  async function create(): Promise<{ vmId: string; disk: string }> {
    lastNumber += 1;
    const vm = vmSpecification(lastNumber, fixture.image, size);
    const { vmId } = vm;
    await driver.createDisk(vm, () => undefined, signal);
    await driver.createVm(vm, signal);
    return { vmId, disk: join(fixture.vmsFolder, vmId, 'disk.qcow2') };
  }

  /** A VM whose snapshot is made, and of which the agent had not yet written down that it is. */
  async function interrupted(): Promise<{ vmId: string; disk: string }> {
    const { vmId, disk } = await create();
    const begun = {
      ...{ id: leftId, name: 'half', parentId: null, createdAt: 1 },
      ...{ size, machine: null, isMade: false },
    };
    const kept = { currentId: null, checkpoints: [begun] };
    await writeFile(join(fixture.vmsFolder, vmId, 'checkpoints.json'), JSON.stringify(kept));
    await changeSnapshot(disk, '-c', leftId);
    expect(await driver.checkpoints.list(vmId, signal)).toEqual([]);
    return { vmId, disk };
  }

  test('half made, is finished when the same is asked for again', async () => {
    const { vmId } = await interrupted();
    expect(await driver.checkpoints.create(vmId, 'half', signal)).toMatchObject({ id: leftId });
    expect(await driver.checkpoints.list(vmId, signal)).toMatchObject([{ id: leftId, isCurrent: true }]);
  });

  test('half made, goes, with its snapshot, with the next change', async () => {
    const { vmId, disk } = await interrupted();
    const { id } = await driver.checkpoints.create(vmId, 'whole', signal);
    expect(await driver.checkpoints.list(vmId, signal)).toMatchObject([{ id, parentId: null }]);
    expect(await hasSnapshot(disk, leftId, signal)).toBe(false);
    expect(await hasSnapshot(disk, id, signal)).toBe(true);
  });

  test('a VM that was resized since has the size of the checkpoint again, and its memory goes on in it', async () => {
    const { vmId } = await create();
    await driver.start(vmId, signal);
    const { id } = await driver.checkpoints.create(vmId, 'small', signal);
    await driver.powerOff(vmId, signal);
    const larger = { cpuCount: 2, memoryBytes: 512 * 2 ** 20, dynamicMemory: null };
    await driver.resizing.setMachine(vmId, larger, signal);
    await driver.resizing.growDisk(vmId, 6 * 2 ** 30, signal);
    await driver.checkpoints.apply(vmId, id, signal);
    expect(await driver.resizing.sizeOf(vmId, signal)).toEqual({ ...size, dynamicMemory: null });
    await driver.start(vmId, signal);
    expect(await driver.find(vmId, signal)).toMatchObject({ power: 'running', cpuCount: 1 });
  });
});
