/** What is asked of the control plane's VM, all of it over its channel: install, be healthy, tell how to come in. */
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import type { ObservedVm } from '@busbar/shared/protocol/link';
import { z } from 'zod';
import { runInGuest } from '../guests/run-in-guest.ts';
import type { Fleet } from '../vms/fleet.ts';
import { ipv4Of } from './address-of-guest.ts';
import type { ControlPlaneRecord } from './control-plane-record.ts';
import { payloadLabel } from './payload-disc.ts';
import { debianVersionOf } from './plan-control-plane.ts';

export const controlPlanePort = 7420;
const home = '/opt/busbar/current';
/** Carries one connection; see `forward.ts`. */
export const carryProgram = ['perl', `${home}/packaging/control-plane/carry.pl`, String(controlPlanePort)];

const outputLimitBytes = 256 * 1024;
const shortMs = 2 * 60_000;
const addressMs = 3 * 60_000;
/** Under emulation the release alone takes minutes to unpack. */
const installMs = 40 * 60_000;

/** `{ url, token, key }`, as the control plane writes it until a host has used it. */
const Enrolment = z.object({ token: z.string(), key: z.string() });
export type Enrolment = z.infer<typeof Enrolment>;

export class ControlPlaneGuest {
  readonly #fleet: Pick<Fleet, 'guests' | 'waitUntil'>;
  readonly #vmId: string;
  readonly #signal: AbortSignal;

  constructor(fleet: Pick<Fleet, 'guests' | 'waitUntil'>, vmId: string, signal: AbortSignal) {
    this.#fleet = fleet;
    this.#vmId = vmId;
    this.#signal = signal;
  }

  /** @throws `precondition-failed` for a system that the disc was not built for */
  async requireDebian(): Promise<void> {
    const { stdout } = await this.#run('. /etc/os-release && echo "$ID $VERSION_ID"');
    if (debianVersionOf(stdout) !== null) return;
    throw new AppError('precondition-failed', `The image has ${stdout.trim()}; use Debian 12 or 13.`);
  }

  /** The build that is installed; null for none. */
  async installedBuild(): Promise<string | null> {
    const { stdout } = await this.#run(`cat ${home}/built 2>/dev/null || true`);
    return stdout.trim() || null;
  }

  /** How people reach it: its own address, which DHCP may give it a while after its agent answers; else what only its host reaches. */
  async address({ network, port }: Pick<ControlPlaneRecord, 'network' | 'port'>): Promise<string> {
    if (network === 'none') return `https://127.0.0.1:${port}`;
    return `https://${await this.#ownAddress()}:${controlPlanePort}`;
  }

  async #ownAddress(): Promise<string> {
    const addressOf = (vm: ObservedVm | null) => ipv4Of(vm?.heartbeat?.interfaces ?? []);
    const late = AbortSignal.timeout(addressMs);
    try {
      const any = AbortSignal.any([this.#signal, late]);
      const vm = await this.#fleet.waitUntil(this.#vmId, (seen) => addressOf(seen) !== null, any);
      return addressOf(vm) ?? '';
    } catch (cause) {
      this.#signal.throwIfAborted();
      if (!late.aborted) throw cause;
      throw new AppError(
        'precondition-failed',
        'The VM of the control plane has no address in its network.',
        {
          cause,
          userMessage: `The VM of the control plane got no address in its network within ${addressMs / 60_000} minutes. See to it that DHCP answers there, and run this again; or say with --url how people are to reach it.`,
        },
      );
    }
  }

  /** From the disc in its drive, which may be seen a moment after it was put in. */
  async install(address: string): Promise<void> {
    const disc = '/run/busbar-disc';
    await this.#run(
      `mkdir -p ${disc}
      tries=0
      until mount -o ro -t iso9660 "/dev/disk/by-label/${payloadLabel}" ${disc} 2>/dev/null ||
        mount -o ro -t iso9660 "$(blkid -L ${payloadLabel} || echo none)" ${disc} 2>/dev/null; do
        tries=$((tries + 1))
        [ "$tries" -lt 60 ] || { echo 'the disc with the control plane does not appear' >&2; exit 1; }
        sleep 1
      done
      trap 'umount ${disc}' EXIT
      sh ${disc}/install.sh "$1"`,
      { argument: address, timeoutMs: installMs },
    );
  }

  /** @throws with the service's own last words when it has failed */
  async requireActive(): Promise<void> {
    const { stdout } = await this.#run('systemctl is-active busbar-control.service || true');
    if (stdout.trim() !== 'failed') return;
    const { stdout: words } = await this.#run('journalctl -u busbar-control.service -n 30 -o cat --no-pager');
    throw new AppError('unavailable', `The control plane does not run in its VM. Its last words:\n${words}`, {
      retryable: false,
    });
  }

  /** The first administrator's, of the present start of the service; null once there is one. */
  async signInLink(): Promise<string | null> {
    const { stdout } = await this.#run(
      `id=$(systemctl show --property InvocationID --value busbar-control.service)
      journalctl "_SYSTEMD_INVOCATION_ID=$id" -o cat --no-pager`,
    );
    return /^https:\/\/\S+\/welcome\?token=\S+$/m.exec(stdout)?.[0] ?? null;
  }

  /** One-time, of one host; null once a host has used it. */
  async enrolment(): Promise<Enrolment | null> {
    const { stdout } = await this.#run('cat /var/lib/busbar/enrolment.json 2>/dev/null || true');
    return stdout.trim() === '' ? null : Enrolment.parse(JSON.parse(stdout));
  }

  async #run(script: string, { argument = '', timeoutMs = shortMs } = {}): Promise<{ stdout: string }> {
    const session = this.#fleet.guests.session(this.#vmId);
    const request = { argv: ['sh', '-euc', script, 'sh', argument], env: {}, timeoutMs };
    const { end, stdout, stderr } = await runInGuest(session, {
      request,
      stdin: Buffer.alloc(0),
      outputLimitBytes,
      signal: this.#signal,
    });
    if (end.cause === 'exited' && end.exitCode === 0) return { stdout: stdout.toString('utf8') };
    const words = `${stderr.toString('utf8')}${stdout.toString('utf8')}`.trim().slice(-2000);
    const how = end.error?.message ?? (end.cause === 'exited' ? `exit code ${end.exitCode}` : end.cause);
    throw new AppError('unavailable', `In the control plane's VM (${how}): ${words || 'no word'}`, {
      retryable: false,
    });
  }
}

/** Whether a call may be made again: the channel of a VM that is busy may break for a moment. */
export const isPassing = (thrown: unknown): boolean => toAppError(thrown).retryable;
