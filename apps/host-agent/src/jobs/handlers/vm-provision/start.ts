import { driverOf, type ProvisionStep } from './context.ts';

export const start: ProvisionStep = {
  run: async (context) => {
    const { document, services, signal } = context;
    await driverOf(context).start(document.vmId, signal);
    await services.fleet.refresh(document.vmId);
    return undefined;
  },
  stillHolds: async (context) => {
    const vm = await driverOf(context).find(context.document.vmId, context.signal);
    return vm?.power === 'running' || vm?.power === 'starting';
  },
  undo: async (context) => {
    const { document, services, signal } = context;
    const driver = driverOf(context);
    if ((await driver.find(document.vmId, signal)) === null) return;
    await driver.powerOff(document.vmId, signal);
    await services.fleet.refresh(document.vmId);
  },
};
