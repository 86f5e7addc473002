/** Whether a folder is an export as it was written, and what to do where it is not. Changes nothing. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { Progress } from '../hypervisor/driver.ts';
import { sumFile } from '../storage/sum-file.ts';
import { ExportRecord, recordName } from './export-record.ts';
import { bytesOf, filesIn } from './files-in.ts';
import { readSums, sumsName } from './sums-text.ts';

/** Records and lists of sums are small; larger ones are not ours. */
const textLimitBytes = 8 * 1024 * 1024;
const versionInForce = ExportRecord.shape.version.value;

/** @throws AppError `not-found`; `precondition-failed` for what is no export, or not one that is understood here */
export async function readExport(folder: string, id: string): Promise<ExportRecord> {
  const text = await readText(join(folder, recordName));
  if (text === null) throw gone(id);
  const json = parseJson(text);
  const version = z.object({ version: z.number() }).safeParse(json).data?.version ?? null;
  if (version !== null && version > versionInForce) {
    throw refused(
      `The export ${id} is of version ${version}, and this host agent understands version ${versionInForce}.`,
      'Update the host agent, then import it.',
    );
  }
  const record = ExportRecord.safeParse(json);
  if (!record.success) {
    throw refused(`The ${recordName} of the export ${id} is damaged or is none of Busbar.`, fetchAgain);
  }
  if (record.data.id === id) return record.data;
  throw refused(
    `The folder ${id} holds the export ${record.data.id}.`,
    'Give the folder the name that its export.json says.',
  );
}

/**
 * Reads every file and compares it with the sum that was written with it. How many there are.
 *
 * @throws AppError `precondition-failed` that names the first file which is missing, changed or was added
 */
export async function verifySums(
  folder: string,
  id: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<number> {
  const text = await readText(join(folder, sumsName));
  if (text === null) throw refused(`The export ${id} has no ${sumsName}: it was copied in part.`, fetchAgain);
  const sums = readSums(text);
  if (sums === null) throw refused(`The ${sumsName} of the export ${id} is damaged.`, fetchAgain);
  const paths = (await filesIn(folder)).filter((path) => path !== sumsName);
  refuseOtherFiles(id, paths, [...sums.keys()]);
  const total = await bytesOf(folder, paths);
  let done = 0;
  const onBytes = (count: number): void => {
    done += count;
    progress(done, total);
  };
  for (const path of paths) {
    const sum = await sumFile(join(folder, path), onBytes, signal);
    if (sum !== sums.get(path))
      throw refused(`“${path}” of the export ${id} is not as it was written.`, fetchAgain);
  }
  return paths.length;
}

function refuseOtherFiles(id: string, paths: readonly string[], summed: readonly string[]): void {
  const missing = summed.find((path) => !paths.includes(path));
  if (missing !== undefined)
    throw refused(`“${missing}” of the export ${id} is missing: it was copied in part.`, fetchAgain);
  const added = paths.find((path) => !summed.includes(path));
  if (added !== undefined)
    throw refused(`“${added}” was put into the export ${id} later.`, 'Take it out, then import it.');
}

const fetchAgain = 'Copy the folder from where it came from once more, or make the export anew.';

const refused = (reason: string, remedy: string): AppError =>
  new AppError('precondition-failed', reason, { userMessage: `${reason} ${remedy} Nothing was made.` });

const gone = (id: string): AppError =>
  new AppError('not-found', `This host has no export ${id}.`, {
    userMessage: `The host no longer has the export ${id}. Nothing was made.`,
  });

/** `null` when there is no such file. */
async function readText(path: string): Promise<string | null> {
  try {
    const { size } = await stat(path);
    return size > textLimitBytes ? '' : await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
