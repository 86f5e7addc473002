/** A host is hostile to the control plane: whatever it says costs its own link, and nobody else anything. */
import { once } from 'node:events';
import { writeJsonLine } from '@busbar/shared/http2/json-lines';
import { beginResponse, endOk } from '@busbar/shared/http2/respond';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { linkPaths } from '@busbar/shared/protocol/link';
import type { RealtimeMessage } from '@busbar/shared/realtime/topics';
import { exampleHeartbeat } from '@busbar/shared/testing/example-heartbeat';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { io } from 'socket.io-client';
import superjson from 'superjson';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { makeJob } from '../testing/make-job.ts';
import { signIn } from '../testing/sign-in.ts';
import { startTestPlane, type TestPlane } from '../testing/test-plane.ts';
import type { FakeHost } from './testing/fake-host.ts';

let plane: TestPlane;
let honest: FakeHost;
let hostile: FakeHost;
beforeAll(async () => {
  plane = await startTestPlane();
});
beforeEach(async () => {
  honest = await plane.newHost('honest');
  hostile = await plane.newHost('hostile');
  await honest.link();
});
afterEach(async () => {
  await honest.cut();
  await hostile.cut();
});
afterAll(() => plane.stop());

const stateOf = async ({ identity }: FakeHost): Promise<string> =>
  (await plane.db.read.host.findUniqueOrThrow({ where: { id: identity.hostId } })).state;
const says =
  (bytes: string): RouteHandler =>
  ({ stream }) => {
    beginResponse(stream);
    stream.write(bytes);
  };
const event = (body: Record<string, unknown>): string => `${JSON.stringify({ at: 1, ...body })}\n`;

const answers: readonly (readonly [string, string, RouteHandler])[] = [
  ['no JSON as an event', `POST ${linkPaths.events}`, says('\x00\xff{{{\n')],
  ['a line without an end', `POST ${linkPaths.events}`, says('x'.repeat(400_000))],
  ['an event of no kind', `POST ${linkPaths.events}`, says(event({ seq: 1, type: 'root-me' }))],
  ['a number that is none', `POST ${linkPaths.events}`, says(event({ seq: -1, type: 'vm-gone', vmId: 'x' }))],
  ['no JSON as telemetry', `GET ${linkPaths.telemetry}`, says('boo\n')],
  ['an inventory of no shape', `GET ${linkPaths.inventory}`, ({ stream }) => endOk(stream, '[1,2,3]')],
  [
    'an inventory without an end',
    `GET ${linkPaths.inventory}`,
    ({ stream }) => {
      beginResponse(stream);
      const chunk = Buffer.alloc(1024 * 1024, 0x20);
      const more = (): void => {
        while (!stream.destroyed && stream.write(chunk));
      };
      stream.on('drain', more);
      more();
    },
  ],
  ['no JSON as its hello', `POST ${linkPaths.hello}`, ({ stream }) => endOk(stream, '<html>')],
];

it.each(answers)('%s ends the link of its host, and of no other', async (_what, route, answer) => {
  hostile.misbehaves = { [route]: answer };
  await hostile.link();
  await hostile.closed();
  await waitFor('it to be offline', async () => (await stateOf(hostile)) !== 'online');
  expect(await stateOf(honest)).toBe('online');
  hostile.misbehaves = {};
  await hostile.link();
  await waitFor('it to be back', async () => (await stateOf(hostile)) === 'online');
});

it('a flood of telemetry about a VM of another host reaches nobody, and its own is thinned out', async () => {
  const theirs = await makeJob(plane, honest.identity.hostId);
  const own = await makeJob(plane, hostile.identity.hostId);
  const person = await signIn(plane, 'viewer');
  const page = io(plane.publicUrl, {
    extraHeaders: person.headers,
    transports: ['websocket'],
    forceNew: true,
  });
  const heard: RealtimeMessage[] = [];
  page.on('message', (text: string) => heard.push(superjson.parse(text)));
  await once(page as unknown as NodeJS.EventEmitter, 'connect');
  for (const { vmId } of [theirs, own]) await page.emitWithAck('join', `vm:${vmId}`);
  const lines = 20_000;
  const heartbeat = exampleHeartbeat();
  const told = Promise.withResolvers<void>();
  hostile.misbehaves = {
    [`GET ${linkPaths.telemetry}`]: async ({ stream }) => {
      beginResponse(stream);
      for (let line = 0; line < lines; line++) {
        const { vmId } = line % 2 === 0 ? theirs : own;
        await writeJsonLine(stream, { vmId, heartbeat, channelRttMs: line });
      }
      told.resolve();
    },
  };
  await hostile.link();
  await told.promise;
  expect(await stateOf(hostile)).toBe('online');
  const telemetry = () =>
    heard.flatMap((message) => (message.type === 'telemetry' ? [message.telemetry] : []));
  await waitFor('some of its own', () => telemetry().length > 0);
  expect(telemetry().every(({ vmId }) => vmId === own.vmId)).toBe(true);
  expect(telemetry().length).toBeLessThan(lines / 100);
  page.disconnect();
});
