import { once } from 'node:events';
import { chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { peerOf } from '@busbar/shared/native/peer-credentials';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLog } from '../../testing/silent-log.ts';
import { LocalServer } from '../local-server.ts';
import { ask } from '../testing/ask.ts';
import { groupIdOf } from './group-id.ts';
import { mayConnect, peerName } from './may-connect.ts';
import { pipeAccess } from './pipe-access.ts';
import { PipeGuard } from './pipe-guard.ts';
import { UnixGuard } from './unix-guard.ts';

let folder: TemporaryDirectory;
const open: LocalServer[] = [];
beforeEach(async () => {
  folder = await temporaryDirectory();
});
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
  await folder.remove();
});
async function serve(guard: UnixGuard | PipeGuard, path: string): Promise<LocalServer> {
  const options = { path, guard, log: silentLog(), nowMs: Date.now, answer: async () => 'served' };
  const server = await LocalServer.start(options);
  open.push(server);
  return server;
}
const status = { id: 'a', command: 'status', parameters: {} };
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
const unix = (groupId: number | null = null) => new UnixGuard({ groupId, log: silentLog() });

describe('who may connect', () => {
  const allowed = { ownUid: 990, groupId: 50 };
  test.each([
    [{ uid: 0, gids: [] }, true],
    [{ uid: 990, gids: [] }, true],
    [{ uid: 1000, gids: [50] }, true],
    [{ uid: 1000, gids: [7, 50] }, true],
    [{ uid: 1000, gids: [7] }, false],
    [{ uid: 1000, gids: [] }, false],
    [{ uid: 50, gids: [990, 0] }, false],
  ])('%j: %s', (peer, may) => expect(mayConnect(peer, allowed)).toBe(may));

  test('without a group nobody but root and the agent', () => {
    expect(mayConnect({ uid: 1000, gids: [0, 50] }, { ownUid: 0, groupId: null })).toBe(false);
    expect([peerName({ uid: 0, gids: [] }), peerName({ uid: 7, gids: [] })]).toEqual(['root', 'uid 7']);
  });

  test('a group is found by name or number', () => {
    const text = 'root:x:0:\nkvm:x:106:ann,bob\nbroken\n';
    expect([groupIdOf('kvm', text), groupIdOf('1234', text), groupIdOf('root', text)]).toEqual([
      106, 1234, 0,
    ]);
    expect(() => groupIdOf('kv', text)).toThrow('no group kv');
  });
});

describe('a UNIX socket', () => {
  test('is for the agent alone, in a folder of its own, and says who asks', async () => {
    const path = join(folder.path, 'new', 'deep', 'v.sock');
    await serve(unix(), path);
    expect(await modeOf(path)).toBe(0o600);
    expect(await modeOf(join(folder.path, 'new', 'deep'))).toBe(0o700);
    expect(await ask(path, status)).toMatchObject({ data: 'served' });
  });

  test('is opened to a group, and its folder as well', async () => {
    const groupId = process.getgid?.() ?? 0;
    const path = join(folder.path, 'shared', 'v.sock');
    await serve(unix(groupId), path);
    expect(await modeOf(path)).toBe(0o660);
    expect(await modeOf(join(folder.path, 'shared'))).toBe(0o750);
    expect((await stat(path)).gid).toBe(groupId);
  });

  test('takes the place of one that a killed agent left, and of nothing else', async () => {
    const path = join(folder.path, 's', 'v.sock');
    const killed = createServer();
    await mkdir(join(folder.path, 's'));
    killed.listen(path);
    await once(killed, 'listening');
    await serve(unix(), path);
    killed.close();
    const file = join(folder.path, 's', 'file');
    await writeFile(file, 'mine');
    await expect(serve(unix(), file)).rejects.toMatchObject({ code: 'already-exists' });
  });

  test('is not made where others may write', async () => {
    const shared = join(folder.path, 'tmp');
    await mkdir(shared);
    await chmod(shared, 0o777);
    await expect(serve(unix(), join(shared, 'v.sock'))).rejects.toMatchObject({
      code: 'precondition-failed',
    });
    expect(await modeOf(shared)).toBe(0o777);
  });

  test('is not made for a group where that cannot reach it', async () => {
    const closed = join(folder.path, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const path = join(closed, 'v.sock');
    await expect(serve(unix(process.getgid?.() ?? 0), path)).rejects.toThrow('cannot enter it');
    await serve(unix(), path);
  });

  test('the kernel says who is at the other end', async () => {
    const path = join(folder.path, 'k.sock');
    const server = createServer((socket) => {
      socket.end(JSON.stringify(peerOf(socket)));
    });
    server.listen(path);
    await once(server, 'listening');
    const socket = connect(path);
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    const peer = JSON.parse(chunk.toString());
    expect(peer).toMatchObject({ pid: process.pid, uid: process.getuid?.() });
    expect(peer.gids).toContain(process.getgid?.());
    socket.destroy();
    expect(() => peerOf(socket)).toThrow('closed');
    server.close();
  });
});

describe('a named pipe', () => {
  test('names system, administrators and Hyper-V administrators, denies the network first, inherits nothing', () => {
    expect(pipeAccess).toBe('D:P(D;;GA;;;NU)(A;;GA;;;SY)(A;;GA;;;BA)(A;;GA;;;S-1-5-32-578)');
  });

  test('serves once its access is set, and nobody who came before', async () => {
    const path = join(folder.path, 'pipe');
    const early: Promise<unknown>[] = [];
    const set: string[] = [];
    await serve(
      new PipeGuard({
        setAccess: (pipe, descriptor) => {
          set.push(pipe, descriptor);
          const socket = connect(pipe);
          early.push(once(socket, 'close'));
          socket.on('error', () => undefined);
        },
      }),
      path,
    );
    await Promise.all(early);
    expect(set).toEqual([path, pipeAccess]);
    expect(await ask(path, status)).toMatchObject({ data: 'served' });
  });

  test('serves nobody when its access cannot be set', async () => {
    const path = join(folder.path, 'pipe');
    const guard = new PipeGuard({
      setAccess: () => {
        throw new Error('Windows error 5');
      },
    });
    await expect(serve(guard, path)).rejects.toThrow('Windows error 5');
    await expect(ask(path, status)).rejects.toThrow();
  });
});
