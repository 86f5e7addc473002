/** What makes a Linux guest nobody, so that the next to boot from its disk becomes who its own seed says. */
import type { ClientHttp2Session } from 'node:http2';
import { AppError } from '@busbar/shared/errors/app-error';
import { runInGuest } from '../../../guests/run-in-guest.ts';

/**
 * `cloud-init clean --seed` forgets the instance, so that its next boot is a first one (users, host name, scripts), and the
 * identity that provisioning left in /var/lib/cloud/seed, which would come before any other seed. An empty machine-id is
 * written anew by systemd, host keys by cloud-init. Accounts, their passwords and files stay: they are the machine's content.
 */
export const cleaningScript = [
  'set -eu',
  'command -v cloud-init >/dev/null || { echo "there is no cloud-init in it" >&2; exit 3; }',
  'cloud-init clean --logs --seed',
  'rm -f /etc/ssh/ssh_host_*_key /etc/ssh/ssh_host_*_key.pub /var/lib/systemd/random-seed',
  '[ ! -e /etc/machine-id ] || : > /etc/machine-id',
  '[ -L /var/lib/dbus/machine-id ] || rm -f /var/lib/dbus/machine-id',
  'sync',
].join('\n');

const outputLimitBytes = 64 * 1024;
const deadlineMs = 120_000;

/** @throws AppError `precondition-failed` where it cannot be done; nothing was cleaned then */
export async function cleanGuest(session: ClientHttp2Session, signal: AbortSignal): Promise<void> {
  const request = { argv: ['/bin/sh', '-c', cleaningScript], env: {}, timeoutMs: deadlineMs };
  const run = { request, stdin: Buffer.alloc(0), outputLimitBytes, signal };
  const { end, stderr } = await runInGuest(session, run);
  if (end.cause === 'exited' && end.exitCode === 0) return;
  const said = stderr.toString('utf8').trim().slice(-500) || (end.error?.message ?? end.cause);
  throw new AppError('precondition-failed', `The VM could not be cleaned: ${said}`, {
    userMessage: `The VM could not be cleaned: ${said}. No image was made. An image of a VM that keeps its identity needs no cleaning.`,
    details: { cause: end.cause, exitCode: end.exitCode },
  });
}
