/** Whether a folder is a copy of a VM as it was written, and what to do where it is not. Changes nothing. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { Progress } from '../hypervisor/driver.ts';
import { sumFile } from '../storage/sum-file.ts';
import type { CopyKind, CopyRecord } from './copy-kind.ts';
import { bytesOf, filesIn } from './files-in.ts';
import { readSums, sumsName } from './sums-text.ts';

/** Records and lists of sums are small; larger ones are not ours. */
const textLimitBytes = 8 * 1024 * 1024;
const versionInForce = 1;

/** Of which kind, which one, and where it is. */
export type CopyAt<Record extends CopyRecord> = {
  readonly kind: CopyKind<Record>;
  readonly folder: string;
  readonly id: string;
};

/** @throws AppError `not-found`; `precondition-failed` for what is none, or not one that is understood here */
export async function readCopy<Record extends CopyRecord>({
  kind,
  folder,
  id,
}: CopyAt<Record>): Promise<Record> {
  const { word, verb, recordName } = kind;
  const text = await readText(join(folder, recordName));
  if (text === null) throw goneCopy(word, id);
  const json = parseJson(text);
  const version = z.object({ version: z.number() }).safeParse(json).data?.version ?? null;
  if (version !== null && version > versionInForce) {
    throw refused(
      `The ${word} ${id} is of version ${version}, and this host agent understands version ${versionInForce}.`,
      `Update the host agent, then ${verb} it.`,
    );
  }
  const record = kind.schema.safeParse(json);
  if (!record.success) {
    throw refused(
      `The ${recordName} of the ${word} ${id} is damaged or is none of Busbar.`,
      fetchAgain(word),
    );
  }
  if (record.data.id === id) return record.data;
  throw refused(
    `The folder ${id} holds the ${word} ${record.data.id}.`,
    `Give the folder the name that its ${recordName} says.`,
  );
}

/**
 * Reads every file and compares it with the sum that was written with it. How many there are.
 *
 * @throws AppError `precondition-failed` that names the first file which is missing, changed or was added
 */
export async function verifySums<Record extends CopyRecord>(
  { kind, folder, id }: CopyAt<Record>,
  progress: Progress,
  signal: AbortSignal,
): Promise<number> {
  const { word } = kind;
  const text = await readText(join(folder, sumsName));
  if (text === null)
    throw refused(`The ${word} ${id} has no ${sumsName}: it was copied in part.`, fetchAgain(word));
  const sums = readSums(text);
  if (sums === null) throw refused(`The ${sumsName} of the ${word} ${id} is damaged.`, fetchAgain(word));
  const paths = (await filesIn(folder)).filter((path) => path !== sumsName && !kind.isBeside(path));
  refuseOtherFiles(kind, id, { paths, summed: [...sums.keys()] });
  const total = await bytesOf(folder, paths);
  let done = 0;
  const onBytes = (count: number): void => {
    done += count;
    progress(done, total);
  };
  for (const path of paths) {
    const sum = await sumFile(join(folder, path), onBytes, signal);
    if (sum !== sums.get(path))
      throw refused(`“${path}” of the ${word} ${id} is not as it was written.`, fetchAgain(word));
  }
  return paths.length;
}

type Paths = { readonly paths: readonly string[]; readonly summed: readonly string[] };

function refuseOtherFiles(
  { word, verb }: Pick<CopyKind<CopyRecord>, 'word' | 'verb'>,
  id: string,
  { paths, summed }: Paths,
): void {
  const missing = summed.find((path) => !paths.includes(path));
  if (missing !== undefined)
    throw refused(`“${missing}” of the ${word} ${id} is missing: it was copied in part.`, fetchAgain(word));
  const added = paths.find((path) => !summed.includes(path));
  if (added !== undefined)
    throw refused(`“${added}” was put into the ${word} ${id} later.`, `Take it out, then ${verb} it.`);
}

const fetchAgain = (word: string): string =>
  `Copy the folder from where it came from once more, or make the ${word} anew.`;

const refused = (reason: string, remedy: string): AppError =>
  new AppError('precondition-failed', reason, { userMessage: `${reason} ${remedy} Nothing was made.` });

export const goneCopy = (word: string, id: string): AppError =>
  new AppError('not-found', `This host has no ${word} ${id}.`, {
    userMessage: `The host no longer has the ${word} ${id}. Nothing was made.`,
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
