/**
 * A hypervisor for tests of what is above it: its VMs are files and in-process guests that speak the real
 * channel protocol. It keeps its state in a folder, so that another process can take it over after a kill,
 * and writes down what it really did, so that a test can see that nothing was done twice.
 */

import { once } from 'node:events';
import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import type { CloudInitStatus } from '@busbar/shared/protocol/channel';
import type { DriverFacts, HostImage } from '@busbar/shared/protocol/host-facts';
import type { HasCheckpoints } from '../hypervisor/checkpoints.ts';
import type { HasDisks } from '../hypervisor/disks.ts';
import type {
  AttachedMedium,
  DeletedVm,
  DriverVm,
  HypervisorDriver,
  MediumRole,
  Progress,
  VmChange,
  VmSpecification,
} from '../hypervisor/driver.ts';
import type { HasExporting } from '../hypervisor/exporting.ts';
import type { HasHostMoving } from '../hypervisor/host-moving.ts';
import type { HasImageMaking } from '../hypervisor/image-making.ts';
import type { HasImporting, Importing } from '../hypervisor/importing.ts';
import type { HasLinking } from '../hypervisor/linking.ts';
import type { HasMedia } from '../hypervisor/media.ts';
import type { HasPausing, Pausing } from '../hypervisor/pausing.ts';
import type { HasResizing, Resizing } from '../hypervisor/resizing.ts';
import type { HasSaving, Saving } from '../hypervisor/saving.ts';
import type { HasStorageMoving } from '../hypervisor/storage-moving.ts';
import type { HasSwitches } from '../hypervisor/switches.ts';
import { IsoDrive } from '../hypervisor/vms/iso-drive.ts';
import { writeFileDurably } from '../storage/write-file-durably.ts';
import { MemoryCheckpoints } from './memory-checkpoints.ts';
import { MemoryDisks } from './memory-disks.ts';
import { MemoryExporting } from './memory-exporting.ts';
import { MemoryHostMoving } from './memory-host-moving.ts';
import { MemoryImages } from './memory-images.ts';
import { MemoryLinking } from './memory-linking.ts';
import { MemoryStorage } from './memory-storage.ts';
import { MemorySwitches } from './memory-switches.ts';
import { cloudInitDone, type ProtocolGuest, startProtocolGuest } from './protocol-guest.ts';

export type MemoryDriverOptions = {
  readonly folder: string;
  /** What the guests' cloud-init says. Default: done. */
  readonly cloudInit?: (vmId: string) => CloudInitStatus;
  /** What its image `test` says of itself. Default: a system of no name, whose seed no cloud-init reads. */
  readonly image?: Pick<HostImage, 'os' | 'hasCloudInit'>;
  /** Called in the middle of what takes long, where a crash must do no harm. */
  readonly checkpoint?: (name: string) => void;
};

/** Where a process may be killed. */
export const halfImported = 'create-disk:half';

type StoredVm = DriverVm & { readonly boots: number; readonly diskBytes: number };

const hasMemory = ({ power }: DriverVm): boolean => power === 'paused' || power === 'saved';

export class MemoryDriver
  implements
    HypervisorDriver,
    HasCheckpoints,
    HasDisks,
    HasExporting,
    HasHostMoving,
    HasImageMaking,
    HasImporting,
    HasLinking,
    HasMedia,
    HasPausing,
    HasResizing,
    HasSaving,
    HasStorageMoving,
    HasSwitches
{
  readonly name = 'sandbox';
  readonly checkpoints = new MemoryCheckpoints({
    pathOf: async (vmId) => join(this.#folder((await this.#read(vmId)).vmId), 'checkpoints.json'),
    powerOf: async (vmId) => (await this.#read(vmId)).power,
    leaveIn: async (vmId, power) => {
      await this.#endGuest(vmId);
      await this.#write({ ...(await this.#read(vmId)), power });
    },
    say: (what) => this.#say(what),
  });
  readonly media = new IsoDrive({ driver: this });
  readonly pausing: Pausing = {
    pause: (vmId) => this.#rest(vmId, 'paused'),
    resume: (vmId) => this.start(vmId),
  };
  readonly saving: Saving = { save: (vmId) => this.#rest(vmId, 'saved') };
  readonly resizing: Resizing = {
    sizeOf: async (vmId) => ({ dynamicMemory: null, ...(await this.#read(vmId)) }),
    setMachine: async (vmId, { cpuCount, memoryBytes }) => {
      await this.#write({ ...(await this.#read(vmId)), cpuCount, memoryBytes });
      await this.#say('set-machine');
    },
    growDisk: async (vmId, diskBytes) => {
      if (this.hasFullDisk) throw new AppError('insufficient-storage', 'There is no room for the disk.');
      await this.#write({ ...(await this.#read(vmId)), diskBytes });
      await this.#say('grow-disk');
    },
  };
  readonly exporting = new MemoryExporting({
    read: async (vmId) => ({ ...(await this.#read(vmId)), network: 'none' }),
    hasFullDisk: () => this.hasFullDisk,
    say: (what) => this.#say(what),
    checkpoint: (name) => this.#options.checkpoint?.(name),
  });
  readonly disks = new MemoryDisks({
    read: (vmId) => this.#read(vmId),
    growSystem: (vmId, bytes) => this.resizing.growDisk(vmId, bytes, AbortSignal.timeout(10_000)),
    countCheckpoints: async (vmId) => (await this.checkpoints.list(vmId)).length,
    folderOf: (vmId) => this.#folder(vmId),
    hasFullDisk: () => this.hasFullDisk,
    say: (what) => this.#say(what),
    checkpoint: (name) => this.#options.checkpoint?.(name),
  });
  readonly hostMoving = new MemoryHostMoving({
    folderOf: (vmId) => this.#folder(vmId),
    isHere: async (vmId) => (await this.find(vmId)) !== null,
    hasFullDisk: () => this.hasFullDisk,
    leave: (vmId) => this.#endGuest(vmId),
    say: (what) => this.#say(what),
    checkpoint: (name) => this.#options.checkpoint?.(name),
  });
  readonly switches: MemorySwitches;
  readonly linking = new MemoryLinking({
    read: async (vmId) => ({ ...(await this.#read(vmId)), network: 'none' }),
    folderOf: (vmId) => this.#folder(vmId),
    say: (what) => this.#say(what),
  });
  readonly importing: Importing = {
    createDiskFrom: async ({ folder }, { vmId }, progress) => {
      const path = join(this.#folder(vmId), 'disk');
      const copied = await readFile(join(folder, 'disk'), 'utf8');
      if ((await readFile(path, 'utf8').catch(() => '')) === copied) return;
      await mkdir(this.#folder(vmId), { recursive: true });
      await writeFile(path, copied.slice(0, copied.length / 2));
      this.#options.checkpoint?.(halfImported);
      if (this.hasFullDisk) throw new AppError('insufficient-storage', 'There is no room for the disk.');
      await writeFile(path, copied);
      await this.#say('create-disk-from');
      progress(copied.length, copied.length);
    },
  };
  readonly imageMaking: MemoryImages;
  readonly storageMoving: MemoryStorage;
  /** Set by tests of what a disk that cannot grow leaves, or be copied. */
  hasFullDisk = false;
  /** Set by tests of what a failed start leaves. */
  refusesToStart = false;
  readonly #options: MemoryDriverOptions;
  readonly #guests = new Map<string, ProtocolGuest>();
  readonly #watchers = new Set<(change: VmChange) => void>();

  constructor(options: MemoryDriverOptions) {
    this.#options = options;
    const path = join(options.folder, 'switches.json');
    this.switches = new MemorySwitches({ path, say: (what) => this.#say(what) });
    this.storageMoving = new MemoryStorage({
      folder: options.folder,
      folderOf: async (vmId) => this.#folder((await this.#read(vmId)).vmId),
      hasFullDisk: () => this.hasFullDisk,
      say: (what) => this.#say(what),
      checkpoint: (name) => this.#options.checkpoint?.(name),
    });
    this.imageMaking = new MemoryImages({
      folder: options.folder,
      namesOn: async (image) =>
        (await this.list()).filter((vm) => vm.image === image).map(({ name }) => name),
      hasFullDisk: () => this.hasFullDisk,
      checkpoint: (name) => this.#options.checkpoint?.(name),
    });
  }

  /** What was really done so far, by any process: "create-disk", "start", … */
  async done(): Promise<readonly string[]> {
    const text = await readFile(this.#log(), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }

  async facts(): Promise<DriverFacts> {
    const abilities = [
      ...['checkpoints', 'disks', 'media', 'resizing', 'exporting', 'importing', 'switches', 'images'],
      ...['linked-cloning', 'storage-moving', 'host-moving'],
    ];
    return {
      ...{ name: this.name, isReady: true, version: 'test', remedy: null, abilities, notes: [] },
      machine: {
        ...{
          name: this.#vms(),
          cpuCount: 1,
          memoryBytes: 2 ** 30,
          vmVersions: [],
          numaNodes: [],
          features: [],
        },
        moves: { isEnabled: true, authentication: 'none', folder: this.#vms() },
      },
    };
  }

  async images(): Promise<readonly HostImage[]> {
    return [
      ...(await this.imageMaking.folder.list()),
      {
        name: 'test',
        driver: this.name,
        title: 'Test',
        sizeBytes: 1,
        sha256: null,
        notes: '',
        ...(this.#options.image ?? { os: 'test', hasCloudInit: false }),
      },
    ];
  }

  async createDisk(vm: VmSpecification, progress: Progress, signal: AbortSignal): Promise<void> {
    const make = (): Promise<void> => this.#makeDisk(vm, progress);
    await (vm.image === 'test' ? make() : this.imageMaking.folder.use(vm, make, signal));
  }

  async #makeDisk(vm: VmSpecification, progress: Progress): Promise<void> {
    await mkdir(this.#folder(vm.vmId), { recursive: true });
    const path = join(this.#folder(vm.vmId), 'disk');
    if ((await readFile(path, 'utf8').catch(() => '')) === 'complete') return;
    await writeFile(path, 'part');
    await writeFile(path, 'complete');
    await this.#say('create-disk');
    progress(1, 1);
  }

  async createVm(vm: VmSpecification): Promise<void> {
    const others = await this.list();
    if (others.some(({ vmId }) => vmId === vm.vmId)) return;
    if (others.some(({ name }) => name === vm.name))
      throw new AppError('already-exists', 'The name is taken.');
    const { network: _network, ...size } = vm;
    await this.#write({ ...size, power: 'stopped', media: [], boots: 0 });
    await this.#say('create-vm');
  }

  async attachMedium(vmId: string, medium: AttachedMedium): Promise<void> {
    const vm = await this.#read(vmId);
    await readFile(medium.path);
    const others = vm.media.filter(({ role }) => role !== medium.role);
    const isThere = vm.media.some(({ role, path }) => role === medium.role && path === medium.path);
    await this.#write({ ...vm, media: [...others, medium] });
    if (medium.role === 'iso' && !isThere) await this.#say('insert-iso');
  }

  async detachMedium(vmId: string, role: MediumRole): Promise<void> {
    const vm = await this.#read(vmId);
    const others = vm.media.filter((medium) => medium.role !== role);
    await this.#write({ ...vm, media: others });
    if (role === 'iso' && others.length < vm.media.length) await this.#say('eject-iso');
  }

  async start(vmId: string): Promise<void> {
    const vm = await this.#read(vmId);
    if (vm.power === 'running') return;
    if (this.refusesToStart) throw new AppError('insufficient-storage', 'There is no memory for it.');
    const started: StoredVm = { ...vm, power: 'running', boots: vm.boots + (hasMemory(vm) ? 0 : 1) };
    await this.#write(started);
    await this.#say('start');
    await this.#runGuest(started);
  }

  async requestShutdown(): Promise<void> {
    throw new AppError('unsupported', 'This test driver has no power button.');
  }

  async powerOff(vmId: string): Promise<void> {
    const vm = await this.#read(vmId);
    if (vm.power === 'stopped') return;
    await this.#endGuest(vmId);
    await this.#write({ ...vm, power: 'stopped' });
    await this.#say('power-off');
  }

  async reset(vmId: string): Promise<void> {
    await this.powerOff(vmId);
    await this.start(vmId);
  }

  async delete(vmId: string): Promise<DeletedVm> {
    if (!(await readdir(this.#vms()).catch((): string[] => [])).includes(vmId)) return { removed: [] };
    await this.#endGuest(vmId);
    await rm(this.#folder(vmId), { recursive: true, force: true });
    await this.#say('delete');
    return { removed: [this.#folder(vmId)] };
  }

  async list(): Promise<readonly DriverVm[]> {
    const names = await readdir(this.#vms()).catch((): string[] => []);
    return (await Promise.all(names.map((vmId) => this.find(vmId)))).filter((vm) => vm !== null);
  }

  async find(vmId: string): Promise<StoredVm | null> {
    const text = await readFile(join(this.#folder(vmId), 'vm.json'), 'utf8').catch(() => null);
    return text === null ? null : (JSON.parse(text) as StoredVm);
  }

  /** Only what happens inside: as with a real hypervisor, what its caller did is seen late or by looking. */
  async watch(onChange: (change: VmChange) => void, signal: AbortSignal): Promise<void> {
    this.#watchers.add(onChange);
    if (!signal.aborted) await once(signal, 'abort');
    this.#watchers.delete(onChange);
  }

  async dialGuest(vmId: string, signal: AbortSignal): Promise<Socket> {
    const socket = connect({ path: this.#socketPath(vmId), allowHalfOpen: true });
    try {
      await once(socket, 'connect', { signal });
      return socket;
    } catch (cause) {
      socket.on('error', () => undefined).destroy();
      throw new AppError('guest-unreachable', 'No guest listens.', { cause });
    }
  }

  async adopt(): Promise<void> {
    await mkdir(this.#vms(), { recursive: true });
    for (const vm of await this.list()) if (vm.power === 'running') await this.#runGuest(vm as StoredVm);
  }

  async close(): Promise<void> {
    for (const guest of this.#guests.values()) await guest.close();
    this.#guests.clear();
  }

  /** Its guest is not reached meanwhile, and goes on as the same boot. */
  async #rest(vmId: string, power: 'paused' | 'saved'): Promise<void> {
    const vm = await this.#read(vmId);
    if (vm.power === power) return;
    if (vm.power !== 'running') throw new AppError('precondition-failed', `The VM is ${vm.power}.`);
    await this.#endGuest(vmId);
    await this.#write({ ...vm, power });
    await this.#say(power);
  }

  async #runGuest({ vmId, name, boots }: StoredVm): Promise<void> {
    const guest = await startProtocolGuest({
      socketPath: this.#socketPath(vmId),
      hostname: name,
      bootId: `${vmId}-${boots}`,
      cloudInit: () => this.#options.cloudInit?.(vmId) ?? cloudInitDone(vmId),
      onKeepIdentity: () => void this.#say('keep-identity'),
      onPower: (action) => void this.#obey(vmId, action),
    });
    this.#guests.set(vmId, guest);
  }

  async #endGuest(vmId: string): Promise<void> {
    await this.#guests.get(vmId)?.close();
    this.#guests.delete(vmId);
  }

  async #obey(vmId: string, action: 'shutdown' | 'reboot'): Promise<void> {
    await this.powerOff(vmId);
    this.#tell({ vmId, kind: 'changed' });
    if (action === 'reboot') await this.start(vmId);
    this.#tell({ vmId, kind: 'changed' });
  }

  async #read(vmId: string): Promise<StoredVm> {
    const vm = await this.find(vmId);
    if (vm === null) throw new AppError('not-found', 'There is no such VM.');
    return vm;
  }

  #write(vm: StoredVm): Promise<void> {
    return writeFileDurably(join(this.#folder(vm.vmId), 'vm.json'), JSON.stringify(vm));
  }

  #say(what: string): Promise<void> {
    return appendFile(this.#log(), `${what}\n`);
  }

  #tell(change: VmChange): void {
    for (const onChange of this.#watchers) onChange(change);
  }

  #vms = (): string => join(this.#options.folder, 'vms');
  #log = (): string => join(this.#options.folder, 'done.log');
  #folder = (vmId: string): string => join(this.#vms(), vmId);
  #socketPath = (vmId: string): string => join(this.#options.folder, `${vmId.slice(-4)}.sock`);
}
