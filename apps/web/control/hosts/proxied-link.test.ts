import { join } from 'node:path';
import { linkHandshake, newNonce } from '@busbar/shared/identity/handshake';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrol } from '../../../host-agent/src/link/enrol.ts';
import { startTestPlane, type TestPlane } from '../testing/test-plane.ts';
import { SocketHandshakes } from './socket-handshakes.ts';
import { type ClosingProxy, startClosingProxy } from './testing/closing-proxy.ts';
import { FakeHost } from './testing/fake-host.ts';

const enrolThrough = async (plane: TestPlane, url: string, isProxied: boolean): Promise<FakeHost> =>
  new FakeHost(
    await enrol({
      url,
      token: await plane.enrolToken(),
      controlFingerprint: plane.fingerprint,
      hostname: 'behind-a-proxy',
      isProxied,
      identityPath: join(plane.folder, `${plane.newId()}.json`),
      signal: AbortSignal.timeout(10_000),
    }),
  );

describe('behind a proxy that opens a connection for every request', () => {
  let plane: TestPlane;
  let proxy: ClosingProxy;
  beforeAll(async () => {
    plane = await startTestPlane({ BUSBAR_TRUST_PROXY: '1' });
    proxy = await startClosingProxy(plane.publicUrl);
  });
  afterAll(async () => {
    proxy.close();
    await plane.stop();
  });

  it('a host enrols and links', async () => {
    const host = await enrolThrough(plane, proxy.url, true);
    await host.link();
    await waitFor('the host to be online', async () => {
      const row = await plane.db.read.host.findUnique({ where: { id: host.identity.hostId } });
      return row?.state === 'online';
    });
    await host.cut();
  });
});

it('a host that expects no proxy is told, and its agent lives on, when the connection is closed in between', async () => {
  const plane = await startTestPlane();
  const proxy = await startClosingProxy(plane.publicUrl);
  try {
    await expect(enrolThrough(plane, proxy.url, false)).rejects.toMatchObject({ code: 'unavailable' });
  } finally {
    proxy.close();
    await plane.stop();
  }
});

describe('handshakes behind a proxy', () => {
  const socket = {} as never;
  const start = { kind: 'link', hostId: null, hostNonce: newNonce() } as const;

  it('are known by our nonce, once, and not for ever', () => {
    let nowMs = 0;
    const handshakes = new SocketHandshakes({ nowMs: () => nowMs, isProxied: true });
    const first = handshakes.begin(socket, start);
    expect(handshakes.take(socket, 'link', newNonce())).toBeNull();
    expect(handshakes.take(socket, 'link', first.controlNonce)).toEqual(first);
    expect(handshakes.take(socket, 'link', first.controlNonce)).toBeNull();
    const second = handshakes.begin(socket, start);
    nowMs = linkHandshake.deadlineMs + 1;
    expect(handshakes.take(socket, 'link', second.controlNonce)).toBeNull();
  });

  it('are bounded, and make room as they run out', () => {
    let nowMs = 0;
    const handshakes = new SocketHandshakes({ nowMs: () => nowMs, isProxied: true });
    const fill = (): void => {
      for (let count = 0; count < 10_000; count += 1) handshakes.begin(socket, start);
    };
    expect(fill).toThrow(expect.objectContaining({ code: 'rate-limited' }));
    nowMs = linkHandshake.deadlineMs + 1;
    expect(handshakes.begin(socket, start).hostNonce).toBe(start.hostNonce);
  });
});
