import type { StepOutput } from '../step-handler.ts';
import type { JobServices } from './services.ts';
import { waitForChannel } from './wait-for-channel.ts';

/** What a step that acts on one existing VM needs. */
export type OnVm = {
  readonly services: JobServices;
  readonly document: { readonly vmId: string };
  readonly signal: AbortSignal;
};

export async function startVm({ services, document: { vmId }, signal }: OnVm): Promise<undefined> {
  const driver = await services.fleet.driverOf(vmId, signal);
  await driver.start(vmId, signal);
  await services.fleet.refresh(vmId);
}

/** A VM that runs but does not answer stays running: whoever looks for the reason needs it so. */
export async function awaitStarted({ services, document: { vmId }, signal }: OnVm): Promise<StepOutput> {
  const driver = await services.fleet.driverOf(vmId, signal);
  const { hello } = await waitForChannel({ services, driver, vmId, signal });
  return { bootId: hello?.bootId ?? null };
}
