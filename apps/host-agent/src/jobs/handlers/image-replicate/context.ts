import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { ReplicaSource } from '@busbar/shared/protocol/replicas';
import { type ImageMaking, imageMakingOf } from '../../../hypervisor/image-making.ts';
import { detectDisk, type SourceDisk } from '../../../images/formats/detect-disk.ts';
import { withDiskBytes } from '../../../images/formats/disk-bytes.ts';
import type { StepContext, StepHandler } from '../../step-handler.ts';
import type { JobServices } from '../services.ts';

export type ReplicateContext = StepContext<'image.replicate', JobServices>;
export type ReplicateStep = StepHandler<'image.replicate', JobServices>;

export const makingOf = ({ services, document }: ReplicateContext): ImageMaking =>
  imageMakingOf(services.fleet.driver(document.driver));

/** What the other host has said of the image, as `ask-source` has taken it. */
export const sourceOf = ({ outputOf }: Pick<ReplicateContext, 'outputOf'>): ReplicaSource =>
  ReplicaSource.parse(outputOf('ask-source'));

/** Between drivers only the disk goes, which is converted. */
export const isConverted = ({ document }: Pick<ReplicateContext, 'document'>): boolean =>
  document.driver !== document.source.driver;

/** Where a file of the image is copied to; under its own name it would be taken for the disk that is made. */
export const copyOf = (context: ReplicateContext, name: string): string =>
  join(makingOf(context).folder.partialOf(context.jobId), `${name}.copy`);

/** A disk that leads to no other file, whoever has made it (ADR 28). */
export const lookAtDisk = (path: string): Promise<SourceDisk> => withDiskBytes(path, detectDisk);

/** @throws what is to be done about a host that says one thing and does another */
export const falseSource = ({ document: { source, image } }: ReplicateContext, what: string): AppError =>
  new AppError('bad-peer', `${source.hostName} ${what}.`, {
    userMessage: `${source.hostName} ${what}. Nothing was copied. Verify the image “${image}” there; if it is intact, copy it again.`,
  });

export const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;
