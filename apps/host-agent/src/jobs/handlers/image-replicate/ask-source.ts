/** What the image consists of and says of itself. The host that has it compares its disk with its checksum first. */
import { AppError } from '@busbar/shared/errors/app-error';
import type { ReplicaSource } from '@busbar/shared/protocol/replicas';
import { requireFreeBytes } from '../../../hypervisor/vms/free-bytes.ts';
import { fetchLimitBytes } from '../../../images/sources/fetch-file.ts';
import { keptFreeBytes } from '../../../images/sources/write-body.ts';
import { freeOf } from '../image-import/context.ts';
import {
  falseSource,
  isConverted,
  makingOf,
  mebibytes,
  type ReplicateContext,
  type ReplicateStep,
} from './context.ts';
import { recordOf } from './record-of.ts';
import { tellTrouble } from './tell-trouble.ts';

export const askSource: ReplicateStep = {
  run: async (context) => {
    const { services, document, jobId, signal, log } = context;
    log('info', `Asking ${document.source.hostName} for the image, which it verifies first.`);
    const told = await services.replicas.source({ jobId, signal, onTrouble: tellTrouble(log) });
    const source = isConverted(context) ? { ...told, files: told.files.slice(0, 1) } : told;
    refuseOther(context, source);
    const sizeBytes = source.files.reduce((sum, file) => sum + file.sizeBytes, 0);
    if (sizeBytes > fetchLimitBytes)
      throw new AppError('too-large', `The image is larger than ${fetchLimitBytes / 2 ** 30} GiB.`);
    await requireRoom(context, sizeBytes);
    log('info', `Its disk is intact; the image has ${mebibytes(sizeBytes)}.`);
    return source;
  },
  undo: async (context) => {
    await makingOf(context).folder.clean(context.jobId);
    context.services.reservations.release(context.jobId);
  },
};

/** Not what was asked for, or not what this host could do anything with. */
function refuseOther(context: ReplicateContext, source: ReplicaSource): void {
  const { document } = context;
  const { fileNames } = makingOf(context).folder;
  if (source.driver !== document.source.driver || source.files[0]?.sha256 !== document.sha256)
    throw falseSource(context, 'has another image under this name by now');
  const isKnown = ({ name }: { name: string }, index: number): boolean =>
    index === 0 ? name === fileNames[0] : fileNames.indexOf(name) > 0;
  const isEachOnce = new Set(source.files.map(({ name }) => name)).size === source.files.length;
  if (!isConverted(context) && !(isEachOnce && source.files.every(isKnown)))
    throw falseSource(context, 'has files of the image that this host does not know');
  recordOf(context, source, { at: new Date(0).toISOString(), virtualSizeBytes: 1 });
}

async function requireRoom(context: ReplicateContext, sizeBytes: number): Promise<void> {
  const { services, jobId, document } = context;
  const folder = await makingOf(context).folder.begin(jobId);
  // What is made by a conversion is measured before it begins; it is about as large.
  const bytes = isConverted(context) ? 2 * sizeBytes : sizeBytes;
  await requireFreeBytes(folder, bytes + keptFreeBytes, freeOf(context));
  services.reservations.hold(jobId, { name: `image ${document.driver}/${document.image}`, bytes });
}
