import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { LinkChallenge, linkHandshake, newNonce } from '@busbar/shared/identity/handshake';
import { generateKey } from '@busbar/shared/identity/keys';
import { signLink } from '@busbar/shared/identity/link-proof';
import { createLogger } from '@busbar/shared/logging/create-logger';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { testCertificate } from '@busbar/shared/testing/test-certificate';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ControlConnection } from '../../../host-agent/src/link/control-connection.ts';
import { announce } from '../testing/announce.ts';
import { startTestPlane, type TestPlane } from '../testing/test-plane.ts';
import { HostRegistry } from './host-registry.ts';
import { recordRoundTrips } from './record-round-trips.ts';
import { FakeHost } from './testing/fake-host.ts';

const silent = createLogger({ name: 'test', level: 'silent' });
let plane: TestPlane;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

const stateOf = async (host: FakeHost): Promise<string | undefined> =>
  (await plane.db.read.host.findUnique({ where: { id: host.identity.hostId } }))?.state;
const becomes = (host: FakeHost, state: string) =>
  waitFor(`the host to be ${state}`, async () => (await stateOf(host)) === state);

describe('enrolment', () => {
  it('uses a token up', async () => {
    const token = await plane.enrolToken();
    const host = await plane.newHost('Web Host!');
    expect((await plane.db.read.host.findUniqueOrThrow({ where: { id: host.identity.hostId } })).name).toBe(
      'web-host-',
    );
    const used = await plane.db.read.enrolmentToken.findFirst({ where: { hostId: host.identity.hostId } });
    expect(used?.usedAt).not.toBeNull();
    expect(token).toMatch(/^bbe_[\w-]{43}$/);
  });

  it('gives two machines of one name different names', async () => {
    const [one, two] = [await plane.newHost('twin'), await plane.newHost('twin')];
    const names = await plane.db.read.host.findMany({
      where: { id: { in: [one.identity.hostId, two.identity.hostId] } },
    });
    expect(names.map(({ name }) => name).sort()).toEqual(['twin', 'twin-2']);
  });
});

describe('a link', () => {
  it('makes its host online, and offline when it ends', async () => {
    const host = await plane.newHost();
    await host.link();
    await becomes(host, 'online');
    await host.cut();
    await becomes(host, 'offline');
  });

  it('is measured, and its round trip is in the row of its host', async () => {
    const host = await plane.newHost();
    await host.link();
    await becomes(host, 'online');
    const registry = new HostRegistry();
    registry.add({ hostId: host.identity.hostId, rttMs: () => 1.5, cut: () => undefined } as never);
    const stop = recordRoundTrips({
      db: plane.db,
      log: silent,
      nowMs: Date.now,
      publish: () => undefined,
      registry,
      intervalMs: 5,
    });
    await waitFor('the round trip', async () => {
      const row = await plane.db.read.host.findUnique({ where: { id: host.identity.hostId } });
      return row?.linkRttMs === 1.5;
    });
    stop();
    await host.cut();
  });

  it('takes the place of an older one, whose end changes nothing', async () => {
    const host = await plane.newHost();
    await host.link();
    await becomes(host, 'online');
    const newer = new FakeHost(host.identity);
    await newer.link();
    await host.closed();
    await becomes(newer, 'online');
    await newer.cut();
    await becomes(newer, 'offline');
  });

  it('is cut at once when its host is removed, which then stays out', async () => {
    const host = await plane.newHost();
    await host.link();
    await becomes(host, 'online');
    await plane.db.write((tx) =>
      tx.host.update({ where: { id: host.identity.hostId }, data: { state: 'removed' } }),
    );
    await announce(plane, { entity: 'host', id: host.identity.hostId });
    await host.closed();
    expect(await stateOf(host)).toBe('removed');
    await expect(host.link()).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('is refused in the same words for a false key and for an unknown host', async () => {
    const { identity } = await plane.newHost();
    const refusal = async (changed: object): Promise<string> => {
      const error: unknown = await new FakeHost({ ...identity, ...changed })
        .link()
        .catch((thrown: unknown) => thrown);
      return (error as Error).message;
    };
    const falseKey = await refusal({ key: generateKey() });
    expect(falseKey).toMatch(/refused/);
    expect(await refusal({ hostId: plane.newId() })).toBe(falseKey);
  });

  it('is not opened by a host that has pinned another control plane', async () => {
    const { identity } = await plane.newHost();
    const host = new FakeHost({ ...identity, controlFingerprint: `sha256:${'A'.repeat(43)}` });
    await expect(host.link()).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await stateOf(host)).toBe('enrolled');
  });

  it('refuses a proof that is replayed on another socket, and one that is sent twice', async () => {
    const { identity } = await plane.newHost();
    const signal = AbortSignal.timeout(10_000);
    const first = await ControlConnection.open(plane.publicUrl, false, signal);
    const hostNonce = newNonce();
    const begin = (connection: ControlConnection) =>
      connection.exchange(
        {
          method: 'GET',
          path: linkHandshake.path,
          headers: { [linkHandshake.hostHeader]: identity.hostId, [linkHandshake.nonceHeader]: hostNonce },
        },
        401,
        LinkChallenge,
        signal,
      );
    const challenge = await begin(first);
    const transcript = { hostId: identity.hostId, hostNonce, controlNonce: challenge.nonce, exporter: null };
    const proof = signLink(identity.key, 'host', transcript);
    const finish = (connection: ControlConnection) =>
      connection.upgrade(
        {
          method: 'GET',
          path: linkHandshake.path,
          headers: {
            connection: 'Upgrade',
            upgrade: linkHandshake.upgrade,
            [linkHandshake.hostHeader]: identity.hostId,
            [linkHandshake.proofHeader]: proof,
          },
        },
        signal,
      );
    const second = await ControlConnection.open(plane.publicUrl, false, signal);
    await begin(second);
    await expect(finish(second)).rejects.toMatchObject({ code: 'unauthenticated' });
    const third = await ControlConnection.open(plane.publicUrl, false, signal);
    await expect(finish(third)).rejects.toMatchObject({ code: 'unauthenticated' });
    const { socket } = await finish(first);
    socket.destroy();
  });
});

describe('over TLS', () => {
  it('lets the host in directly and refuses one in the middle, who has another TLS session', async () => {
    const folder = await temporaryDirectory();
    const { keyPath, certPath, key, cert } = testCertificate(folder.path);
    const secure = await startTestPlane({ BUSBAR_TLS_CERT: certPath, BUSBAR_TLS_KEY: keyPath });
    const host = await secure.newHost();
    await host.link();
    await waitFor(
      'the host to be online',
      async () => (await secure.db.read.host.findFirst())?.state === 'online',
    );
    await host.cut();

    // Ends TLS towards the host and begins it anew towards the control plane, passing every byte on.
    const middle = createTlsServer({ key, cert }, (inner) => {
      const outer = connectTls({
        port: Number(new URL(secure.publicUrl).port),
        host: '127.0.0.1',
        rejectUnauthorized: false,
      });
      inner.on('error', () => outer.destroy()).pipe(outer);
      outer.on('error', () => inner.destroy()).pipe(inner);
    });
    middle.listen(0, '127.0.0.1');
    await once(middle, 'listening');
    const { port } = middle.address() as { port: number };
    const through = new FakeHost({ ...host.identity, controlUrl: `https://127.0.0.1:${port}` });
    await expect(through.link()).rejects.toMatchObject({ code: 'unauthenticated' });
    middle.close();
    await secure.stop();
    await folder.remove();
  });
});

it('survives garbage and half handshakes on its port', async () => {
  const port = Number(new URL(plane.publicUrl).port);
  for (const bytes of [
    '\x00\x01\x02',
    'GET /agent/link HTTP/1.1\r\nUpgrade: busbar-link\r\nConnection: Upgrade\r\n\r\n',
    'GET /agent/link HTTP/1.1\r\n',
  ]) {
    const socket = connectTcp({ port, host: '127.0.0.1' });
    socket.on('error', () => socket.destroy());
    socket.end(bytes);
    socket.resume();
    await once(socket, 'close');
  }
  expect((await fetch(`${plane.publicUrl}/healthz`)).status).toBe(200);
});
