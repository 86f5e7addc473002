/**
 * How an image gets from one host to another: the control plane comes by at the host that wants it, asks what its job
 * wants, fetches that from the host that has it, and leaves it. Neither host is told where the other is, or can ask for
 * anything of it: which image goes where is in the job's row alone. Messages of the link, since 1.16:
 *
 *   GET  images/<driver>/<image>                           → ReplicaSource, once its disk is what its record says
 *   GET  images/<driver>/<image>/files/<file>?from=&sha256=  → the file's bytes from there on
 *   GET  replicas/<job>                                    → ReplicaWish; held open until the job wants something
 *   POST replicas/<job>/source      ReplicaSource → {}
 *   PUT  replicas/<job>/files/<file>?from=    the file's bytes from there on → {}
 *   POST replicas/<job>/trouble     ReplicaTrouble → {}
 */
import { z } from 'zod';
import { WireError } from '../errors/wire-error.ts';
import { ByteCount } from './bounds.ts';
import { DriverName } from './host-facts.ts';

/** The name of one of an image's files in its folder, never a path. */
export const ReplicaFileName = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/);
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const ReplicaFile = z.object({ name: ReplicaFileName, sizeBytes: ByteCount, sha256: Sha256 });
export type ReplicaFile = z.infer<typeof ReplicaFile>;

/** An image as the host that has it describes it. */
export const ReplicaSource = z.object({
  driver: DriverName,
  /** What lies beside its disk, which the other host parses by what it knows of the driver. At most 64 KiB. */
  record: z.record(z.string(), z.unknown()),
  /** The disk first. */
  files: z.array(ReplicaFile).min(1).max(8),
});
export type ReplicaSource = z.infer<typeof ReplicaSource>;

/** What a job wants now. */
export const ReplicaWish = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('nothing') }),
  z.object({ kind: z.literal('source') }),
  z.object({ kind: z.literal('file'), name: ReplicaFileName, from: ByteCount }),
]);
export type ReplicaWish = z.infer<typeof ReplicaWish>;

/** Why it cannot be brought: for now (`retryable`), or at all. */
export const ReplicaTrouble = z.object({ error: WireError });

/** Bytes of a `ReplicaSource` as JSON. */
export const replicaSourceLimitBytes = 64 * 1024;
/** How long a host holds the question for a wish open. */
export const wishPatienceMs = 20_000;

export const imagePath = (driver: DriverName, image: string): string => `/v1/images/${driver}/${image}`;
export const imageFilePath = (
  { driver, image }: { readonly driver: DriverName; readonly image: string },
  file: Pick<ReplicaFile, 'name' | 'sha256'>,
  from: number,
): string => `${imagePath(driver, image)}/files/${file.name}?from=${from}&sha256=${file.sha256}`;
export const wishPath = (jobId: string): string => `/v1/replicas/${jobId}`;
export const replicaSourcePath = (jobId: string): string => `${wishPath(jobId)}/source`;
export const replicaTroublePath = (jobId: string): string => `${wishPath(jobId)}/trouble`;
export const replicaFilePath = (jobId: string, name: string, from: number): string =>
  `${wishPath(jobId)}/files/${name}?from=${from}`;
