/** `busbar-host doctor`: everything that this machine needs, proved on the spot. It makes the state folder, nothing else. */
import type { DriverFacts } from '@busbar/shared/protocol/host-facts';
import type { AgentEnvironment } from '../environment.ts';
import { createDrivers } from '../hypervisor/create-drivers.ts';
import { createHyperv, createHypervHost } from '../hypervisor/hyperv/create-hyperv.ts';
import { checkFolders } from './check-folders.ts';
import { checkPreflight, checkSecureBoot, checkVms } from './check-hyperv.ts';
import { checkWindows } from './check-windows.ts';
import { type Finding, missing, ok, unknown } from './finding.ts';

export type Examination = {
  readonly environment: AgentEnvironment;
  /** `machine`: only what must be there before an installation. */
  readonly scope: 'machine' | 'all';
  readonly platform: NodeJS.Platform;
  readonly signal: AbortSignal;
};

export async function* examine(examination: Examination): AsyncGenerator<Finding> {
  const { environment, platform, signal } = examination;
  const hasHyperv = platform === 'win32' || environment.simulatedHyperv !== null;
  if (hasHyperv) yield* examineHyperv(examination);
  if (examination.scope === 'machine') return;
  if (platform === 'win32') yield* checkWindows();
  yield* checkFolders(environment);
  if (hasHyperv) yield* examineGuests(environment, signal);
  const drivers = await createDrivers(environment);
  try {
    yield* checkDrivers(await Promise.all(drivers.map((driver) => driver.facts(signal))));
  } finally {
    for (const driver of drivers) await driver.close();
  }
}

async function* examineHyperv({ environment, scope, signal }: Examination): AsyncGenerator<Finding> {
  const host = createHypervHost(environment.simulatedHyperv);
  try {
    yield* checkPreflight(host, signal);
    if (scope === 'all') yield* checkSecureBoot(host, signal);
  } finally {
    await host.close();
  }
}

/** The agent may be at work meanwhile: VMs are looked at and dialled, nothing of theirs is written. */
async function* examineGuests(environment: AgentEnvironment, signal: AbortSignal): AsyncGenerator<Finding> {
  const driver = createHyperv(environment);
  try {
    yield* checkVms(driver, signal);
  } finally {
    await driver.close();
  }
}

/** One driver that works is enough; of the others it is said what they would need. */
export function* checkDrivers(all: readonly DriverFacts[]): Generator<Finding> {
  const tell = all.some(({ isReady }) => isReady) ? unknown : missing;
  for (const { name, isReady, version, remedy } of all) {
    yield isReady
      ? ok(`driver ${name}`, `It is ready (${version}).`)
      : tell(`driver ${name}`, 'It is not ready.', remedy ?? '');
  }
}
