/** Disks that hold what differs from another one in the same folder, and their names. */
import { basename } from 'node:path';
import { z } from 'zod';
import { runProgram } from '../process/run-program.ts';

/** What a VM's disk was when a linked clone was made of it. */
export type Layer = { readonly sourceId: string; readonly layerId: string };

const Info = z.object({
  'virtual-size': z.number(),
  /** Room that the file takes. */
  'actual-size': z.number(),
  filename: z.string(),
  'backing-filename': z.string().optional(),
});
/** As long as chains get that people make. */
const chainLimit = 256;

export const frozenNameOf = (layerId: string): string => `frozen-${layerId}.qcow2`;
export const isFrozenName = (name: string): boolean => /^frozen-[0-9a-f-]{36}\.qcow2$/.test(name);

/** `bytes` null: as large as its base. */
type Overlay = {
  readonly base: string;
  readonly bytes: number | null;
  readonly signal: AbortSignal;
  /** Default: disk.qcow2. */
  readonly name?: string;
};

export async function createOverlay(
  cwd: string,
  { base, bytes, signal, name = 'disk.qcow2' }: Overlay,
): Promise<void> {
  const create = ['create', '-q', '-f', 'qcow2', '-F', 'qcow2', '-b', base, name];
  await runProgram('qemu-img', bytes === null ? create : [...create, String(bytes)], { cwd, signal });
}

/** The name of the disk below; null for one that stands on itself. */
export async function baseOf(cwd: string, name: string, signal: AbortSignal): Promise<string | null> {
  const describe = ['info', '--output=json', '--force-share', '-f', 'qcow2', name];
  const text = await runProgram('qemu-img', describe, { cwd, signal });
  return Info.parse(JSON.parse(text))['backing-filename'] ?? null;
}

export type LayerFacts = { readonly name: string; readonly sizeBytes: number; readonly fileBytes: number };

/** What the disk and all below it are, in this order, also while QEMU has them open. */
export async function layersOf(
  cwd: string,
  name: string,
  signal: AbortSignal,
): Promise<readonly LayerFacts[]> {
  const describe = ['info', '--output=json', '--force-share', '--backing-chain', '-f', 'qcow2', name];
  const text = await runProgram('qemu-img', describe, { cwd, signal });
  return z
    .array(Info)
    .parse(JSON.parse(text))
    .map((info) => ({
      name: basename(info.filename),
      sizeBytes: info['virtual-size'],
      fileBytes: info['actual-size'],
    }));
}

/** The disk and all below it, in this order. */
export async function chainOf(cwd: string, name: string, signal: AbortSignal): Promise<readonly string[]> {
  const chain = [name];
  for (let base = await baseOf(cwd, name, signal); base !== null; base = await baseOf(cwd, base, signal)) {
    if (chain.length >= chainLimit || chain.includes(base))
      throw new Error(`The disks below ${name} have no end.`);
    chain.push(base);
  }
  return chain;
}
