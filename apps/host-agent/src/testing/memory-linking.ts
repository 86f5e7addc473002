import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PowerState } from '@busbar/shared/domain/vm-state';
import type { VmSpecification } from '../hypervisor/driver.ts';
import { type Linking, requireLinkable } from '../hypervisor/linking.ts';

export type MemoryLinkingDeps = {
  readonly read: (vmId: string) => Promise<VmSpecification & { readonly power: PowerState }>;
  readonly folderOf: (vmId: string) => string;
  readonly say: (what: string) => Promise<void>;
};

/** Of the driver for tests: a layer is a file beside the disk. */
export class MemoryLinking implements Linking {
  readonly #deps: MemoryLinkingDeps;

  constructor(deps: MemoryLinkingDeps) {
    this.#deps = deps;
  }

  async look(sourceId: string): Promise<VmSpecification> {
    const { power, ...source } = await this.#deps.read(sourceId);
    requireLinkable(source.name, { power, checkpointCount: 0, dataDiskCount: 0 });
    return source;
  }

  async freeze(sourceId: string, layerId: string): Promise<VmSpecification> {
    const source = await this.look(sourceId);
    await writeFile(this.#layer(sourceId, layerId), 'frozen');
    await this.#deps.say('freeze');
    return source;
  }

  async createDiskOn(
    { sourceId, layerId }: { readonly sourceId: string; readonly layerId: string },
    { vmId }: VmSpecification,
  ): Promise<void> {
    await readFile(this.#layer(sourceId, layerId));
    await mkdir(this.#deps.folderOf(vmId), { recursive: true });
    await writeFile(join(this.#deps.folderOf(vmId), 'disk'), 'linked');
    await this.#deps.say('create-disk-on');
  }

  async thaw(sourceId: string, layerId: string): Promise<void> {
    await rm(this.#layer(sourceId, layerId), { force: true });
    await this.#deps.say('thaw');
  }

  #layer = (vmId: string, layerId: string): string => join(this.#deps.folderOf(vmId), `layer-${layerId}`);
}
