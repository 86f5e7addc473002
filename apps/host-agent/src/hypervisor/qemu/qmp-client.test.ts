import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withQmp } from './qmp-client.ts';

const signal = new AbortController().signal;
let folder: TemporaryDirectory;
let path: string;
let server: Server;

beforeEach(async () => {
  folder = await temporaryDirectory();
  path = join(folder.path, 'qmp');
});
afterEach(async () => {
  server.close();
  await folder.remove();
});

/** A peer that speaks as QEMU does; each command's answer is given as raw text. */
async function serve(answers: Record<string, string>, greeting = '{"QMP":{}}\n'): Promise<void> {
  server = createServer((socket: Socket) => {
    // A client that refuses what it reads hangs up in the middle of it.
    socket.on('error', () => socket.destroy());
    socket.write(greeting);
    socket.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.trim().split('\n')) {
        const answer = answers[JSON.parse(line).execute] ?? '{"return":{}}\n';
        if (answer === 'hang up') socket.destroy();
        // Byte for byte, so that no message arrives whole.
        else for (const character of answer) socket.write(character);
      }
    });
  });
  server.listen(path);
  await once(server, 'listening');
}
const run = (command: string) => withQmp(path, signal, (qmp) => qmp.run(command, {}, signal));

test('runs commands past events and through split messages', async () => {
  await serve({ 'query-status': '{"event":"RESUME","data":{}}\n{"return":{"status":"running"}}\n' });
  expect(await run('query-status')).toEqual({ status: 'running' });
});

test('finds an event that came before it was asked for', async () => {
  await serve({ device_del: '{"event":"DEVICE_DELETED","data":{"device":"cd-seed"}}\n{"return":{}}\n' });
  await withQmp(path, signal, async (qmp) => {
    await qmp.run('device_del', {}, signal);
    await qmp.event('DEVICE_DELETED', 'cd-seed', signal);
  });
});

test.each([
  [
    'its own words of refusal',
    { stop: '{"error":{"class":"GenericError","desc":"no such thing"}}\n' },
    'internal',
  ],
  ['a hang-up', { stop: 'hang up' }, 'unavailable'],
  ['garbage', { stop: 'garbage\n' }, 'bad-peer'],
])('reports %s', async (_, answers: Record<string, string>, code) => {
  await serve(answers);
  await expect(run('stop')).rejects.toMatchObject({ code });
});

test('refuses a line without an end', async () => {
  await serve({}, `{"QMP":"${'x'.repeat(2 * 1024 * 1024)}`);
  await expect(run('stop')).rejects.toMatchObject({ code: 'bad-peer' });
});
