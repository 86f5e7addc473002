import { spawn } from 'node:child_process';
import { fstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { lastWords } from './last-words.mjs';
import { endProcess, forgetProcess, recordedProcess, recordProcess } from './processes.mjs';

/**
 * One of our programs as a child that talks over IPC. It stops by itself when this script dies, because its
 * IPC channel closes. Its log goes to a file; its last lines are shown when it dies too early.
 */
export function spawnProgram({ name, title, program, args, env, paths }) {
  const logFile = join(paths.logsFolder, `${name}.log`);
  const log = openSync(logFile, 'a', 0o600);
  const { size: logStart } = fstatSync(log);
  const words = () => lastWords(logFile, logStart);
  const child = spawn(program, args, {
    cwd: paths.root,
    env,
    // Its own process group: a terminal's Ctrl+C reaches this script alone, which stops things in order.
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  const record = join(paths.recordsFolder, `${name}.json`);
  if (child.pid !== undefined) recordProcess(record, child.pid);
  const exited = new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => resolve({ code: null, signal: null, error }));
  });

  /** The first message of that type; a Failure when the program ends or the time is over before it. */
  function message(type, timeoutMs) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => settle(() => reject(tooLate({ title, logFile, timeoutMs, words: words() }))),
        timeoutMs,
      );
      const onMessage = (received) => {
        if (received?.type === type) settle(() => resolve(received));
      };
      const settle = (end) => {
        clearTimeout(timer);
        child.off('message', onMessage);
        end();
      };
      child.on('message', onMessage);
      exited.then((how) => settle(() => reject(diedEarly({ title, logFile, how, words: words() }))));
    });
  }

  return {
    child,
    exited,
    logFile,
    lastWords: words,
    message,
    send: (value) => child.connected && child.send(value),
    async end(graceMs) {
      const running = recordedProcess(record);
      if (running !== null) await endProcess(running, graceMs);
      forgetProcess(record);
    },
  };
}

const tooLate = ({ title, logFile, timeoutMs, words }) =>
  new Failure(`${title} was not ready within ${timeoutMs / 1000} s.`, `Its log is ${logFile}.`, {
    output: words,
  });
const diedEarly = ({ title, logFile, how: { code, signal, error }, words }) =>
  new Failure(
    `${title} ended before it was ready (${error?.message ?? signal ?? `exit code ${code}`}).`,
    `Its log is ${logFile}.`,
    { output: words },
  );
