/** What the host script offers beside the cmdlets. */
import type { Call, CmdletTable } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import type { Vm } from '../state/model.ts';
import { integrationServices } from '../state/new-records.ts';
import { askToShutDown } from '../vm/power-cmdlets.ts';
import { requireState } from '../vm/transition.ts';
import { preflight } from './preflight.ts';
import { drawScreen } from './screen.ts';

const record = (properties: Readonly<Record<string, unknown>>): HypervObject => ({
  type: 'Record',
  properties,
});
const neededVm = (call: Call): Vm => call.host.needVm(call.args.needText('VMId'));

async function summary(call: Call): Promise<readonly HypervObject[]> {
  await call.take();
  return call.host.vms().map((vm) => ({ type: 'BusbarVMSummary', vm }));
}

/** The script's own bounds of what is told of one guest. */
const kvpLimit = 1024;
const kvpCharacters = 128 * 1024;

/** Told by the guest's integration service, so only while it runs and is enabled. */
async function kvp(call: Call): Promise<readonly HypervObject[]> {
  const asked = (call.args.texts('VMId') ?? []).map((id) => id.toLowerCase());
  await call.take();
  const vms = call.host.vms().filter(({ id }) => asked.includes(id));
  return (await Promise.all(vms.map((vm) => pairsOf(call, vm)))).flat();
}

async function pairsOf({ host }: Call, vm: Vm): Promise<readonly HypervObject[]> {
  const service = integrationServices['Key-Value Pair Exchange'] ?? '';
  if (vm.state !== 'Running' || !vm.configuration.integrationServices.includes(service)) return [];
  const written = Object.entries({ ...(await host.guests.kvp(vm)), ...vm.kvp });
  const characters = written.reduce((sum, [name, data]) => sum + name.length + data.length, 0);
  const refused = (Data: string) => [record({ VMId: vm.id, Source: 'refused', Name: '', Data })];
  if (written.length > kvpLimit) return refused(`The guest has written more than ${kvpLimit} pairs.`);
  if (characters > kvpCharacters) {
    return refused(`The guest has written more than ${kvpCharacters} characters of pairs.`);
  }
  return written.map(([name, data]) =>
    record({
      VMId: vm.id,
      Source: name.startsWith('CLOUD_INIT') ? 'guest' : 'intrinsic',
      Name: name,
      Data: data,
    }),
  );
}

/** What comes of it is seen later: a real guest ends by itself, and one that is nothing but its VM's state is off at once. */
async function requestShutdown(call: Call): Promise<readonly HypervObject[]> {
  const vm = neededVm(call);
  requireState(vm, ['Running']);
  if (!(await askToShutDown(call, vm))) {
    throw new HypervError('GuestNotReady', 'InitiateShutdown returned 32780.');
  }
  await call.take();
  if (call.host.guests.isReal(vm)) return [];
  call.host.changed(vm, () => {
    vm.state = 'Off';
    vm.startedAt = null;
  });
  return [];
}

const screenLimit = 1920 * 1200;
const textLimit = 512;

async function screen(call: Call): Promise<readonly HypervObject[]> {
  const vm = neededVm(call);
  const { video } = vm.configuration;
  const width = call.args.number('Width') ?? video.horizontal;
  const height = call.args.number('Height') ?? video.vertical;
  if (width < 1 || height < 1 || width * height > screenLimit) {
    throw new HypervError('InvalidParameter', `A screen has at most ${screenLimit} pixels.`);
  }
  requireOn(vm);
  await call.take();
  const image = drawScreen(width, height, call.host.typed(vm).length);
  return [record({ Width: width, Height: height, Rgb565: image.toString('base64') })];
}

function requireOn(vm: Vm): void {
  if (vm.state === 'Running' || vm.state === 'Paused') return;
  throw new HypervError('InvalidState', `The virtual machine is not on (${vm.state}): 32775.`);
}

async function sendKey(call: Call): Promise<readonly HypervObject[]> {
  const vm = neededVm(call);
  const text = call.args.text('Text');
  if (text !== undefined && (text.length > textLimit || /[^\0-\x7f]/.test(text))) {
    throw new HypervError('InvalidParameter', `Typed text is ASCII, at most ${textLimit} characters.`);
  }
  if (text === undefined && !call.args.has('ScanCodes') && !call.args.is('CtrlAltDel')) {
    throw new HypervError('InvalidParameter', 'Say Text, ScanCodes or CtrlAltDel.');
  }
  requireOn(vm);
  await call.take();
  call.host.typed(vm).push(text ?? call.args.numbers('ScanCodes')?.join(' ') ?? 'Ctrl+Alt+Del');
  return [];
}

async function neighbors(call: Call): Promise<readonly HypervObject[]> {
  await call.take();
  const wanted = (call.args.texts('MacAddress') ?? []).map((mac) =>
    mac.toUpperCase().replace(/[^0-9A-F]/g, ''),
  );
  return call.host.record.neighbors
    .filter(({ macAddress }) => wanted.includes(macAddress))
    .map(({ macAddress, ipAddress }) =>
      record({
        MacAddress: macAddress,
        IPAddress: ipAddress,
        State: 'Reachable',
        InterfaceAlias: 'vEthernet (Default Switch)',
      }),
    );
}

async function netAdapters(call: Call): Promise<readonly HypervObject[]> {
  await call.take();
  return call.host.record.machine.netAdapters.map((adapter) =>
    record({
      Name: adapter.name,
      InterfaceDescription: adapter.interfaceDescription,
      Status: adapter.status,
      MacAddress: adapter.macAddress,
      LinkSpeed: adapter.linkSpeed,
    }),
  );
}

export const operationCmdlets: CmdletTable = {
  'Get-BusbarPreflight': {
    run: async (call) => {
      await call.take();
      return preflight(call.host.record.machine).map(record);
    },
  },
  'Get-BusbarVMSummary': { run: summary },
  'Watch-BusbarVM': {
    run: (call) => {
      call.watch();
      return [];
    },
  },
  'Get-BusbarKvp': { run: kvp },
  'Send-BusbarShutdown': { run: requestShutdown },
  'Get-BusbarScreen': { run: screen },
  'Send-BusbarKey': { run: sendKey },
  'Get-BusbarNeighbor': { run: neighbors },
  'Get-BusbarNetAdapter': { run: netAdapters },
};
