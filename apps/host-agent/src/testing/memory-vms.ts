/** The VMs of the test hypervisor as it keeps them: a file in a folder of each, and a line for what was really done. */
import { appendFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import type { DriverVm } from '../hypervisor/driver.ts';
import { writeFileDurably } from '../storage/write-file-durably.ts';

export type StoredVm = DriverVm & { readonly boots: number; readonly diskBytes: number };

export class MemoryVms {
  /** Of all VMs. */
  readonly folder: string;
  readonly #log: string;

  constructor(folder: string) {
    this.folder = join(folder, 'vms');
    this.#log = join(folder, 'done.log');
  }

  open(): Promise<unknown> {
    return mkdir(this.folder, { recursive: true });
  }

  /** Of this VM, which need not be there. */
  folderOf(vmId: string): string {
    return join(this.folder, vmId);
  }

  /** Ids of all that have a folder. */
  ids(): Promise<readonly string[]> {
    return readdir(this.folder).catch((): string[] => []);
  }

  async list(): Promise<readonly StoredVm[]> {
    const ids = await this.ids();
    return (await Promise.all(ids.map((vmId) => this.find(vmId)))).filter((vm) => vm !== null);
  }

  async find(vmId: string): Promise<StoredVm | null> {
    const text = await readFile(join(this.folderOf(vmId), 'vm.json'), 'utf8').catch(() => null);
    return text === null ? null : (JSON.parse(text) as StoredVm);
  }

  /** @throws `not-found` */
  async read(vmId: string): Promise<StoredVm> {
    const vm = await this.find(vmId);
    if (vm === null) throw new AppError('not-found', 'There is no such VM.');
    return vm;
  }

  write(vm: StoredVm): Promise<void> {
    return writeFileDurably(join(this.folderOf(vm.vmId), 'vm.json'), JSON.stringify(vm));
  }

  /** What was really done so far, by any process: "create-disk", "start", … */
  async done(): Promise<readonly string[]> {
    const text = await readFile(this.#log, 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }

  readonly say = (what: string): Promise<void> => appendFile(this.#log, `${what}\n`);
}
