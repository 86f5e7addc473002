/** Operations that `host.ps1` offers beside the cmdlets, described as a cmdlet is. Their results have one shape each. */
import type { CmdletFacts } from './catalogue.ts';

const noParameters = { parameterSets: { All: { mandatory: [], optional: [] } }, parameters: {} };

export const operations = {
  /** Rights, features, service and hypervisor, each with the remedy where something is missing. */
  'Get-BusbarPreflight': { module: 'Busbar', ...noParameters, outputType: 'BusbarPreflight' },
  /** Every VM with its disks, drives and network adapters, in one call. */
  'Get-BusbarVMSummary': { module: 'Busbar', ...noParameters, outputType: 'BusbarVMSummary' },
  /** Begins to tell changes of VMs as events, until the process ends. Asked twice it does nothing. */
  'Watch-BusbarVM': { module: 'Busbar', ...noParameters, outputType: null },
  /**
   * What these guests have written for their host, among it cloud-init's progress (`CLOUD_INIT|…`). A VM that is gone is
   * left out; one that wrote more than is told has one pair that says so.
   */
  'Get-BusbarKvp': {
    module: 'Busbar',
    parameterSets: { All: { mandatory: ['VMId'], optional: [] } },
    parameters: { VMId: { type: 'Guid[]' } },
    outputType: 'BusbarKvp',
  },
  /** Has the guest's integration service begin to shut down, and waits for nothing. */
  'Send-BusbarShutdown': {
    module: 'Busbar',
    parameterSets: { All: { mandatory: ['VMId'], optional: [] } },
    parameters: { VMId: { type: 'Guid' } },
    outputType: null,
  },
  /** The screen as raw RGB565, base64. Default: of its own size, or as much as one answer holds. */
  'Get-BusbarScreen': {
    module: 'Busbar',
    parameterSets: {
      All: { mandatory: ['VMId'], optional: [] },
      Size: { mandatory: ['VMId', 'Width', 'Height'], optional: [] },
    },
    parameters: { VMId: { type: 'Guid' }, Width: { type: 'UInt16' }, Height: { type: 'UInt16' } },
    outputType: 'BusbarScreen',
  },
  /** Types ASCII text (at most 512 characters), raw scan codes, or Ctrl+Alt+Del. */
  'Send-BusbarKey': {
    module: 'Busbar',
    parameterSets: {
      Text: { mandatory: ['VMId', 'Text'], optional: [] },
      ScanCodes: { mandatory: ['VMId', 'ScanCodes'], optional: [] },
      CtrlAltDel: { mandatory: ['VMId', 'CtrlAltDel'], optional: [] },
    },
    parameters: {
      VMId: { type: 'Guid' },
      Text: { type: 'String' },
      ScanCodes: { type: 'Byte[]' },
      CtrlAltDel: { type: 'SwitchParameter' },
    },
    outputType: null,
  },
  /** The host's neighbour table for these MAC addresses (12 hexadecimal digits, no separators). */
  'Get-BusbarNeighbor': {
    module: 'Busbar',
    parameterSets: { All: { mandatory: ['MacAddress'], optional: [] } },
    parameters: { MacAddress: { type: 'String[]' } },
    outputType: 'BusbarNeighbor',
  },
  /** The host's own network adapters that are hardware, for external switches. */
  'Get-BusbarNetAdapter': { module: 'Busbar', ...noParameters, outputType: 'BusbarNetAdapter' },
} as const satisfies Readonly<Record<string, CmdletFacts>>;
