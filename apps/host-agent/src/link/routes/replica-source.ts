/** GET images/<driver>/<image> and its files: an image of this host, for a host that is to have it too. */
import { open } from 'node:fs/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import { writeChunk } from '@busbar/shared/http2/json-lines';
import { beginResponse, endOk } from '@busbar/shared/http2/respond';
import type { RouteHandler, RouterRequest } from '@busbar/shared/http2/router';
import { DriverName } from '@busbar/shared/protocol/host-facts';
import { ReplicaFile, ReplicaSource } from '@busbar/shared/protocol/replicas';
import { z } from 'zod';
import { imageMakingOf } from '../../hypervisor/image-making.ts';
import { describeReplica, findReplicaFile } from '../../images/replicas/describe-replica.ts';
import type { Fleet } from '../../vms/fleet.ts';

export type ReplicaSourceDeps = { readonly fleet: Pick<Fleet, 'driver'> };

const chunkBytes = 256 * 1024;

export const replicaSourceHandler = (deps: ReplicaSourceDeps): RouteHandler =>
  jsonHandler(z.object({}), ReplicaSource, (_input, { params, signal }) => {
    const { driver, folder } = imagesOf(deps, params);
    return describeReplica({ driver, folder }, params.image ?? '', signal);
  });

export const replicaFileHandler =
  (deps: ReplicaSourceDeps): RouteHandler =>
  async ({ stream, params, query, signal }) => {
    const { folder } = imagesOf(deps, params);
    const from = fromOf(query);
    const sha256 = ReplicaFile.shape.sha256.safeParse(query.get('sha256')).data ?? '';
    const { image = '', file: name = '' } = params;
    // Open, it stays what it is also when the image is removed meanwhile.
    await using file = await open(await findReplicaFile(folder, { image, file: name, sha256 }), 'r');
    beginResponse(stream);
    for (let at = from; ; ) {
      signal.throwIfAborted();
      // A stream keeps what it has not sent yet, so each piece has a buffer of its own.
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, at);
      if (bytesRead === 0) break;
      at += bytesRead;
      await writeChunk(stream, buffer.subarray(0, bytesRead));
    }
    endOk(stream);
  };

function imagesOf({ fleet }: ReplicaSourceDeps, params: RouterRequest['params']) {
  const driver = DriverName.safeParse(params.driver);
  if (!driver.success) throw new AppError('not-found', 'There is no such driver.');
  return { driver: driver.data, folder: imageMakingOf(fleet.driver(driver.data)).folder };
}

/** The byte to begin with. @throws AppError `invalid-input` */
export function fromOf(query: URLSearchParams): number {
  const from = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).safeParse(query.get('from'));
  if (from.success) return from.data;
  throw new AppError('invalid-input', '`from` is no place in a file.');
}
