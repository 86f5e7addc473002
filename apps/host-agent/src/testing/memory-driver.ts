/**
 * A hypervisor for tests of what is above it: its VMs are files and in-process guests that speak the real
 * channel protocol. It keeps its state in a folder, so that another process can take it over after a kill,
 * and writes down what it really did, so that a test can see that nothing was done twice.
 */

import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
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
import { MemoryCheckpoints } from './memory-checkpoints.ts';
import { MemoryDisks } from './memory-disks.ts';
import { MemoryExporting } from './memory-exporting.ts';
import { memoryFacts } from './memory-facts.ts';
import { MemoryGuests } from './memory-guests.ts';
import { MemoryHostMoving } from './memory-host-moving.ts';
import { MemoryImages } from './memory-images.ts';
import { memoryImporting } from './memory-importing.ts';
import { MemoryLinking } from './memory-linking.ts';
import { memoryResizing } from './memory-resizing.ts';
import { MemoryStorage } from './memory-storage.ts';
import { MemorySwitches } from './memory-switches.ts';
import { MemoryVms, type StoredVm } from './memory-vms.ts';

export type MemoryDriverOptions = {
  readonly folder: string;
  /** What the guests' cloud-init says. Default: done. */
  readonly cloudInit?: (vmId: string) => CloudInitStatus;
  /** What its image `test` says of itself. Default: a system of no name, whose seed no cloud-init reads. */
  readonly image?: Pick<HostImage, 'os' | 'hasCloudInit'>;
  /** Called in the middle of what takes long, where a crash must do no harm. */
  readonly checkpoint?: (name: string) => void;
};

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
  readonly checkpoints: MemoryCheckpoints;
  readonly media = new IsoDrive({ driver: this });
  readonly pausing: Pausing = {
    pause: (vmId) => this.#rest(vmId, 'paused'),
    resume: (vmId) => this.start(vmId),
  };
  readonly saving: Saving = { save: (vmId) => this.#rest(vmId, 'saved') };
  readonly resizing: Resizing;
  readonly exporting: MemoryExporting;
  readonly disks: MemoryDisks;
  readonly hostMoving: MemoryHostMoving;
  readonly switches: MemorySwitches;
  readonly linking: MemoryLinking;
  readonly importing: Importing;
  readonly imageMaking: MemoryImages;
  readonly storageMoving: MemoryStorage;
  /** Set by tests of what a disk that cannot grow leaves, or be copied. */
  hasFullDisk = false;
  /** Set by tests of what a failed start leaves. */
  refusesToStart = false;
  readonly #options: MemoryDriverOptions;
  readonly #vms: MemoryVms;
  readonly #guests: MemoryGuests;
  readonly #watchers = new Set<(change: VmChange) => void>();

  constructor(options: MemoryDriverOptions) {
    const { folder } = options;
    const vms = new MemoryVms(folder);
    const guests = new MemoryGuests({
      ...{ folder, cloudInit: options.cloudInit },
      onKeepIdentity: () => void vms.say('keep-identity'),
      onPower: (vmId, action) => void this.#obey(vmId, action),
    });
    this.#options = options;
    this.#vms = vms;
    this.#guests = guests;
    const folderOf = (vmId: string): string => vms.folderOf(vmId);
    const read = (vmId: string): Promise<StoredVm> => vms.read(vmId);
    const readWhole = async (vmId: string) => ({ ...(await vms.read(vmId)), network: 'none' as const });
    const hasFullDisk = (): boolean => this.hasFullDisk;
    const checkpoint = (name: string): void => options.checkpoint?.(name);
    const { say } = vms;
    this.checkpoints = new MemoryCheckpoints({
      pathOf: async (vmId) => join(folderOf((await read(vmId)).vmId), 'checkpoints.json'),
      powerOf: async (vmId) => (await read(vmId)).power,
      leaveIn: async (vmId, power) => {
        await guests.end(vmId);
        await vms.write({ ...(await read(vmId)), power });
      },
      say,
    });
    this.resizing = memoryResizing(vms, hasFullDisk);
    this.exporting = new MemoryExporting({ read: readWhole, hasFullDisk, say, checkpoint });
    this.disks = new MemoryDisks({
      ...{ read, folderOf, hasFullDisk, say, checkpoint },
      growSystem: (vmId, bytes) => this.resizing.growDisk(vmId, bytes, AbortSignal.timeout(10_000)),
      countCheckpoints: async (vmId) => (await this.checkpoints.list(vmId)).length,
    });
    this.hostMoving = new MemoryHostMoving({
      ...{ folderOf, hasFullDisk, say, checkpoint },
      isHere: async (vmId) => (await vms.find(vmId)) !== null,
      leave: (vmId) => guests.end(vmId),
    });
    this.linking = new MemoryLinking({ read: readWhole, folderOf, say });
    this.importing = memoryImporting({ folderOf, hasFullDisk, say, checkpoint });
    this.switches = new MemorySwitches({ path: join(folder, 'switches.json'), say });
    this.storageMoving = new MemoryStorage({
      ...{ folder, hasFullDisk, say, checkpoint },
      folderOf: async (vmId) => folderOf((await read(vmId)).vmId),
    });
    this.imageMaking = new MemoryImages({
      ...{ folder, hasFullDisk, checkpoint },
      namesOn: async (image) =>
        (await this.list()).filter((vm) => vm.image === image).map(({ name }) => name),
    });
  }

  /** What was really done so far, by any process: "create-disk", "start", … */
  done(): Promise<readonly string[]> {
    return this.#vms.done();
  }

  async facts(): Promise<DriverFacts> {
    return memoryFacts(this.#vms.folder);
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
    await mkdir(this.#vms.folderOf(vm.vmId), { recursive: true });
    const path = join(this.#vms.folderOf(vm.vmId), 'disk');
    if ((await readFile(path, 'utf8').catch(() => '')) === 'complete') return;
    await writeFile(path, 'part');
    await writeFile(path, 'complete');
    await this.#vms.say('create-disk');
    progress(1, 1);
  }

  async createVm(vm: VmSpecification): Promise<void> {
    const others = await this.list();
    if (others.some(({ vmId }) => vmId === vm.vmId)) return;
    if (others.some(({ name }) => name === vm.name))
      throw new AppError('already-exists', 'The name is taken.');
    const { network: _network, ...size } = vm;
    await this.#vms.write({ ...size, power: 'stopped', media: [], boots: 0 });
    await this.#vms.say('create-vm');
  }

  async attachMedium(vmId: string, medium: AttachedMedium): Promise<void> {
    const vm = await this.#vms.read(vmId);
    await readFile(medium.path);
    const others = vm.media.filter(({ role }) => role !== medium.role);
    const isThere = vm.media.some(({ role, path }) => role === medium.role && path === medium.path);
    await this.#vms.write({ ...vm, media: [...others, medium] });
    if (medium.role === 'iso' && !isThere) await this.#vms.say('insert-iso');
  }

  async detachMedium(vmId: string, role: MediumRole): Promise<void> {
    const vm = await this.#vms.read(vmId);
    const others = vm.media.filter((medium) => medium.role !== role);
    await this.#vms.write({ ...vm, media: others });
    if (role === 'iso' && others.length < vm.media.length) await this.#vms.say('eject-iso');
  }

  async start(vmId: string): Promise<void> {
    const vm = await this.#vms.read(vmId);
    if (vm.power === 'running') return;
    if (this.refusesToStart) throw new AppError('insufficient-storage', 'There is no memory for it.');
    const started: StoredVm = { ...vm, power: 'running', boots: vm.boots + (hasMemory(vm) ? 0 : 1) };
    await this.#vms.write(started);
    await this.#vms.say('start');
    await this.#guests.run(started);
  }

  async requestShutdown(): Promise<void> {
    throw new AppError('unsupported', 'This test driver has no power button.');
  }

  async powerOff(vmId: string): Promise<void> {
    const vm = await this.#vms.read(vmId);
    if (vm.power === 'stopped') return;
    await this.#guests.end(vmId);
    await this.#vms.write({ ...vm, power: 'stopped' });
    await this.#vms.say('power-off');
  }

  async reset(vmId: string): Promise<void> {
    await this.powerOff(vmId);
    await this.start(vmId);
  }

  async delete(vmId: string): Promise<DeletedVm> {
    if (!(await this.#vms.ids()).includes(vmId)) return { removed: [] };
    await this.#guests.end(vmId);
    await rm(this.#vms.folderOf(vmId), { recursive: true, force: true });
    await this.#vms.say('delete');
    return { removed: [this.#vms.folderOf(vmId)] };
  }

  list(): Promise<readonly DriverVm[]> {
    return this.#vms.list();
  }

  find(vmId: string): Promise<StoredVm | null> {
    return this.#vms.find(vmId);
  }

  /** Only what happens inside: as with a real hypervisor, what its caller did is seen late or by looking. */
  async watch(onChange: (change: VmChange) => void, signal: AbortSignal): Promise<void> {
    this.#watchers.add(onChange);
    if (!signal.aborted) await once(signal, 'abort');
    this.#watchers.delete(onChange);
  }

  dialGuest(vmId: string, signal: AbortSignal): Promise<Socket> {
    return this.#guests.dial(vmId, signal);
  }

  async adopt(): Promise<void> {
    await this.#vms.open();
    for (const vm of await this.#vms.list()) if (vm.power === 'running') await this.#guests.run(vm);
  }

  close(): Promise<void> {
    return this.#guests.close();
  }

  /** Its guest is not reached meanwhile, and goes on as the same boot. */
  async #rest(vmId: string, power: 'paused' | 'saved'): Promise<void> {
    const vm = await this.#vms.read(vmId);
    if (vm.power === power) return;
    if (vm.power !== 'running') throw new AppError('precondition-failed', `The VM is ${vm.power}.`);
    await this.#guests.end(vmId);
    await this.#vms.write({ ...vm, power });
    await this.#vms.say(power);
  }

  async #obey(vmId: string, action: 'shutdown' | 'reboot'): Promise<void> {
    await this.powerOff(vmId);
    this.#tell({ vmId, kind: 'changed' });
    if (action === 'reboot') await this.start(vmId);
    this.#tell({ vmId, kind: 'changed' });
  }

  #tell(change: VmChange): void {
    for (const onChange of this.#watchers) onChange(change);
  }
}
