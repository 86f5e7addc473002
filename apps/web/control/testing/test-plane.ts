/** The whole control plane but for its pages, on a real Redis and a real database, in a folder of its own. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openDatabase } from '@busbar/db/open-database';
import { newId } from '@busbar/shared/domain/ids';
import { fingerprintOf, publicKeyOf } from '@busbar/shared/identity/keys';
import { createLogger } from '@busbar/shared/logging/create-logger';
import { startTestRedis } from '@busbar/shared/testing/redis-server';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { enrol } from '../../../host-agent/src/link/enrol.ts';
import { readEnvironment } from '../../config/environment.ts';
import { createLocalEnrolment } from '../hosts/local-enrolment.ts';
import { FakeHost } from '../hosts/testing/fake-host.ts';
import { Lifecycle } from '../lifecycle.ts';
import { type ControlPlane, startControlPlane } from '../start-control-plane.ts';

export type TestPlane = ControlPlane & {
  readonly folder: string;
  readonly fingerprint: string;
  readonly newId: () => string;
  readonly redis: Awaited<ReturnType<typeof startTestRedis>>;
  readonly enrolToken: () => Promise<string>;
  /** An enrolled host that has not linked yet. */
  readonly newHost: (hostname?: string) => Promise<FakeHost>;
  readonly stop: () => Promise<void>;
};

export async function startTestPlane(variables: Readonly<Record<string, string>> = {}): Promise<TestPlane> {
  const folder = await temporaryDirectory();
  const redis = await startTestRedis();
  const environment = readEnvironment({
    BUSBAR_DATA: join(folder.path, 'data'),
    BUSBAR_PORT: '0',
    BUSBAR_REDIS: redis.socketPath,
    BUSBAR_LOG_LEVEL: 'silent',
    ...variables,
  });
  const log = createLogger({ name: 'test', level: 'silent' });
  const lifecycle = new Lifecycle((name, error) => {
    throw new Error(`${name} did not stop`, { cause: error });
  });
  const makeId = (): string => newId({ nowMs: Date.now, randomBytes });
  const plane = await startControlPlane({
    environment,
    log,
    lifecycle,
    nowMs: Date.now,
    newId: makeId,
    openDatabase,
    openPages: async () => ({
      owns: () => true,
      handle: (_request, response) => void response.end('a page'),
      close: async () => undefined,
    }),
  });
  const fingerprint = fingerprintOf(publicKeyOf(plane.linkKey));
  const enrolToken = (): Promise<string> =>
    createLocalEnrolment({ db: plane.db, nowMs: Date.now, newId: makeId });
  const newHost = async (hostname = 'host'): Promise<FakeHost> =>
    new FakeHost(
      await enrol({
        url: plane.publicUrl,
        token: await enrolToken(),
        controlFingerprint: fingerprint,
        hostname,
        isProxied: false,
        identityPath: join(folder.path, `${makeId()}.json`),
        signal: AbortSignal.timeout(10_000),
      }),
    );
  const stop = async (): Promise<void> => {
    await lifecycle.stop();
    await redis.stop();
    await folder.remove();
  };
  return { ...plane, folder: folder.path, fingerprint, newId: makeId, redis, enrolToken, newHost, stop };
}
