/**
 * What an export of a QEMU VM consists of: its disks without their bases, the kernel, and what the machine is made with. QEMU
 * has the disks open while the VM runs and would have to copy it itself. Checkpoints stay behind in the VM's own
 * disks, out of which one can be copied for itself (`qemu-checkpoint-exporting.ts`).
 */
import { constants, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiskKind } from '@busbar/shared/domain/disk';
import { z } from 'zod';
import { runProgram } from '../process/run-program.ts';
import type { CopyFiles, VmFiles } from '../vms/recorded-exporting.ts';
import { readJson } from '../vms/write-json.ts';
import { DiskRecord, systemFile } from './disk-record.ts';

/** The job has a deadline of its own. */
const copyDeadlineMs = 24 * 60 * 60_000;
/** Kernel and initrd only of a VM that QEMU itself starts. */
const smallFiles = ['disk.json', 'kernel', 'initrd'] as const;
const formats = ['-f', 'qcow2', '-O', 'qcow2'] as const;
const Measure = z.object({ required: z.number().int().min(0), 'fully-allocated': z.number().int().min(0) });

type Disk = {
  readonly name: string;
  readonly kind: DiskKind;
  /** Its state at this snapshot instead of the present one. */
  readonly snapshot?: string | undefined;
};
type OfSnapshot = Pick<Disk, 'snapshot'>;

const snapshotArguments = ({ snapshot }: OfSnapshot): readonly string[] =>
  snapshot === undefined ? [] : ['-l', `snapshot.name=${snapshot}`];

/** A VM without a record of its disks has none yet. */
async function disksIn(folder: string): Promise<readonly Disk[]> {
  const record = await readJson(join(folder, 'disk.json'), DiskRecord);
  const data = record?.data.map(({ file, kind }) => ({ name: file, kind })) ?? [];
  return [{ name: systemFile, kind: record?.kind ?? 'dynamic' }, ...data];
}

/** About how many bytes a copy of the disk takes. */
export async function measureCopy(cwd: string, disk: Disk, signal: AbortSignal): Promise<number> {
  const { name, kind } = disk;
  const measure = ['measure', '--output=json', ...formats, ...snapshotArguments(disk), name];
  const measured = Measure.parse(JSON.parse(await runProgram('qemu-img', measure, { cwd, signal })));
  return measured[kind === 'fixed' ? 'fully-allocated' : 'required'];
}

export async function measureDisks({ from, signal, snapshot }: VmFiles & OfSnapshot): Promise<number> {
  let bytes = 0;
  for (const disk of await disksIn(from)) bytes += await measureCopy(from, { ...disk, snapshot }, signal);
  return bytes;
}

export async function copyVm(files: CopyFiles & OfSnapshot): Promise<void> {
  const { from, into, bytes, onPart, signal, snapshot } = files;
  for (const name of smallFiles) {
    await copyFile(join(from, name), join(into, name), constants.COPYFILE_FICLONE).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT' || name === 'disk.json') throw error;
      },
    );
  }
  let doneBytes = 0;
  for (const disk of await disksIn(from)) {
    const diskBytes = await measureCopy(from, { ...disk, snapshot }, signal);
    const tell = (part: number): void => onPart((doneBytes + part * diskBytes) / Math.max(1, bytes));
    await copyDisk({
      cwd: from,
      from: disk.name,
      to: join(into, disk.name),
      kind: disk.kind,
      snapshot,
      onPart: tell,
      signal,
    });
    doneBytes += diskBytes;
  }
}

export type CopyDisk = OfSnapshot & {
  readonly cwd: string;
  readonly from: string;
  readonly to: string;
  readonly kind: DiskKind;
  /** Default: none. What the copy stands on, which must hold what the disk does not: what it stands on now. */
  readonly base?: string | null;
  readonly onPart: (part: number) => void;
  readonly signal: AbortSignal;
};

/** Without what is empty in it, and without the snapshots. A file that is there is written over. */
export async function copyDisk({
  cwd,
  from,
  to,
  kind,
  base = null,
  snapshot,
  onPart,
  signal,
}: CopyDisk): Promise<void> {
  const room = kind === 'fixed' ? ['-o', 'preallocation=falloc'] : [];
  const below = base === null ? [] : ['-B', base, '-F', 'qcow2'];
  const state = snapshotArguments({ snapshot });
  await runProgram('qemu-img', ['convert', '-p', ...formats, ...state, ...room, ...below, from, to], {
    cwd,
    signal,
    deadlineMs: copyDeadlineMs,
    onOutput: (text) => {
      const percent = lastPercent(text);
      if (percent !== null) onPart(percent / 100);
    },
  });
}

/** qemu-img says `    (12.34/100%)` and a carriage return, again and again. */
export function lastPercent(text: string): number | null {
  const last = [...text.matchAll(/\((\d{1,3}(?:\.\d+)?)\/100%\)/g)].at(-1)?.[1];
  return last === undefined ? null : Math.min(100, Number(last));
}
