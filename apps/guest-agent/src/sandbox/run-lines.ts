/** `bootcmd` and `runcmd` as cloud-init runs them: all lines become one shell script. */
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ModuleError } from './applier-log.ts';
import type { CommandLines } from './seed-documents.ts';

const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** cloudinit.util.shellify: a list is one command with its words quoted, a string is a line of shell. */
export const toScript = (lines: CommandLines): string =>
  `#!/bin/sh\n${lines.map((line) => (typeof line === 'string' ? line : line.map(quote).join(' '))).join('\n')}\n`;

export type RunScript = {
  /** Where the script is kept, as cloud-init keeps it. */
  readonly path: string;
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly log: (line: string) => Promise<void>;
};
export type ScriptEnd = { readonly status: string | null; readonly outputTail: string };

/** cloud-init has no limit; a sandbox must end sometime. */
const limitMs = 3_600_000;
const tailChars = 2000;

/** Runs it, with its output in the applier's log. `status` is null when it succeeded. */
export async function runScript({ path, script, env, log }: RunScript): Promise<ScriptEnd> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, script, { mode: 0o700 });
  const interpreter = script.startsWith('#!/bin/sh\n') ? ['/bin/sh', path] : [path];
  const child = spawn(interpreter[0] ?? path, interpreter.slice(1), {
    cwd: '/',
    env: { ...env } as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limitMs,
    killSignal: 'SIGKILL',
  });
  const output = { tail: '' };
  const writes: Promise<void>[] = [];
  const take = (chunk: Buffer): void => {
    const text = chunk.toString();
    output.tail = `${output.tail}${text}`.slice(-tailChars);
    writes.push(log(text));
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const status = await new Promise<string | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code === 0 ? null : (signal ?? `exit code ${code}`)));
  });
  await Promise.all(writes);
  return { status, outputTail: output.tail.trim() };
}

/** In cloud-init's own words, so that a page shows what the real one would, with the output below. */
export const scriptsUserError = (name: string, { status, outputTail }: ScriptEnd): ModuleError =>
  new ModuleError(
    `('scripts_user', RuntimeError('Runparts: 1 failures (${name}) in 1 attempted commands'))\n${name} ended with ${status}; its last output:\n${outputTail}`,
  );

export const bootcmdError = (path: string, { status, outputTail }: ScriptEnd): ModuleError =>
  new ModuleError(
    `('bootcmd', ProcessExecutionError("Unexpected error while running command.\\nCommand: ['/bin/sh', '${path}']\\n${status}"))\nits last output:\n${outputTail}`,
  );
