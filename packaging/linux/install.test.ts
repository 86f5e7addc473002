import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('install.sh', import.meta.url));
let prefix = '';
const install = (...args: string[]): string =>
  execFileSync(script, args, { env: { ...process.env, PREFIX: prefix } }).toString();
const at = (path: string): string => join(prefix, path);

beforeEach(() => {
  prefix = mkdtempSync(join(tmpdir(), 'busbar-install-'));
});
afterEach(() => rmSync(prefix, { recursive: true, force: true }));

describe('install.sh, staged below a prefix', () => {
  it('puts a release, its unit and closed settings in place', () => {
    install('control');
    const version = readlinkSync(at('opt/busbar/current'));
    expect(existsSync(at(`opt/busbar/${version}/apps/web`))).toBe(true);
    expect(existsSync(at(`opt/busbar/${version}/node_modules`))).toBe(false);
    expect(readFileSync(at('etc/systemd/system/busbar-control.service'), 'utf8')).toContain(
      'NoNewPrivileges=yes',
    );
    expect(statSync(at('etc/busbar/control.env')).mode & 0o777).toBe(0o600);
  });

  it('gives people the host agent as a command, and takes it away again', () => {
    install('host');
    expect(statSync(at('usr/local/bin/busbar-host')).mode & 0o111).toBe(0o111);
    install('uninstall');
    expect(existsSync(at('usr/local/bin/busbar-host'))).toBe(false);
  });

  it('keeps edited settings over an upgrade', () => {
    install('host');
    writeFileSync(at('etc/busbar/host.env'), 'BUSBAR_HOST_STATE=/elsewhere\n');
    install('upgrade');
    expect(readFileSync(at('etc/busbar/host.env'), 'utf8')).toBe('BUSBAR_HOST_STATE=/elsewhere\n');
  });

  it('removes programs and units, and the settings only when asked to', () => {
    install('control');
    install('uninstall');
    expect(existsSync(at('opt/busbar'))).toBe(false);
    expect(existsSync(at('etc/systemd/system/busbar-control.service'))).toBe(false);
    expect(existsSync(at('etc/busbar/control.env'))).toBe(true);
    install('uninstall', '--purge');
    expect(existsSync(at('etc/busbar'))).toBe(false);
  });

  it('explains itself when it is called wrongly', () => {
    const { status, stdout } = spawnSync(script, ['everything'], { env: { ...process.env, PREFIX: prefix } });
    expect(status).toBe(2);
    expect(stdout.toString()).toContain('install.sh control');
  });

  it('says that there is nothing to roll back to', () => {
    install('control');
    const { status, stderr } = spawnSync(script, ['rollback'], { env: { ...process.env, PREFIX: prefix } });
    expect(status).toBe(1);
    expect(stderr.toString()).toContain('no release to go back to');
  });
});
