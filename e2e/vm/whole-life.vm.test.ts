/**
 * A real VM without a network, from the click to its end: one boot with cloud-init, everything that can be
 * seen of it from inside, a host agent that dies meanwhile, a second boot, a checkpoint, and its deletion.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { planIso } from '@busbar/seed/iso/plan-iso';
import { writeIsoFile } from '@busbar/seed/iso/write-iso-file';
import { CheckpointList } from '@busbar/shared/protocol/asked-of-host';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acceptLink, administrator, type SignedIn } from '../stack/api.ts';
import { type ExecInput, type ExecResult, execInVm } from '../stack/exec.ts';
import { Shell } from '../stack/shell.ts';
import { Stack } from '../stack/stack.ts';
import {
  filesOfVm,
  measureJobDeadline,
  qemuPid,
  type RealVm,
  requestRealVm,
  untilSucceeded,
} from './real-vms.ts';

let stack: Stack;
let admin: SignedIn;
let vm: RealVm;
let deadlineMs: number;

beforeAll(async () => {
  deadlineMs = await measureJobDeadline();
  stack = await Stack.start();
  admin = await acceptLink(stack.url, stack.signInLink ?? '', administrator);
  vm = await requestRealVm(admin.api, {
    name: 'real-1',
    template: 'debian-12',
    variables: { USERNAME: 'kim', TIMEZONE: 'Europe/Berlin', LOCALE: 'C.UTF-8', LAYOUT: 'de' },
  });
  await untilSucceeded(admin.api, vm.jobId, deadlineMs);
}, 600_000);
afterAll(() => stack?.stop(), 120_000);

/** Of a test; its own waits are shorter and say what they waited for. */
const timeout = 600_000;

/** Starting Python in an emulated guest takes half a minute on a busy machine. */
const exec = (input: ExecInput): Promise<ExecResult> =>
  execInVm(stack.url, admin.cookie, vm.vmId, { deadlineMs, ...input });
/** What a line of shell prints. */
async function ask(line: string): Promise<string> {
  const { exitCode, stdout, stderr } = await exec({ argv: ['sh', '-c', line] });
  if (exitCode !== 0) throw new Error(`${line}: exit code ${exitCode}: ${stderr}`);
  return stdout.trim();
}
async function checkpoints(): Promise<CheckpointList['checkpoints']> {
  const headers = { cookie: admin.cookie };
  const response = await fetch(`${stack.url}/live/vms/${vm.vmId}/checkpoints`, { headers });
  return CheckpointList.parse(await response.json()).checkpoints;
}
const observed = async () => (await admin.api.vm.get.query({ vmId: vm.vmId })).vm;

test('cloud-init has done what the template says', { timeout }, async () => {
  expect(await ask('cloud-init status')).toBe('status: done');
  expect(await ask('hostname')).toBe('real-1');
  expect(await ask('id -nG kim')).toContain('sudo');
  expect(await ask('cat /etc/default/keyboard')).toContain('XKBLAYOUT="de"');
  expect(await ask('readlink /etc/localtime')).toContain('Europe/Berlin');
});

test('there is no network device, and the channel does not need one', { timeout }, async () => {
  expect(await ask('ls /sys/class/net')).toBe('lo');
  const whoami = await exec({ argv: ['id', '-un'], user: 'kim' });
  expect(whoami.stdout).toBe('kim\n');
  const text = 'grüße\n'.repeat(50_000);
  expect((await exec({ argv: ['cat'], stdin: text })).stdout).toBe(text);
  expect((await exec({ argv: ['sh', '-c', 'echo no >&2; exit 9'] })).end).toMatchObject({ exitCode: 9 });
});

test('its discs are gone, inside and on the host; the agent runs from the guest’s own disk', {
  timeout,
}, async () => {
  expect(await ask('blkid -s LABEL -o value -p /dev/vda /dev/sr* 2>/dev/null; true')).toBe('rootfs');
  expect(existsSync(join(stack.hostState, 'seeds', vm.vmId))).toBe(false);
  const own = '/proc/$(systemctl show --property MainPID --value busbar-guest)/exe';
  expect(await ask(`readlink ${own}`)).toBe('/usr/local/lib/busbar/busbar-guest');
});

const bootId = (): Promise<string> => ask('cat /proc/sys/kernel/random/boot_id');
const labelsOfDiscs = (): Promise<string> => ask('blkid -s LABEL -o value -p /dev/sr* 2>/dev/null; true');
const untilDiscIs = (label: string): Promise<unknown> =>
  waitFor(`the disc inside to be “${label}”`, async () => (await labelsOfDiscs()) === label, { deadlineMs });
async function attachIso(label: string): Promise<void> {
  const iso = `${label} it's “mine”.iso`;
  const files = [{ path: 'hello', content: Buffer.from(label) }];
  const plan = planIso(files, { label, volumeTimestamp: new Date(0) });
  await writeIsoFile(join(stack.hostState, 'isos', iso), plan);
  const { jobId } = await admin.api.media.attach.mutate({ vmId: vm.vmId, iso });
  await untilSucceeded(admin.api, jobId, deadlineMs);
  await untilDiscIs(label);
}
async function ejectIso(): Promise<void> {
  const { jobId } = await admin.api.media.eject.mutate({ vmId: vm.vmId });
  await untilSucceeded(admin.api, jobId, deadlineMs);
  await untilDiscIs('');
}

test('an ISO that is attached, swapped and ejected is so inside, without a boot', { timeout }, async () => {
  const boot = await bootId();
  await attachIso('FIRST');
  await attachIso('SECOND');
  expect(await ask('mount -o ro /dev/sr0 /mnt && cat /mnt/hello; umount /mnt')).toBe('SECOND');
  await ejectIso();
  expect(await bootId()).toBe(boot);
});

test('AF_VSOCK, the channel of Hyper-V, works in this kernel', { timeout }, async () => {
  await ask('modprobe vsock_loopback');
  const said = await ask('/usr/local/lib/busbar/busbar-guest doctor vsock');
  expect(said.split('\n')).toEqual([
    'vsock: 4194304 bytes came back unchanged',
    'vsock: a local user (CID 1) was refused',
  ]);
});

test('a host agent that is killed leaves VM and shell as they are', { timeout }, async () => {
  const pid = qemuPid(vm.vmId);
  expect(pid).not.toBeNull();
  const shell = await Shell.open({ url: stack.url, cookie: admin.cookie, vmId: vm.vmId });
  try {
    shell.type('kept=4217; echo "set:$kept"\n');
    await shell.untilText(/set:4217/);
    await stack.killHost();
    await shell.untilBroken();
    await stack.startHost();
    await waitFor('the channel to be up again', async () => (await observed()).channel === 'up', {
      deadlineMs: 60_000,
    });
    expect(qemuPid(vm.vmId)).toBe(pid);
    await shell.attach();
    shell.type('echo "[$kept]"\n');
    await shell.untilText(/\[4217\]/);
  } finally {
    shell.close();
  }
});

test('a second boot is the same machine', { timeout }, async () => {
  const identity = (): Promise<string> =>
    ask(
      'cat /var/lib/cloud/data/instance-id /etc/machine-id /etc/passwd /etc/hostname /etc/ssh/ssh_host_ed25519_key.pub',
    );
  const [before, firstBoot] = [await identity(), await bootId()];
  await ask('echo kept >/root/mine; sync');
  const { jobId } = await admin.api.vm.power.mutate({ vmId: vm.vmId, action: 'reboot' });
  await untilSucceeded(admin.api, jobId, deadlineMs);
  expect(await bootId()).not.toBe(firstBoot);
  expect(await ask('cloud-init status --wait')).toContain('status: done');
  expect(await identity()).toBe(before);
  expect(await ask('cat /root/mine')).toBe('kept');
});

test('a checkpoint brings disk, memory and disc back as they were, and the channel answers', {
  timeout,
}, async () => {
  const seen = 'cat /root/mine /run/proof /root/later 2>/dev/null; cat /proc/sys/kernel/random/boot_id';
  await attachIso('THEN');
  await ask('echo in memory >/run/proof');
  const before = await ask(seen);
  const made = await admin.api.checkpoint.create.mutate({ vmId: vm.vmId, name: 'as it should be' });
  await untilSucceeded(admin.api, made.jobId, deadlineMs);
  await ask('rm /root/mine /run/proof; echo lost >/root/later; sync');
  expect(await ask(seen)).not.toBe(before);
  const [checkpoint] = await checkpoints();
  expect(checkpoint).toMatchObject({ name: 'as it should be', hasMemory: true, isCurrent: true });
  const reference = { vmId: vm.vmId, checkpointId: checkpoint?.id ?? '' };
  const applied = await admin.api.checkpoint.applyTo.mutate({ ...reference, start: true });
  await untilSucceeded(admin.api, applied.jobId, deadlineMs);
  expect(await ask(seen)).toBe(before);
  expect(await labelsOfDiscs()).toBe('THEN');
  const removed = await admin.api.checkpoint.remove.mutate(reference);
  await untilSucceeded(admin.api, removed.jobId, deadlineMs);
  expect(await checkpoints()).toEqual([]);
  await ejectIso();
  expect(await ask(seen)).toBe(before);
});

test('its deletion leaves nothing', { timeout }, async () => {
  const { jobId } = await admin.api.vm.delete.mutate({ vmId: vm.vmId, confirmName: vm.name });
  await untilSucceeded(admin.api, jobId, deadlineMs);
  expect(qemuPid(vm.vmId)).toBeNull();
  expect(filesOfVm(stack, vm.vmId)).toEqual([]);
});
