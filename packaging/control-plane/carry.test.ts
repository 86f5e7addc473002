import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('carry.pl', import.meta.url));

it('carries a question to its end, and the answer back', async () => {
  const server = createServer({ allowHalfOpen: true }, async (socket) => {
    socket.end(`you said ${await text(socket)}`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const child = spawn('perl', [script, String((server.address() as AddressInfo).port)]);
  child.stdin.end('hello');
  expect(await text(child.stdout)).toBe('you said hello');
  if (child.exitCode === null) await once(child, 'exit');
  expect(child.exitCode).toBe(0);
  server.close();
});

it('says why it reaches nobody', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  const child = spawn('perl', [script, String(port)]);
  expect(await text(child.stderr)).toContain('Connection refused');
});

it('ends when the other side has ended, whatever its input does', async () => {
  const server = createServer((socket) => socket.end('enough')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const child = spawn('perl', [script, String((server.address() as AddressInfo).port)]);
  expect(await text(child.stdout)).toBe('enough');
  if (child.exitCode === null) await once(child, 'exit');
  expect(child.exitCode).toBe(0);
  server.close();
});
