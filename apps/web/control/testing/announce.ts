import { Redis } from 'ioredis';
import { changesChannel } from '../../services/queue.ts';
import type { Change } from '../realtime/change.ts';
import type { TestPlane } from './test-plane.ts';

/** Says over Redis that a row has changed, as the services do. */
export async function announce(plane: TestPlane, change: Change): Promise<void> {
  const redis = new Redis(plane.redis.socketPath);
  await redis.publish(changesChannel, JSON.stringify(change));
  redis.disconnect();
}
