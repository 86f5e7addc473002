/** Against a real server with the faults of real ones. */
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileServer } from '../../testing/file-server.ts';
import { type FetchFile, fetchFile, fetchText } from './fetch-file.ts';

const content = randomBytes(2_000_000);
let folder: TemporaryDirectory;
let server: FileServer;
let path: string;
let told: number[];
let said: string[];
beforeEach(async () => {
  folder = await temporaryDirectory();
  path = join(folder.path, 'source');
  told = [];
  said = [];
  server = await FileServer.start({
    content,
    cuts: { times: 0, afterBytes: 0 },
    others: {
      '/moved': (response) => response.writeHead(302, { location: '/disk.img' }).end(),
      '/round': (response) => response.writeHead(302, { location: '/round' }).end(),
      '/away': (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
      '/metadata': (response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
      '/gone': (response) => response.writeHead(404).end('no'),
      '/packed': (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
      '/endless': (response) => {
        const pump = (): void =>
          void response.write(Buffer.alloc(65_536), () => !response.destroyed && pump());
        pump();
      },
      '/sums': (response) => response.end('a list\n'),
    },
  });
});
afterEach(async () => {
  await server.close();
  await folder.remove();
});

const fetch = (name = 'disk.img', more: Partial<FetchFile> = {}): Promise<number> =>
  fetchFile({
    url: server.url(name),
    path,
    policy: { isLoopbackAllowed: true },
    freeBytes: async () => 2 ** 40,
    progress: (done) => void told.push(done),
    log: (_level, text) => void said.push(text),
    pauseMs: 1,
    signal: new AbortController().signal,
    ...more,
  });
const ranges = () => server.requests.map(({ range }) => range);

test('brings the whole file, and does not ask again for one that is whole', async () => {
  expect(await fetch()).toBe(content.length);
  expect((await readFile(path)).equals(content)).toBe(true);
  expect(told.at(-1)).toBe(content.length);
  await fetch();
  expect(ranges()).toEqual([null]);
});

test('goes on where a connection was cut, with every byte once', async () => {
  server.options.cuts = { times: 3, afterBytes: 500_000 };
  await fetch();
  expect((await readFile(path)).equals(content)).toBe(true);
  const starts = ranges().map((range) => Number(/^bytes=(\d+)-$/.exec(range ?? 'bytes=0-')?.[1]));
  expect(starts).toHaveLength(4);
  // What had come but was not read when the connection broke comes again.
  for (const [index, start] of starts.entries()) expect(start).toBeLessThanOrEqual(500_000 * index);
  expect(new Set(starts).size).toBe(4);
  expect(said).toHaveLength(3);
  expect(told).toEqual(told.toSorted((one, other) => one - other));
});

test('a later call goes on with what an earlier process had', async () => {
  server.options.cuts = { times: 1, afterBytes: 500_000 };
  const stopping = new AbortController();
  const first = fetch('disk.img', { log: () => stopping.abort(), signal: stopping.signal });
  await expect(first).rejects.toBeDefined();
  await fetch();
  expect((await readFile(path)).equals(content)).toBe(true);
  expect(ranges()).toEqual([null, expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
});

test.each([
  ['sends no ranges', { hasRanges: false }],
  ['says nothing by which it is known', { etag: null }],
  ['gives only a weak tag', { etag: 'W/"1"' }],
])('begins anew at a server that %s', async (_what, options) => {
  Object.assign(server.options, options, { cuts: { times: 1, afterBytes: 500_000 } });
  await fetch();
  expect((await readFile(path)).equals(content)).toBe(true);
});

test('a file that has changed meanwhile is not put together from two', async () => {
  server.options.cuts = { times: 1, afterBytes: 500_000 };
  server.options.etag = '"old"';
  await fetch('disk.img', { log: () => Object.assign(server.options, { etag: '"new"' }) });
  expect((await readFile(path)).equals(content)).toBe(true);
  expect(ranges()).toEqual([null, expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
});

test('what lies there from another URL is not gone on with', async () => {
  await fetch('other.img');
  await writeFile(path, 'something else');
  await fetch();
  expect((await readFile(path)).equals(content)).toBe(true);
});

test('gives up a server that brings nothing any more', async () => {
  server.options.cuts = { times: 100, afterBytes: 0 };
  await expect(fetch()).rejects.toMatchObject({ code: 'unavailable' });
  expect(server.requests).toHaveLength(6);
});

test('follows redirects, but not for ever, not to a file, and not to where clouds keep secrets', async () => {
  await fetch('moved');
  expect((await readFile(path)).equals(content)).toBe(true);
  await expect(fetch('round')).rejects.toThrow('redirects more than 5 times');
  await expect(fetch('away')).rejects.toThrow('no http or https');
  await expect(fetch('metadata')).rejects.toMatchObject({ code: 'forbidden' });
});

test('does not try again what an answer has refused', async () => {
  await expect(fetch('gone')).rejects.toMatchObject({ code: 'not-found' });
  await expect(fetch('packed')).rejects.toThrow('gzip');
  expect(server.requests).toHaveLength(2);
});

test('takes nothing for which there is no room', async () => {
  const full = { code: 'insufficient-storage' };
  await expect(fetch('disk.img', { freeBytes: async () => 10 })).rejects.toMatchObject(full);
  let looks = 0;
  // A body without a length: how much is free is looked at while it comes.
  const fillsUp = async () => (looks++ === 0 ? 0 : 2 ** 40);
  await expect(fetch('endless', { freeBytes: fillsUp })).rejects.toMatchObject(full);
});

test('does not go to this machine itself unless that was allowed', async () => {
  const policy = { isLoopbackAllowed: false };
  await expect(fetch('disk.img', { policy })).rejects.toMatchObject({ code: 'forbidden' });
  const byName = server.url('disk.img').replace('127.0.0.1', 'localhost');
  await expect(fetch('', { url: byName, policy })).rejects.toMatchObject({ code: 'forbidden' });
  expect(server.requests).toEqual([]);
});

test('shows no query of a URL, in which some servers want a key', async () => {
  const failing = fetch('gone?key=secret');
  await expect(failing).resolves.toBe(content.length);
  server.options.cuts = { times: 1, afterBytes: 10 };
  await fetch('disk.img?key=secret');
  expect(said.join()).not.toContain('secret');
});

test('reads a small text, and no more than it may have', async () => {
  const policy = { isLoopbackAllowed: true };
  const { signal } = new AbortController();
  expect(await fetchText({ url: server.url('sums'), policy, signal }, 100)).toBe('a list\n');
  const tooMuch = fetchText({ url: server.url('endless'), policy, signal }, 100_000);
  await expect(tooMuch).rejects.toMatchObject({ code: 'too-large' });
  const missing = fetchText({ url: server.url('gone'), policy, signal }, 100);
  await expect(missing).rejects.toMatchObject({ code: 'not-found' });
});
