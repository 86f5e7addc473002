/** What a guest must not be able to do. The stand-in runs commands as the guest's root. */
import { once } from 'node:events';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HypervisorDriver } from '../driver.ts';
import type { DriverFixture } from '../testing/driver-under-test.ts';
import { makeSandboxFixture } from '../testing/sandbox-fixture.ts';
import { vmIdOf, vmSpecification } from '../testing/vm-specification.ts';

const vmId = vmIdOf(1);
const signal = new AbortController().signal;
let fixture: DriverFixture;
let driver: HypervisorDriver;

beforeAll(async () => {
  fixture = await makeSandboxFixture();
  driver = fixture.makeDriver();
  const vm = vmSpecification(1, fixture.image, { name: 'hostile' });
  await driver.createDisk(vm, () => undefined, signal);
  await driver.createVm(vm, signal);
  await driver.start(vmId, signal);
});
afterAll(async () => {
  await driver.delete(vmId, signal);
  await fixture.remove();
});

async function say(line: string): Promise<string> {
  const socket = await waitFor('the guest', () => driver.dialGuest(vmId, signal));
  let heard = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    heard += text;
  });
  socket.end(`${line}\n`);
  await once(socket, 'close');
  return heard;
}
const run = async (command: string): Promise<string> =>
  (await say(`run ${command}`)).split('\n').slice(1).join('\n');

test('has its own name, processes and root, and no network but loopback', async () => {
  expect(await say('run true')).toMatch(/uid=0 host=hostile/);
  expect(await run('cat /proc/1/comm')).toBe('sh\n');
  expect((await run('tail -n +3 /proc/net/dev | cut -d: -f1')).trim()).toBe('lo');
  expect(await run('ls /home /root; ls /work /boot 2>/dev/null')).not.toContain(process.env.USER ?? 'nobody');
});

test.each([
  ['write to /usr', 'touch /usr/x'],
  ['write below /usr', 'touch /usr/local/share/x'],
  ['write to the root', 'touch /x'],
  ['write to its agent', 'echo >> /opt/busbar/busbar-guest'],
  ['write to its seed', 'touch /run/busbar/seed/x'],
  ['remount', 'mount -o remount,bind,rw /usr'],
  ['mount', 'mount -t tmpfs x /mnt'],
  ['make devices', 'mknod /root/vda b 254 0'],
  ['make user namespaces', 'unshare --user true'],
  ['allow user namespaces again', 'sh -c "echo 9 > /proc/sys/user/max_user_namespaces"'],
  ['trigger the kernel', 'sh -c "echo b > /proc/sysrq-trigger"'],
])('cannot %s', async (_, command) => {
  expect(await run(`${command} && echo succeeded`)).not.toContain('succeeded');
});

test('reboots into new namespaces on 65 and goes off on 64', async () => {
  await run('touch /run/before /var/kept');
  await say('exit 65');
  expect(await run('ls /run /var')).toContain('kept');
  expect(await run('ls /run')).not.toContain('before');
  await say('exit 64');
  await waitFor('the VM to be off', async () => (await driver.find(vmId, signal))?.power === 'stopped');
  await driver.start(vmId, signal);
});

test('leads the host agent to no other socket by a link in the place of its own', async () => {
  const other = join(fixture.vmsFolder, 'other.sock');
  const server = createServer((socket) => socket.end('secret'));
  server.listen(other);
  await once(server, 'listening');
  await run(`ln -sf ${other} /run/busbar/channel/agent.sock`);
  await expect(driver.dialGuest(vmId, signal)).rejects.toMatchObject({ code: 'guest-unreachable' });
  server.close();
  await driver.powerOff(vmId, signal);
  await driver.start(vmId, signal);
});

test('is deleted with all that it planted, and nothing outside', async () => {
  const precious = join(fixture.vmsFolder, '..', 'precious');
  await mkdir(precious);
  await writeFile(join(precious, 'file'), 'x');
  await run(
    `ln -s ${precious} /root/link; mkdir -p /var/a/b; chmod 0 /var/a; chown 33 /home 2>/dev/null; true`,
  );
  await driver.powerOff(vmId, signal);
  await symlink(precious, join(fixture.vmsFolder, vmId, 'planted'));
  await driver.delete(vmId, signal);
  expect(await readdir(precious)).toEqual(['file']);
  expect(await readdir(fixture.vmsFolder)).not.toContain(vmId);
});
