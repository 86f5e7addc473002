/** `busbar-host exec`: a program in a VM of this host at this one's standard streams, byte for byte. */
import { parseArgs } from 'node:util';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { findLocalVm } from '@busbar/shared/local/find-local-vm';
import { LocalCall } from '@busbar/shared/local/local-call';
import { carryProgram } from '@busbar/shared/terminal/carry-program';
import { exitCodeOf, exitCodes } from '@busbar/shared/terminal/exit-code';

export const execUsage =
  'busbar-host exec <VM> [--user <name>] [--cwd <folder>] [--env NAME=value] [--timeout <seconds>] [--no-input] -- <program> …';

const text = { type: 'string' } as const;
const options = {
  user: text,
  cwd: text,
  env: { type: 'string', multiple: true },
  timeout: text,
  'no-input': { type: 'boolean' },
} as const;

/** Resolves to the program's exit code; 125 when it cannot be carried, as the message then says. */
export async function exec(path: string, args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [wanted, ...argv] = positionals;
  if (wanted === undefined || argv.length === 0)
    throw new AppError('invalid-input', `What, and where? ${execUsage}`);
  const { user, cwd } = values;
  const env = Object.fromEntries((values.env ?? []).map(variableOf));
  const timeoutMs = values.timeout === undefined ? undefined : Number(values.timeout) * 1000;
  const stdin = values['no-input'] === true ? null : process.stdin;
  try {
    const id = await findLocalVm(path, wanted);
    const parameters = { action: 'exec', id, stream: true, argv, user, cwd, env, timeoutMs };
    const call = await LocalCall.open(path, { command: 'vm', parameters });
    const answer = await carryProgram(call, {
      stdin,
      stdout: process.stdout,
      stderr: process.stderr,
      onSignal: (listener) => {
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
          process.on(signal, () => listener(signal));
      },
    });
    if (answer.error !== null) console.error(`busbar-host: ${answer.error}`);
    return exitCodeOf(answer);
  } catch (thrown) {
    console.error(`busbar-host: ${toAppError(thrown).userMessage}`);
    return exitCodes.notCarried;
  } finally {
    // What nobody reads any more must not keep this program from ending.
    stdin?.destroy();
  }
}

function variableOf(assignment: string): [string, string] {
  const at = assignment.indexOf('=');
  if (at > 0) return [assignment.slice(0, at), assignment.slice(at + 1)];
  throw new AppError('invalid-input', `--env takes NAME=value, not ${assignment}.`);
}
