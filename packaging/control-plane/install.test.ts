/** The installer of the disc, staged below a prefix, with a disc that has everything but the weight. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const packaging = fileURLToPath(new URL('..', import.meta.url));
let folder = '';
const at = (path: string): string => join(folder, path);
const read = (path: string): string => readFileSync(at(`machine/${path}`), 'utf8');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'busbar-disc-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function makeDisc(build: string): void {
  rmSync(at('release'), { recursive: true, force: true });
  rmSync(at('redis'), { recursive: true, force: true });
  for (const path of [
    'disc',
    'release/node_modules/.bin',
    'redis/usr/bin',
    'redis/usr/lib/x86_64-linux-gnu',
  ]) {
    mkdirSync(at(path), { recursive: true });
  }
  writeFileSync(at('disc/bundle.json'), `${JSON.stringify({ version: '1.2.3', build, arch: 'x64' })}\n`);
  cpSync(join(packaging, 'control-plane/install.sh'), at('disc/install.sh'));
  for (const part of ['control-plane', 'linux'])
    cpSync(join(packaging, part), at(`release/packaging/${part}`), { recursive: true });
  writeFileSync(at('release/package.json'), '{\n  "version": "1.2.3",\n  "of": "a test"\n}\n');
  writeFileSync(at('release/of'), build);
  symlinkSync(process.execPath, at('release/node_modules/.bin/node'));
  writeFileSync(at('redis/usr/bin/redis-server'), '#!/bin/sh\necho "$LD_LIBRARY_PATH"\n', { mode: 0o755 });
  for (const name of ['release', 'redis']) {
    execFileSync('tar', ['-czf', at(`disc/${name}.tar.gz`), '-C', at(name), '.']);
  }
}

function install(address: string) {
  const env = { ...process.env, PREFIX: at('machine') };
  const { status, stderr } = spawnSync('sh', [at('disc/install.sh'), address], { env, encoding: 'utf8' });
  return { status, stderr };
}

it('puts the control plane in place, with a certificate for its address and a Redis of its own', () => {
  makeDisc('0123456789abcdef');
  expect(install('https://192.0.2.7:7420')).toEqual({ status: 0, stderr: '' });
  expect(read('opt/busbar/current/of')).toBe('0123456789abcdef');
  expect(read('etc/busbar/control.env')).toContain('BUSBAR_PUBLIC_URL=https://192.0.2.7:7420\n');
  expect(read('etc/busbar/tls.crt')).toContain('BEGIN CERTIFICATE');
  expect(read('etc/systemd/system/busbar-redis.service')).toContain(
    'LD_LIBRARY_PATH=/opt/busbar-redis/usr/lib/x86_64-linux-gnu\n',
  );
  expect(read('etc/systemd/system/busbar-control.service')).toContain('/opt/busbar/current');
});

it('upgrades what is there, and keeps certificate, settings and what people have changed', () => {
  makeDisc('0123456789abcdef');
  install('https://192.0.2.7:7420');
  const certificate = read('etc/busbar/tls.crt');
  appendFileSync(at('machine/etc/busbar/control.env'), 'BUSBAR_LOG_LEVEL=debug\n');
  makeDisc('fedcba9876543210');
  expect(install('https://192.0.2.8:7420')).toEqual({ status: 0, stderr: '' });
  expect(read('opt/busbar/current/of')).toBe('fedcba9876543210');
  expect(read('etc/busbar/tls.crt')).toBe(certificate);
  expect(read('etc/busbar/control.env')).toContain('BUSBAR_LOG_LEVEL=debug\n');
  expect(read('etc/busbar/control.env').match(/^BUSBAR_PUBLIC_URL=.*$/gm)).toEqual([
    'BUSBAR_PUBLIC_URL=https://192.0.2.8:7420',
  ]);
});

it('refuses what nobody could reach safely', () => {
  makeDisc('0123456789abcdef');
  expect(install('http://192.0.2.7')).toEqual({ status: 1, stderr: expect.stringContaining('https://') });
});
