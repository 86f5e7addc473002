/** What the applier has done: its status, in the shape of cloud-init's, and its log. */
import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CloudInitStatus } from '@busbar/shared/protocol/channel';
import { appliedStatusPath, keptStatusPath } from '../platform/linux/cloud-init-status.ts';

export const applierLogPath = 'var/log/busbar-applier.log';
const errorLimit = 16;

export class ApplierLog {
  readonly #root: string;
  readonly #nowMs: () => number;
  #status: CloudInitStatus = {
    state: 'running',
    stages: [],
    errors: [],
    instanceId: null,
    datasource: 'BusbarSandbox (applied by the sandbox applier, not by cloud-init)',
    simulated: true,
  };

  constructor(root: string, nowMs: () => number) {
    this.#root = root;
    this.#nowMs = nowMs;
  }

  get status(): CloudInitStatus {
    return this.#status;
  }

  /** A log that cannot be written, on a full disk perhaps, ends nothing: what failed for it is in the status. */
  async line(text: string): Promise<void> {
    const path = join(this.#root, applierLogPath);
    const line = `${new Date(this.#nowMs()).toISOString()} ${text.trimEnd()}\n`;
    await mkdir(dirname(path), { recursive: true })
      .then(() => appendFile(path, line))
      .catch(() => undefined);
  }

  /** What failed outside of a stage. */
  async failed(error: unknown): Promise<void> {
    const text = describe('applier', error);
    await this.line(`failed: ${text}`);
    await this.#publish({ ...this.#status, errors: [...this.#status.errors, text.slice(0, 4096)] });
  }

  async begin(instanceId: string): Promise<void> {
    await this.line(
      'This is the applier of Busbar sandboxes. It is not cloud-init and knows only a part of it.',
    );
    await this.#publish({ ...this.#status, instanceId: instanceId.slice(0, 256) });
  }

  /** Runs one stage; what its parts throw becomes its errors, as in cloud-init, and the next stage follows. */
  async stage(name: string, parts: readonly (readonly [string, () => Promise<void>])[]): Promise<void> {
    const stage = { name, startedAt: this.#nowMs(), endedAt: null as number | null, errors: [] as string[] };
    await this.#publish({ ...this.#status, stages: [...this.#status.stages, stage] });
    for (const [part, work] of parts) {
      try {
        await work();
      } catch (error) {
        const text = describe(part, error);
        await this.line(`${part} failed: ${text}`);
        if (stage.errors.length < errorLimit) stage.errors.push(text.slice(0, 4096));
      }
    }
    const ended = { ...stage, endedAt: this.#nowMs() };
    const errors = [...this.#status.errors, ...stage.errors];
    await this.#publish({ ...this.#status, errors, stages: [...this.#status.stages.slice(0, -1), ended] });
  }

  async end(): Promise<void> {
    await this.#publish({ ...this.#status, state: this.#status.errors.length > 0 ? 'error' : 'done' });
    await this.line(`ended: ${this.#status.state}`);
  }

  async #publish(status: CloudInitStatus): Promise<void> {
    this.#status = status;
    await this.#write(appliedStatusPath, status);
    // Only for a later boot; the disk may be full, which is what the status then says.
    await this.#write(keptStatusPath, status).catch(() => undefined);
  }

  async #write(path: string, status: CloudInitStatus): Promise<void> {
    const file = join(this.#root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.new`, JSON.stringify(status));
    await rename(`${file}.new`, file);
  }
}

/** A failure that already speaks cloud-init's words. */
export class ModuleError extends Error {}

const describe = (part: string, error: unknown): string => {
  if (error instanceof ModuleError) return error.message;
  const reason = error instanceof Error ? error.message : String(error);
  return `('${part}', ${JSON.stringify(reason)})`;
};
