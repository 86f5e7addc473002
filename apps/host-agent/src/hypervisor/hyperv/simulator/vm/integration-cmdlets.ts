import type { Call, CmdletTable } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import { integrationServices } from '../state/new-records.ts';
import { hasWildcard, wildcardMatcher } from '../state/wildcard.ts';
import { targetOwners } from './find-vms.ts';
import { configurationOf, type Owner } from './parts.ts';

type Service = Extract<HypervObject, { type: 'VMIntegrationComponent' }>;

const servicesOf = (owner: Owner): readonly Service[] =>
  Object.entries(integrationServices).map(([serviceName, serviceId]) => ({
    type: 'VMIntegrationComponent',
    ...owner,
    configuration: configurationOf(owner),
    serviceName,
    serviceId,
  }));

function targetServices(call: Call): readonly Service[] {
  const object = call.args.object('VMIntegrationService', 'VMIntegrationComponent');
  if (object !== undefined) return [object];
  const services = targetOwners(call).flatMap(servicesOf);
  return (call.args.texts('Name') ?? ['*']).flatMap((pattern) => {
    const isMatch = wildcardMatcher(pattern);
    const found = services.filter(({ serviceName }) => isMatch(serviceName));
    if (found.length === 0 && !hasWildcard(pattern)) {
      throw new HypervError(
        'InvalidParameter',
        `Hyper-V was unable to find an integration service with name "${pattern}".`,
      );
    }
    return found;
  });
}

const enable =
  (isEnabled: boolean) =>
  async (call: Call): Promise<readonly HypervObject[]> => {
    const targets = targetServices(call);
    for (const { vm, snapshot, serviceId } of targets) {
      if (snapshot !== null) throw new HypervError('InvalidOperation', 'A checkpoint cannot be changed.');
      await call.take();
      call.host.changed(vm, () => {
        const others = vm.configuration.integrationServices.filter((id) => id !== serviceId);
        vm.configuration.integrationServices = isEnabled ? [...others, serviceId] : others;
      });
    }
    return targets;
  };

export const integrationCmdlets: CmdletTable = {
  'Get-VMIntegrationService': {
    run: async (call) => {
      await call.take();
      return targetServices(call);
    },
  },
  'Enable-VMIntegrationService': { run: enable(true), needsPassthru: true },
  'Disable-VMIntegrationService': { run: enable(false), needsPassthru: true },
};
