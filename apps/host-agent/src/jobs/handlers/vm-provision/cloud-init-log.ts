import type { CloudInitStatus } from '@busbar/shared/protocol/channel';
import type { LogLevel } from '../../job-reporter.ts';

/** Says each change of cloud-init's stages once. */
export class CloudInitLog {
  readonly #say: (level: LogLevel, line: string) => void;
  readonly #told = new Set<string>();

  constructor(say: (level: LogLevel, line: string) => void) {
    this.#say = say;
  }

  tell(status: CloudInitStatus): void {
    const tool = status.simulated ? 'The seed applier (not cloud-init)' : 'cloud-init';
    for (const { name, startedAt, endedAt, errors } of status.stages) {
      if (startedAt !== null) this.#once('info', `${name} began`, `${tool}: ${name} began.`);
      for (const error of errors) this.#once('error', `${name} ${error}`, `${name}: ${error}`);
      if (endedAt !== null) this.#once('info', `${name} ended`, `${tool}: ${name} ended.`);
    }
    if (status.state !== 'not-started')
      this.#once('info', `state ${status.state}`, `${tool} is ${status.state}.`);
  }

  #once(level: LogLevel, key: string, line: string): void {
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#say(level, line);
  }
}
