/** Records as Hyper-V makes them when nothing else is asked for. Pure. */
import type { Adapter, Configuration, Drive, HostRecord, Vm } from './model.ts';

/** Of every client Windows; FACTS §2. */
export const defaultSwitchId = 'c08cb7b8-9b3c-408e-8e30-5e16a3aeb444';

export const secureBootTemplates: Readonly<Record<string, string>> = {
  MicrosoftWindows: '1734c6e8-3154-4dda-ba5f-a874cc483422',
  MicrosoftUEFICertificateAuthority: '272e7447-90a4-4563-a4b9-8e4ab00526ce',
  OpenSourceShieldedVM: '4292ae2b-ee2c-42b5-a969-dd8f8689f6f3',
};

/** By id, since names are localised; FACTS §4. */
export const integrationServices: Readonly<Record<string, string>> = {
  'Time Synchronization': '2497f4de-e9fa-4204-80e4-4b75c46419c0',
  Heartbeat: '84eaae65-2f2e-45f5-9bb5-0e857dc8eb47',
  'Key-Value Pair Exchange': '2a34b1c2-fd73-4043-8a5b-dd2159bc743f',
  Shutdown: '9f8233ac-be49-4c79-8ee3-e7e1985b2077',
  VSS: '5ced1297-4598-4915-a5fc-ad21bb4d02a4',
  'Guest Service Interface': '6c09bb55-d683-4da0-8931-c9bf705f6480',
};

export const mebibyte = 1024 * 1024;
export const supportedVersions = ['8.0', '9.0', '10.0', '11.0', '12.0'];
export const latestVersion = '12.0';

const MAC_PREFIX = '00155D';
export const macOf = (number: number): string =>
  `${MAC_PREFIX}${number.toString(16).padStart(6, '0').toUpperCase()}`;

export function newHost(name: string): HostRecord {
  return {
    name,
    machine: {
      isServer: false,
      logicalProcessors: 16,
      memoryBytes: 64 * 1024 * mebibyte,
      netAdapters: [
        {
          name: 'Ethernet',
          interfaceDescription: 'Simulated Gigabit Network Connection',
          status: 'Up',
          macAddress: '00-00-5E-00-53-01',
          linkSpeed: '1 Gbps',
        },
      ],
      isElevated: true,
      isHypervAdministrator: true,
      hypervisorPresent: true,
      virtualizationFirmwareEnabled: true,
      featureState: 'Enabled',
      vmmsStatus: 'Running',
    },
    virtualMachinePath: 'C:\\ProgramData\\Microsoft\\Windows\\Hyper-V',
    virtualHardDiskPath: 'C:\\Users\\Public\\Documents\\Hyper-V\\Virtual Hard Disks',
    macAddressMinimum: macOf(0x6a0100),
    macAddressMaximum: macOf(0x6a01ff),
    numaSpanningEnabled: true,
    enableEnhancedSessionMode: false,
    maximumStorageMigrations: 2,
    maximumVirtualMachineMigrations: 2,
    migrationEnabled: false,
    migrationAuthentication: 'CredSSP',
    nextMac: 0x6a0100,
    switches: [
      {
        id: defaultSwitchId,
        name: 'Default Switch',
        type: 'Internal',
        notes:
          'The Default Network switch automatically gives virtual machines access to the computer’s network using NAT (network address translation).',
        allowManagementOS: true,
        adapterDescription: null,
      },
    ],
    mounted: [],
    neighbors: [],
  };
}

export function newConfiguration(generation: number, newId: () => string): Configuration {
  const isFirst = generation === 1;
  const dvd: Drive = {
    kind: 'dvd',
    id: newId(),
    controllerType: 'IDE',
    controllerNumber: 1,
    controllerLocation: 0,
    path: null,
  };
  return {
    processor: {
      count: 1,
      reserve: 0,
      maximum: 100,
      relativeWeight: 100,
      exposeVirtualizationExtensions: false,
      compatibilityForMigrationEnabled: false,
    },
    memory: {
      isDynamic: false,
      startupBytes: 1024 * mebibyte,
      minimumBytes: 512 * mebibyte,
      maximumBytes: 1024 * 1024 * mebibyte,
      buffer: 20,
      priority: 50,
    },
    firmware: {
      secureBoot: isFirst ? 'Off' : 'On',
      secureBootTemplateId: secureBootTemplates.MicrosoftWindows ?? '',
      bootOrder: [],
      consoleMode: 'Default',
      pauseAfterBootFailure: 'Off',
      preferredNetworkBootProtocol: 'IPv4',
    },
    security: {
      hasKeyProtector: false,
      tpmEnabled: false,
      encryptStateAndVmMigrationTraffic: false,
      virtualizationBasedSecurityOptOut: false,
    },
    scsiControllers: [{ id: newId() }],
    drives: isFirst ? [dvd] : [],
    adapters: [],
    comPorts: [1, 2].map((number) => ({ number, path: '', debuggerMode: 'Off' as const })),
    integrationServices: Object.entries(integrationServices)
      .filter(([name]) => name !== 'Guest Service Interface')
      .map(([, id]) => id),
    video: { resolutionType: 'Default', horizontal: 1024, vertical: 768 },
  };
}

export function newAdapter(name: string, id: string): Adapter {
  return {
    id,
    name,
    switchId: null,
    macAddress: '000000000000',
    isDynamicMac: true,
    isLegacy: false,
    macAddressSpoofing: 'Off',
    dhcpGuard: 'Off',
    routerGuard: 'Off',
    deviceNaming: 'Off',
    vlan: { mode: 'Untagged', accessVlanId: 0, nativeVlanId: 0, allowedVlanIds: [] },
  };
}

export type NewVm = Pick<
  Vm,
  'id' | 'name' | 'generation' | 'version' | 'createdAt' | 'path' | 'configuration'
>;

/** @param isServer client editions of Windows turn automatic checkpoints on. */
export function newVm(vm: NewVm, isServer: boolean): Vm {
  return {
    ...vm,
    state: 'Off',
    operationalStatus: 'Ok',
    startedAt: null,
    notes: '',
    snapshotFileLocation: vm.path,
    smartPagingFilePath: vm.path,
    automaticStartAction: 'StartIfRunning',
    automaticStopAction: 'Save',
    automaticStartDelay: 0,
    automaticCriticalErrorAction: 'Pause',
    automaticCheckpointsEnabled: !isServer,
    lockOnDisconnect: 'Off',
    checkpointType: 'Production',
    snapshots: [],
    parentSnapshotId: null,
    looseDisks: [],
    meteringSince: null,
    kvp: {},
    ipAddresses: [],
    heartbeat: 'NoContact',
  };
}
