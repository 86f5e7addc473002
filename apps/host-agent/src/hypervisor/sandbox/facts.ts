import { readFile } from 'node:fs/promises';
import { type AppError, toAppError } from '@busbar/shared/errors/app-error';
import type { DriverFacts } from '@busbar/shared/protocol/host-facts';
import { findProgram } from '../process/find-program.ts';
import { runMapped } from './run-mapped.ts';
import { readUidFacts } from './uid-facts.ts';
import { planUids, slotCount, type UidPlan } from './uid-plan.ts';

const notesOfPlan: Record<UidPlan['kind'], string> = {
  direct: 'Each guest has a range of ids of its own; its root is nobody on this machine.',
  helper: 'Guest accounts are mapped to your subordinate ids; a guest’s root is the host agent’s own user.',
  single:
    'Only one uid can be mapped here, so all accounts of a guest share it. For separate accounts, install uidmap and give the user a range in /etc/subuid and /etc/subgid.',
};

const limitsNote =
  'CPU, memory and disk limits of a sandbox are not enforced: it may use what the machine has.';

const checkpointsNote =
  'A sandbox has no checkpoints: it is a few processes on this machine, whose memory and files are not kept.';

/** Tries for real what a sandbox needs; sysctls alone do not tell. Never throws but for the signal. */
export async function sandboxFacts(signal: AbortSignal): Promise<DriverFacts> {
  const plan = planUids(await readUidFacts(), slotCount - 1);
  const remedy = await findRemedy(plan, signal);
  return {
    name: 'sandbox',
    isReady: remedy === null,
    version: `Linux ${(await readFile('/proc/sys/kernel/osrelease', 'utf8')).trim()}`.slice(0, 256),
    remedy,
    abilities: ['resizing', 'exporting', 'importing'],
    notes: [notesOfPlan[plan.kind], limitsNote, checkpointsNote],
  };
}

/** Fails wherever a kernel or a container forbids namespaces, mounts or a /proc of one's own. */
const trial = [
  ...['unshare', '--mount', '--pid', '--fork', '--kill-child', '--net', '--uts', '--ipc', '--cgroup'],
  ...[
    'sh',
    '-c',
    'mount -t tmpfs busbar-trial /tmp && mkdir /tmp/proc && mount -t proc busbar-trial /tmp/proc',
  ],
];

async function findRemedy(plan: UidPlan, signal: AbortSignal): Promise<string | null> {
  for (const program of ['unshare', 'setpriv', 'mount', 'pivot_root']) {
    if ((await findProgram(program)) === null)
      return `${program} is missing: sudo apt-get install util-linux mount`;
  }
  try {
    await runMapped(trial, { plan, signal });
    return null;
  } catch (error) {
    signal.throwIfAborted();
    return remedyFor(await readSettings(), toAppError(error));
  }
}

type Settings = { readonly clone: string; readonly apparmor: string; readonly maximum: string };

async function readSettings(): Promise<Settings> {
  const read = (name: string): Promise<string> =>
    readFile(`/proc/sys/${name}`, 'utf8').then(
      (text) => text.trim(),
      // A setting that this kernel does not have forbids nothing.
      () => '',
    );
  const [clone, apparmor, maximum] = await Promise.all([
    read('kernel/unprivileged_userns_clone'),
    read('kernel/apparmor_restrict_unprivileged_userns'),
    read('user/max_user_namespaces'),
  ]);
  return { clone, apparmor, maximum };
}

/** The exact remedy for each setting that forbids user namespaces. Pure. */
export function remedyFor(settings: Settings, failure: AppError): string {
  if (settings.maximum === '0')
    return 'User namespaces are off. Run: sudo sysctl -w user.max_user_namespaces=15000';
  if (settings.clone === '0')
    return 'User namespaces are for root only. Run: sudo sysctl -w kernel.unprivileged_userns_clone=1';
  if (settings.apparmor === '1')
    return 'AppArmor restricts user namespaces. Run: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0';
  return `Namespaces cannot be made here (${failure.message.slice(0, 200)}). In a container, allow them: --security-opt seccomp=unconfined --security-opt systempaths=unconfined --security-opt apparmor=unconfined`;
}
