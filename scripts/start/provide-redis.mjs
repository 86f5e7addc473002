import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { fetchRedis } from './fetch-redis.mjs';
import { findProgram } from './find-program.mjs';
import { endProcess, forgetProcess, recordedProcess, recordProcess } from './processes.mjs';

/**
 * The queue's store: a server of the operator's (`BUSBAR_REDIS`), else a private one on a UNIX socket. The
 * private one is detached, so that it outlives a killed start script and is adopted by the next.
 */
export async function provideRedis({ environment, paths, report }) {
  if (environment.redis !== null) {
    return { name: 'redis', address: environment.redis, stop: async () => undefined };
  }
  const socket = join(paths.runtimeFolder, 'redis.sock');
  const record = join(paths.recordsFolder, 'redis.json');
  const left = recordedProcess(record);
  if (left !== null && (await answers(socket))) {
    report.line('✓ Redis of the last run still runs: adopted');
  } else {
    if (left !== null) await endProcess(left, 3_000);
    if (findServer() === null) await report.step('Fetching a private Redis', () => fetchRedis(paths));
    await report.step('Starting Redis', () => start({ socket, record, paths }));
  }
  return supervise({ socket, record, report, startAgain: () => start({ socket, record, paths }) });
}

const start = async ({ socket, record, paths }) =>
  launch({ server: findServer() ?? (await fetchRedis(paths)), socket, record, paths });

function findServer() {
  const program = findProgram(['redis-server', 'valkey-server']);
  return program === null ? null : { program, libraryPath: null };
}

const checkEveryMs = 1_000;

/** Starts the server again when it has died: jobs wait in the database meanwhile, so nothing is lost. */
function supervise({ socket, record, report, startAgain }) {
  let check = Promise.resolve();
  let isChecking = false;
  const look = async () => {
    if (recordedProcess(record) !== null) return;
    try {
      await startAgain();
      report.line('Redis had ended and was started again.');
    } catch (error) {
      report.line(`Redis has ended and does not start again (${error.message}). Trying on.`);
    }
  };
  const timer = setInterval(() => {
    if (isChecking) return;
    isChecking = true;
    check = look().finally(() => {
      isChecking = false;
    });
  }, checkEveryMs);
  return {
    name: 'redis',
    address: socket,
    async stop() {
      clearInterval(timer);
      await check;
      const running = recordedProcess(record);
      if (running !== null) await endProcess(running, 10_000);
      forgetProcess(record);
    },
  };
}

async function launch({ server, socket, record, paths }) {
  const log = openSync(join(paths.logsFolder, 'redis.log'), 'a', 0o600);
  const child = spawn(server.program, redisArguments(socket, paths.redisFolder), {
    cwd: paths.redisFolder,
    detached: true,
    stdio: ['ignore', log, log],
    env: server.libraryPath === null ? process.env : { ...process.env, LD_LIBRARY_PATH: server.libraryPath },
  });
  const ended = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
  child.unref();
  if (child.pid !== undefined) recordProcess(record, child.pid);
  for (let tries = 0; tries < 200; tries += 1) {
    if (await answers(socket)) return;
    const over = await Promise.race([ended.then(() => true), delay(50).then(() => false)]);
    if (over) break;
  }
  throw new Failure('Redis did not start.', `Its reason is in ${join(paths.logsFolder, 'redis.log')}.`);
}

const delay = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** `noeviction`: a queue that may drop entries is no queue. One second of nudges may be lost in a crash; the sweep replaces them. */
const redisArguments = (socket, folder) => [
  ...['--port', '0', '--unixsocket', socket, '--unixsocketperm', '700', '--dir', folder],
  ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', '', '--maxmemory-policy', 'noeviction'],
];

/** Whether a Redis answers PING on the socket. */
function answers(path) {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    const done = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => done(false));
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => done(data.toString().startsWith('+PONG')));
    socket.once('error', () => done(false));
  });
}
