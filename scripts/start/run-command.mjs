import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { Failure } from './failure.mjs';

const tailLimit = 16 * 1024;

/**
 * Runs a program to its end with its output in a log file; its last lines are shown when it fails.
 * @returns {Promise<string>} the tail of its standard output
 */
export function runCommand(program, args, { cwd, env, logFile, remedy, timeoutMs = 600_000 }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs });
    const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
    let output = '';
    let everything = '';
    child.stdout.on('data', (chunk) => {
      output = (output + chunk).slice(-tailLimit);
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        everything = (everything + chunk).slice(-tailLimit);
        log.write(chunk);
      });
    }
    const fail = (reason) =>
      reject(
        new Failure(
          `${program} ${args.join(' ')}: ${reason}.`,
          remedy ?? `The whole output is in ${logFile}.`,
          { output: everything },
        ),
      );
    child.on('error', (error) => fail(error.message));
    child.on('close', (code, signal) => {
      log.end();
      if (code === 0) resolve(output);
      else fail(signal === null ? `exit code ${code}` : `ended by ${signal}`);
    });
  });
}
