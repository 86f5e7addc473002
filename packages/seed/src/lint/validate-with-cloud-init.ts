/**
 * Node only: a second opinion from the cloud-init program, where it is installed. Our own lint stays the
 * judge; this catches what a newer or older cloud-init thinks of the same document.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatOf } from '../document-format.ts';
import type { Finding } from './finding.ts';
import { parseValidatorOutput } from './parse-validator-output.ts';

export type ValidateOptions = {
  /** The program. Default `cloud-init`, found on the PATH. */
  readonly program?: string;
  /** The program's whole run. Default 20 s: it starts a Python interpreter and loads its schema. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
};

const defaultDeadlineMs = 20_000;
const outputLimitBytes = 4 * 1024 * 1024;

type Outcome = { readonly exitCode: number | null; readonly output: string; readonly failure: Error | null };

/**
 * What `cloud-init schema` says about user-data. Null when there is no such program here, or when the
 * document is no cloud-config, which it does not check. A program that hangs or breaks is a warning, since
 * the document may be good.
 *
 * @throws the signal's reason when aborted; the operating system's error when no file can be written
 */
export async function validateWithCloudInit(
  userData: string,
  options: ValidateOptions = {},
): Promise<Finding[] | null> {
  options.signal?.throwIfAborted();
  const format = formatOf(userData);
  if (format.kind !== 'cloud-config' || format.isJinja) return null;
  const folder = await mkdtemp(join(tmpdir(), 'busbar-schema-'));
  try {
    const file = join(folder, 'user-data');
    await writeFile(file, userData, { mode: 0o600 });
    const outcome = await run(file, options);
    options.signal?.throwIfAborted();
    return outcome === null ? null : findingsOf(outcome);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(file: string, options: ValidateOptions): Promise<Outcome | null> {
  const limits = {
    timeout: options.deadlineMs ?? defaultDeadlineMs,
    killSignal: 'SIGKILL' as const,
    maxBuffer: outputLimitBytes,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  const args = ['schema', '--annotate', '--config-file', file];
  return new Promise((resolve) => {
    execFile(options.program ?? 'cloud-init', args, limits, (error, stdout, stderr) => {
      if (error !== null && error.code === 'ENOENT') return resolve(null);
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      resolve({ exitCode, output: `${stdout}\n${stderr}`, failure: error });
    });
  });
}

function findingsOf({ exitCode, output, failure }: Outcome): Finding[] {
  const findings = parseValidatorOutput(output);
  if (exitCode === 0 || findings.some((finding) => finding.severity === 'error')) return findings;
  const place = { document: 'userData', line: 1, column: 1 } as const;
  if (exitCode === null) {
    const message = `cloud-init's own validator did not finish: ${failure?.message.slice(0, 200) ?? 'no reason given'}`;
    return [...findings, { ...place, severity: 'warning', code: 'validator-failed', message }];
  }
  const message = `cloud-init's own validator refuses the document: ${output.trim().slice(0, 1000)}`;
  return [...findings, { ...place, severity: 'error', code: 'cloud-init-schema', message }];
}
