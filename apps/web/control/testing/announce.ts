import { Redis } from 'ioredis';
import { type Change, changesChannel } from '../../services/change.ts';
import type { TestPlane } from './test-plane.ts';

/** Says over Redis that a row has changed, as another process does. */
export async function announce(plane: TestPlane, change: Change): Promise<void> {
  const redis = new Redis(plane.redis.socketPath);
  await redis.publish(changesChannel, JSON.stringify(change));
  redis.disconnect();
}
