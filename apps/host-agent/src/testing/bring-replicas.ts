/** Brings the jobs of one bench the images of another one's folder, as the control plane does over two links. */
import { createReadStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toAppError } from '@busbar/shared/errors/app-error';
import type { ReplicaSource, ReplicaWish } from '@busbar/shared/protocol/replicas';
import type { ImageFolder } from '../images/image-folder.ts';
import { describeReplica, findReplicaFile } from '../images/replicas/describe-replica.ts';
import type { ReplicaDesk } from '../images/replicas/replica-desk.ts';
import { memoryImageFolder } from './memory-images.ts';

export const replicatedImage = 'debian-13-20260801';

export type Bringing = {
  readonly desk: ReplicaDesk;
  readonly jobId: string;
  /** Where the other host keeps its images. */
  readonly from: string;
  /** What it says of the image, and what of a file; honest by default. */
  readonly told?: (source: ReplicaSource) => ReplicaSource;
  readonly bytes?: (path: string, from: number) => AsyncIterable<Buffer>;
  readonly signal: AbortSignal;
};
export type Brought = { readonly wishes: readonly ReplicaWish[]; readonly done: Promise<void> };

/** Until the signal aborts. Small pieces, so that a crash in the middle is one. */
export function bringReplicas(bringing: Bringing): Brought {
  const { desk, jobId, signal } = bringing;
  const folder = memoryImageFolder(bringing.from);
  const wishes: ReplicaWish[] = [];
  const come = async (): Promise<void> => {
    while (!signal.aborted) {
      const wish = await desk.wishOf(jobId, 20_000, signal);
      wishes.push(wish);
      await bring(bringing, folder, wish).catch((error: unknown) => tell(bringing, error));
    }
  };
  return { wishes, done: come().catch(() => undefined) };
}

/** A job that has ended meanwhile wants to hear nothing. */
function tell({ desk, jobId }: Bringing, error: unknown): void {
  try {
    desk.tell(jobId, toAppError(error));
  } catch (thrown) {
    if (toAppError(thrown).code !== 'conflict') throw thrown;
  }
}

async function bring(bringing: Bringing, folder: ImageFolder, wish: ReplicaWish): Promise<void> {
  const { desk, jobId, signal, told = (source) => source, bytes = bytesOf } = bringing;
  if (wish.kind === 'nothing') return;
  const source = await describeReplica({ driver: 'sandbox', folder }, replicatedImage, signal);
  if (wish.kind === 'source') return desk.bringSource(jobId, told(source));
  const { name, from } = wish;
  const file = source.files.find((each) => each.name === name) ?? { name, sha256: '' };
  const path = await findReplicaFile(folder, { image: replicatedImage, file: name, sha256: file.sha256 });
  await desk.bringFile(jobId, { name, from, body: bytes(path, from), signal });
}

const bytesOf = (path: string, from: number): AsyncIterable<Buffer> =>
  createReadStream(path, { start: from, highWaterMark: 64 * 1024 });

/** An image on the other host, put there by hand. */
export async function putImage(from: string, disk: Buffer, sha256: string): Promise<void> {
  const folder = memoryImageFolder(from);
  const jobId = '018f0000-0000-7000-8000-00000000f001';
  await rm(join(folder.path, replicatedImage), { recursive: true, force: true });
  await folder.begin(jobId);
  await writeFile(folder.newDiskOf(jobId), disk);
  await folder.putInPlace(jobId, {
    ...{ name: replicatedImage, title: 'Debian 13', os: 'Debian GNU/Linux', sha256, hasCloudInit: true },
    ...{ sizeBytes: disk.length, virtualSizeBytes: disk.length },
    imported: {
      ...{ slug: 'debian-13', version: '20260801', source: 'https://mirror.example/debian.img', jobId },
      ...{ sourceFormat: 'qcow2', sourceChecksum: null, defaultUser: 'debian' },
      importedAt: '2026-08-01T00:00:00.000Z',
    },
  });
  await folder.clean(jobId);
}
