/** The `.vmcx` of a VM: what says that a folder holds one, and what an import reads. Ours is a JSON text. */
import { z } from 'zod';
import { HypervError } from '../call/hyperv-error.ts';
import type { HostFiles } from '../state/host-files.ts';
import { joinPath } from '../state/host-path.ts';
import { Vm } from '../state/model.ts';

export const ConfigurationFile = z.object({
  simulatedVm: z.literal(1),
  vm: Vm,
  /** Names of the switches that its adapters were connected to, by the switches' ids. */
  switchNames: z.record(z.string(), z.string()),
});
export type ConfigurationFile = z.infer<typeof ConfigurationFile>;

export const configurationPath = (folder: string, vmId: string): string =>
  joinPath(folder, 'Virtual Machines', `${vmId.toUpperCase()}.vmcx`);

export async function writeConfiguration(
  files: HostFiles,
  path: string,
  file: Omit<ConfigurationFile, 'simulatedVm'>,
): Promise<void> {
  await files.write(path, `${JSON.stringify({ simulatedVm: 1, ...file })}\n`);
}

/** @throws HypervError when it is missing or no configuration of ours. */
export async function readConfiguration(files: HostFiles, path: string): Promise<ConfigurationFile> {
  const text = await files.readText(path);
  if (text === null) {
    throw new HypervError('ObjectNotFound', `The configuration file '${path}' was not found. (0x80070002)`);
  }
  try {
    return ConfigurationFile.parse(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof z.ZodError || error instanceof SyntaxError)) throw error;
    throw new HypervError('InvalidData', `The file '${path}' is no configuration of a virtual machine.`);
  }
}
