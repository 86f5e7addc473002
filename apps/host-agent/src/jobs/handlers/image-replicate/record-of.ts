import { SecureBoot } from '@busbar/shared/domain/image';
import { AppError } from '@busbar/shared/errors/app-error';
import type { ReplicaSource } from '@busbar/shared/protocol/replicas';
import { z } from 'zod';
import { BaseImageRecord } from '../../../images/image-record.ts';
import { falseSource, isConverted, makingOf, type ReplicateContext } from './context.ts';

/** What records of all drivers say that means something to another one. */
const ForeignRecord = BaseImageRecord.extend({
  secureBoot: SecureBoot.default('linux'),
  kernelArguments: z.string().nullable().default(null),
});

type Made = {
  readonly at: string;
  readonly virtualSizeBytes: number;
  /** Of a disk that was converted; else it is the other host's. */
  readonly disk?: { readonly sha256: string; readonly sizeBytes: number };
};

/** The record of the image here: all that the other host says of it, and where it is from. @throws AppError `bad-peer` */
export function recordOf(
  context: ReplicateContext,
  { record: told, files }: ReplicaSource,
  { at, virtualSizeBytes, disk }: Made,
): BaseImageRecord {
  const { document, jobId } = context;
  const making = makingOf(context);
  const replicated = { from: document.source.hostName, at, jobId };
  if (isConverted(context)) {
    const { kernelArguments, ...record } = parseForeign(told);
    if (kernelArguments !== null) throw needsItsKernel(context);
    requireName(context, record);
    return making.recordOf({ ...record, ...disk, virtualSizeBytes, replicated });
  }
  const record = making.folder.read(told);
  requireName(context, record);
  if (record.sha256 !== files[0]?.sha256 || record.sizeBytes !== files[0].sizeBytes)
    throw falseSource(context, 'says two things of its disk');
  return { ...record, virtualSizeBytes, replicated };
}

function parseForeign(told: unknown): z.infer<typeof ForeignRecord> {
  const parsed = ForeignRecord.safeParse(told);
  if (parsed.success) return parsed.data;
  throw new AppError('bad-peer', 'What the other host says of its image is not understood.', {
    cause: parsed.error,
  });
}

function requireName(context: ReplicateContext, { name }: BaseImageRecord): void {
  if (name !== context.document.image) throw falseSource(context, 'tells of another image');
}

const needsItsKernel = ({ document: { image, driver } }: ReplicateContext): AppError =>
  new AppError('precondition-failed', `The image ${image} is started by a kernel beside its disk.`, {
    userMessage: `The image “${image}” is started by a kernel beside its disk, which the ${driver} driver does not do. Nothing was copied.`,
  });
