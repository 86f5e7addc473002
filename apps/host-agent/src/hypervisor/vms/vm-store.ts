/**
 * One folder per VM, named by its id and by nothing that a person typed:
 *
 *     <folder>/<vmId>/owner.json   whose it is     vm.json   the defined VM     process.json   what runs
 *
 * Knows records and folders, nothing of any hypervisor.
 */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Id } from '@busbar/shared/domain/ids';
import { AppError } from '@busbar/shared/errors/app-error';
import type { DriverName } from '@busbar/shared/protocol/host-facts';
import type { AttachedMedium, MediumRole, VmSpecification } from '../driver.ts';
import { ProcessIdentity } from '../process/process-identity.ts';
import type { VmSize } from '../resizing.ts';
import { KeyedMutex } from './keyed-mutex.ts';
import { checkSpecification, checkVmId, OwnerRecord, VmRecord } from './vm-record.ts';
import { readJson, writeJson } from './write-json.ts';

export class VmStore {
  readonly folder: string;
  readonly #driver: DriverName;
  readonly #names = new KeyedMutex();

  constructor(folder: string, driver: DriverName) {
    this.folder = folder;
    this.#driver = driver;
  }

  /** The VM's folder. @throws AppError `invalid-input`. */
  pathOf(vmId: string, ...parts: readonly string[]): string {
    checkVmId(vmId);
    return join(this.folder, vmId, ...parts);
  }

  /**
   * Makes the VM's folder, or finds it to be this VM's already.
   *
   * @throws AppError `already-exists` when something that is not this VM's is in its place.
   */
  async claimFolder(vm: VmSpecification): Promise<string> {
    checkSpecification(vm);
    return this.claim(vm.vmId);
  }

  /** As `claimFolder`, for a VM that is known already. */
  async claim(vmId: string): Promise<string> {
    const path = this.pathOf(vmId);
    await mkdir(path, { recursive: true, mode: 0o700 });
    const owner = await readJson(join(path, 'owner.json'), OwnerRecord);
    if (owner?.vmId === vmId && owner.driver === this.#driver) return path;
    if (owner !== null || (await readdir(path)).length > 0) {
      throw new AppError(
        'already-exists',
        `${path} holds something that is not this VM's. It was left as it is.`,
      );
    }
    await writeJson(join(path, 'owner.json'), { vmId, driver: this.#driver });
    return path;
  }

  /** The folder of a VM that has come from another host, with its files in it or without. @throws AppError `already-exists` */
  async own(vmId: string): Promise<void> {
    await mkdir(this.pathOf(vmId), { recursive: true, mode: 0o700 });
    const path = this.pathOf(vmId, 'owner.json');
    const owner = await readJson(path, OwnerRecord);
    if (owner !== null && owner.vmId !== vmId)
      throw new AppError('already-exists', `${path} is another VM's. It was left as it is.`);
    if (owner === null) await writeJson(path, { vmId, driver: this.#driver });
  }

  /** Defines the VM. Idempotent. @throws AppError `already-exists` when another VM has the name. */
  define(vm: VmSpecification): Promise<void> {
    checkSpecification(vm);
    return this.#names.run('names', async () => {
      const others = await this.list();
      if (others.some(({ vmId, name }) => name === vm.name && vmId !== vm.vmId)) {
        throw new AppError(
          'already-exists',
          `This host already has a VM named "${vm.name}". Choose another name.`,
        );
      }
      if (others.some(({ vmId }) => vmId === vm.vmId)) return;
      await this.#write({ ...pick(vm), media: [] });
    });
  }

  /** `null` when there is no such VM. */
  async find(vmId: string): Promise<VmRecord | null> {
    return readJson(this.pathOf(vmId, 'vm.json'), VmRecord);
  }

  /** @throws AppError `not-found`. */
  async get(vmId: string): Promise<VmRecord> {
    const record = await this.find(vmId);
    if (record === null) throw new AppError('not-found', `This host has no VM ${vmId}.`);
    return record;
  }

  async list(): Promise<readonly VmRecord[]> {
    const records = await Promise.all((await this.folders()).map((vmId) => this.find(vmId)));
    return records.filter((record) => record !== null);
  }

  /** Ids of all VMs that have a folder, defined or not. */
  async folders(): Promise<readonly string[]> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    return (await readdir(this.folder)).filter((name) => Id.safeParse(name).success);
  }

  async setMedium(vmId: string, role: MediumRole, medium: AttachedMedium | null): Promise<void> {
    const record = await this.get(vmId);
    const others = record.media.filter((attached) => attached.role !== role);
    await this.#write({ ...record, media: medium === null ? others : [...others, medium] });
  }

  async setMedia(vmId: string, media: readonly AttachedMedium[]): Promise<void> {
    await this.#write({ ...(await this.get(vmId)), media: [...media] });
  }

  /** Null for a VM that begins anew when it is next started. */
  async setResumesFrom(vmId: string, checkpointId: string | null): Promise<void> {
    const { resumesFrom = null, ...record } = await this.get(vmId);
    if (resumesFrom === checkpointId) return;
    await this.#write(checkpointId === null ? record : { ...record, resumesFrom: checkpointId });
  }

  /** For the next start. @throws AppError `not-found`. */
  async setSize(vmId: string, size: Partial<VmSize>): Promise<void> {
    await this.#write({ ...(await this.get(vmId)), ...size });
  }

  readProcess(vmId: string): Promise<ProcessIdentity | null> {
    return readJson(this.pathOf(vmId, 'process.json'), ProcessIdentity);
  }

  writeProcess(vmId: string, identity: ProcessIdentity): Promise<void> {
    return writeJson(this.pathOf(vmId, 'process.json'), identity);
  }

  #write(record: VmRecord): Promise<void> {
    return writeJson(this.pathOf(record.vmId, 'vm.json'), record);
  }
}

const pick = (vm: VmSpecification): Omit<VmRecord, 'media'> => ({
  vmId: vm.vmId,
  name: vm.name,
  image: vm.image,
  cpuCount: vm.cpuCount,
  memoryBytes: vm.memoryBytes,
  diskBytes: vm.diskBytes,
  network: vm.network,
});
