/**
 * `qemu-img` on a disk that somebody else has made. It is told the format and that there is no backing file, whatever the
 * disk says; on Linux it gets no more memory and time than an honest disk needs.
 */
import { access } from 'node:fs/promises';
import type { DiskFormat } from '@busbar/shared/domain/image';
import { z } from 'zod';
import type { Progress } from '../hypervisor/driver.ts';
import { findProgram } from '../hypervisor/process/find-program.ts';
import { runProgram } from '../hypervisor/process/run-program.ts';
import { lastPercent } from '../hypervisor/qemu/qemu-exporting.ts';

export type SourceOfConversion = {
  readonly path: string;
  readonly format: DiskFormat;
  readonly virtualSizeBytes: number;
};
export type QemuImgConversion = SourceOfConversion & {
  /** Arguments that say what is made and where; the output comes last. */
  readonly output: readonly string[];
  readonly progress: Progress;
  readonly signal: AbortSignal;
};

/** Where QEMU's own installer for Windows puts it. */
const windowsPath = 'C:\\Program Files\\qemu\\qemu-img.exe';
const measureDeadlineMs = 10 * 60_000;
/** The job has a deadline of its own. */
const convertDeadlineMs = 24 * 60 * 60_000;
const addressSpaceBytes = 8 * 2 ** 30;
const Measure = z.object({ required: z.number().int().min(0) });

/** Null where it is not installed. */
export async function findQemuImg(): Promise<string | null> {
  if (process.platform !== 'win32') return findProgram('qemu-img');
  const isThere = await access(windowsPath).then(
    () => true,
    () => false,
  );
  return isThere ? windowsPath : null;
}

/** About how many bytes the disk has as qcow2, and so in any format that leaves out what is empty. */
export async function measureDisk(
  program: string,
  source: SourceOfConversion,
  signal: AbortSignal,
): Promise<number> {
  const args = ['measure', '--output=json', '-O', 'qcow2', nameOf(source)];
  const text = await run(program, args, { signal, deadlineMs: measureDeadlineMs });
  return Measure.parse(JSON.parse(text)).required;
}

export async function convertDisk(program: string, conversion: QemuImgConversion): Promise<void> {
  const { output, progress, signal, virtualSizeBytes } = conversion;
  const [target = '', ...options] = output.toReversed();
  const args = ['convert', '-p', ...options.toReversed(), nameOf(conversion), target];
  await run(program, args, {
    signal,
    deadlineMs: convertDeadlineMs,
    onOutput: (text) => {
      const percent = lastPercent(text);
      if (percent !== null) progress(Math.round((percent / 100) * virtualSizeBytes), virtualSizeBytes);
    },
  });
  progress(virtualSizeBytes, virtualSizeBytes);
}

/** In this form no character of the path has a meaning, and nothing that the disk names is opened. */
const nameOf = ({ path, format }: SourceOfConversion): string =>
  `json:${JSON.stringify({ driver: format, backing: null, file: { driver: 'file', filename: path } })}`;

type RunOptions = Parameters<typeof runProgram>[2];

async function run(program: string, args: readonly string[], options: RunOptions): Promise<string> {
  const limiter = process.platform === 'linux' ? await findProgram('prlimit') : null;
  if (limiter === null) return runProgram(program, args, options);
  return runProgram(limiter, [`--as=${addressSpaceBytes}`, '--core=0', program, ...args], options);
}
