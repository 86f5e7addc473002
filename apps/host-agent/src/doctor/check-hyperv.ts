/** Hyper-V as the agent sees it: what it needs, and whether the agents of its running VMs answer. */
import type { Socket } from 'node:net';
import { toAppError } from '@busbar/shared/errors/app-error';
import { connectHttp2 } from '@busbar/shared/http2/connect-http2';
import { greet } from '../guests/guest-session.ts';
import type { HypervisorDriver } from '../hypervisor/driver.ts';
import { call } from '../hypervisor/hyperv/call.ts';
import { askPreflight } from '../hypervisor/hyperv/hyperv-facts.ts';
import type { HypervHost } from '../hypervisor/hyperv/hyperv-host.ts';
import { type PreflightResult, parseResults, VmHostResult } from '../hypervisor/hyperv/results.ts';
import { templateIdOf } from '../hypervisor/hyperv/secure-boot.ts';
import { type Finding, missing, ok, unknown } from './finding.ts';

/** So many running VMs are dialled, one after the other; they tell of the way, not of each guest. */
const dialledVms = 3;
const dialLimitMs = 15_000;

export async function* checkPreflight(host: HypervHost, signal: AbortSignal): AsyncGenerator<Finding> {
  try {
    for (const item of await askPreflight(host, signal)) yield toFinding(item);
  } catch (error) {
    yield missing(
      'hyper-v',
      toAppError(error).userMessage,
      'Run this elevated; see docs/operations.md, Windows.',
    );
  }
}

/** A state that we do not know is no reason to stop anybody. */
function toFinding({ Name, State, Message, Remedy }: PreflightResult): Finding {
  const state = State === 'ok' || State === 'missing' ? State : 'unknown';
  return { name: `hyper-v ${Name}`, state, message: Message, remedy: Remedy };
}

const loaders = { windows: 'Windows', linux: 'Linux' } as const;

/** Whether a firmware of this host believes the boot loaders of usual images. */
export async function* checkSecureBoot(host: HypervHost, signal: AbortSignal): AsyncGenerator<Finding> {
  const name = 'hyper-v secure boot';
  try {
    const [found] = parseResults(VmHostResult, await host.query(call('Get-VMHost', {}, 'VMHost'), signal));
    const known = new Set((found?.SecureBootTemplates ?? []).map(({ Id }) => Id));
    if (known.size === 0) {
      yield unknown(name, 'This release of Windows does not tell which secure boot templates it has.');
      return;
    }
    const lacking = (['windows', 'linux'] as const).filter((of) => !known.has(templateIdOf(of) ?? ''));
    if (lacking.length === 0) yield ok(name, 'It has the templates for Windows and for Linux.');
    for (const of of lacking) {
      yield unknown(
        name,
        `It has no secure boot template for ${loaders[of]} (${templateIdOf(of)}): images that want it are refused.`,
        'Update Windows on this host, or import such images with Secure Boot off.',
      );
    }
  } catch (error) {
    yield unknown(name, toAppError(error).userMessage);
  }
}

export async function* checkVms(driver: HypervisorDriver, signal: AbortSignal): AsyncGenerator<Finding> {
  try {
    const running = (await driver.list(signal)).filter(({ power }) => power === 'running');
    if (running.length === 0) yield unknown('guests', 'No VM of Busbar is running, so none was dialled.');
    for (const { vmId, name } of running.slice(0, dialledVms)) {
      yield await checkGuest(name, (limit) => driver.dialGuest(vmId, limit), signal);
    }
  } catch (error) {
    yield missing('guests', toAppError(error).userMessage, 'Mend what is said above first.');
  }
}

/** Which system it has only its agent says, or an image that may be gone. */
const ofSilentGuest =
  'While it boots that is no fault. Else look at its console: on Linux journalctl -u busbar-guest, on Windows C:\\ProgramData\\BusbarGuest\\logs\\guest-agent.log.';

async function checkGuest(
  name: string,
  dial: (signal: AbortSignal) => Promise<Socket>,
  signal: AbortSignal,
): Promise<Finding> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(dialLimitMs)]);
  try {
    const session = await connectHttp2(await dial(limit), { signal: limit });
    try {
      const { hostname, agentVersion } = await greet(session, limit);
      return ok('guests', `${name} answers: ${hostname}, agent ${agentVersion}.`);
    } finally {
      session.destroy();
    }
  } catch (error) {
    return missing('guests', `${name} runs but does not answer: ${toAppError(error).message}`, ofSilentGuest);
  }
}
