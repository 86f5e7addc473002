/**
 * Enrols one host without a person: where `BUSBAR_ENROL_FILE` names a file that both programs reach (a volume
 * of docker-compose.yml), the host's one-time enrolment lies there for as long as no host has used it.
 */
import { rename, rm, writeFile } from 'node:fs/promises';
import type { Database } from '@busbar/db/database';
import { toAppError } from '@busbar/shared/errors/app-error';
import type { Log } from '../deps.ts';
import type { ChangeBus } from '../realtime/change-bus.ts';
import { createLocalEnrolment, localEnrolmentLifetimeMs } from './local-enrolment.ts';

export type EnrolFileDeps = {
  readonly db: Database;
  readonly log: Log;
  readonly nowMs: () => number;
  readonly newId: () => string;
  readonly changes: Pick<ChangeBus, 'listen'>;
  readonly path: string;
  readonly url: string;
  /** Fingerprint of the control plane's key, `sha256:…`. */
  readonly key: string;
};

const note = 'enrolment file';

export class EnrolFile {
  readonly #deps: EnrolFileDeps;
  readonly #stops: (() => void)[] = [];
  #turn: Promise<void> = Promise.resolve();
  #writtenAtMs = Number.NEGATIVE_INFINITY;

  constructor(deps: EnrolFileDeps) {
    this.#deps = deps;
  }

  /** Resolves once the file is there, or need not be. Problems are logged and tried again later. */
  async start(): Promise<void> {
    const { changes } = this.#deps;
    const stopListening = changes.listen(({ entity }) => {
      if (entity === 'host') void this.#look();
    });
    const timer = setInterval(() => void this.#look(), localEnrolmentLifetimeMs / 4);
    this.#stops.push(stopListening, () => clearInterval(timer));
    await this.#look();
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops) stop();
    await this.#turn;
  }

  #look(): Promise<void> {
    this.#turn = this.#turn
      .then(() => this.#refresh())
      .catch((thrown: unknown) =>
        this.#deps.log.error({ error: toAppError(thrown) }, 'the enrolment file could not be written'),
      );
    return this.#turn;
  }

  async #refresh(): Promise<void> {
    const { db, path, url, key, nowMs } = this.#deps;
    if (await hasHost(db)) {
      await rm(path, { force: true });
      this.#writtenAtMs = Number.NEGATIVE_INFINITY;
      return;
    }
    // Whoever finds the file has at least half of a token's life to use it.
    if (nowMs() - this.#writtenAtMs < localEnrolmentLifetimeMs / 2) return;
    const token = await createLocalEnrolment(this.#deps, note);
    await writeFile(`${path}.new`, JSON.stringify({ url, token, key }), { mode: 0o600 });
    await rename(`${path}.new`, path);
    this.#writtenAtMs = nowMs();
  }
}

/** Whether a host that came by the file is still one of ours. */
async function hasHost(db: Database): Promise<boolean> {
  const used = await db.read.enrolmentToken.findMany({
    where: { note, hostId: { not: null } },
    select: { hostId: true },
  });
  const ids = used.map(({ hostId }) => hostId).filter((id) => id !== null);
  return (await db.read.host.count({ where: { id: { in: ids }, state: { not: 'removed' } } })) > 0;
}
