import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startTestRedis } from './redis-server.ts';
import { waitFor } from './wait-for.ts';

test('a private redis answers and leaves nothing behind', async () => {
  const redis = await startTestRedis();
  const socket = connect(redis.socketPath);
  socket.write('PING\r\n');
  const answer = await new Promise((resolve) => socket.once('data', (data) => resolve(data.toString())));
  expect(answer).toBe('+PONG\r\n');
  socket.destroy();
  await redis.stop();
  expect(existsSync(redis.socketPath)).toBe(false);
});

test('waitFor fails with the name of what did not happen and the last thing seen', async () => {
  await expect(waitFor('the moon', () => 0, { deadlineMs: 30 })).rejects.toThrow(
    '30 ms waiting for the moon (last: 0)',
  );
});
