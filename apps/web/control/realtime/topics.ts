import type { Permission } from '@busbar/shared/domain/roles';
import { type Acknowledgement, Topic } from '@busbar/shared/realtime/topics';
import type { Actor } from '../../auth/actor.ts';
import type { RealtimeServer } from './socket-server.ts';

/** Topics that one page may follow at once. */
const topicLimit = 200;

/** Lets connected pages join and leave topics. Knows nothing of what is sent there. */
export function serveTopics(io: RealtimeServer): void {
  io.on('connection', (socket) => {
    socket.on('join', (topic, done) => {
      const answer = judgeJoin(socket.data.actor, topic, socket.rooms.size);
      if (answer.ok) void socket.join(topic);
      if (typeof done === 'function') done(answer);
    });
    socket.on('leave', (topic) => {
      if (typeof topic === 'string') void socket.leave(topic);
    });
  });
}

export function judgeJoin(actor: Actor, topic: unknown, joined: number): Acknowledgement {
  const parsed = Topic.safeParse(topic);
  if (!parsed.success) return { ok: false, code: 'invalid-input', message: 'There is no such topic.' };
  if (joined > topicLimit) return { ok: false, code: 'rate-limited', message: 'Too many topics at once.' };
  if (actor.permissions.has(permissionOf(parsed.data))) return { ok: true };
  return { ok: false, code: 'forbidden', message: 'Your role does not allow this.' };
}

function permissionOf(topic: Topic): Permission {
  if (topic.startsWith('job:')) return 'job.read';
  return topic.startsWith('webhook:') ? 'webhook.read' : 'fleet.read';
}
