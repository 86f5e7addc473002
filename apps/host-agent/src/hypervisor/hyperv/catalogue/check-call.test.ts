import { describe, expect, it } from 'vitest';
import type { CmdletCall, CmdletParameters, CmdletReference } from '../hyperv-host.ts';
import { callableNames, catalogueSource, findCmdlet } from './catalogue.ts';
import { checkCall } from './check-call.ts';

const id = '3f2a9c1e-5b1d-4f0e-9a55-0c2f5d1f9b10';
const vm: CmdletReference = { $from: { cmdlet: 'Get-VM', parameters: { Id: id } } };

const call = (
  cmdlet: string,
  parameters: CmdletParameters = {},
  rest: Partial<CmdletCall> = {},
): CmdletCall => ({ cmdlet, parameters, select: null, ...rest });

describe('a call that the documentation allows', () => {
  it.each([
    call('Get-VM'),
    call('Get-VM', { Id: id }, { select: 'VirtualMachine' }),
    call('New-VM', {
      Name: '$(calc) `"\n;',
      Generation: 2,
      MemoryStartupBytes: 2 ** 31,
      VHDPath: 'C:\\a.vhdx',
    }),
    call('Start-VM', { VM: vm }, { asJob: true }),
    call('Stop-VM', { VM: vm, TurnOff: true, Force: true }),
    call('Set-VM', {
      VM: vm,
      AutomaticStopAction: 'ShutDown',
      StaticMemory: true,
      Notes: 'x'.repeat(65_536),
    }),
    call('Set-VMFirmware', {
      VM: vm,
      SecureBootTemplateId: '272e7447-90a4-4563-a4b9-8e4ab00526ce',
      FirstBootDevice: {
        $from: { cmdlet: 'Get-VMHardDiskDrive', parameters: { VM: vm }, where: { Path: 'a' } },
      },
    }),
    call('Set-VMDvdDrive', {
      VMDvdDrive: { $from: { cmdlet: 'Get-VMDvdDrive', parameters: { VM: vm } } },
      Path: null,
    }),
    call('Set-VMNetworkAdapterVlan', {
      VMNetworkAdapter: { $from: { cmdlet: 'Get-VMNetworkAdapter', parameters: { VM: vm } } },
      Access: true,
      VlanId: 12,
    }),
    call('Get-BusbarPreflight'),
    call('Send-BusbarKey', { VMId: id, ScanCodes: [0x1c, 0x9c] }),
  ])('$cmdlet', (allowed) => {
    expect(checkCall(allowed)).toBeNull();
  });
});

describe('a call that would be refused', () => {
  it.each([
    ['unknown-cmdlet', call('Get-VM; calc')],
    ['unknown-cmdlet', call('get-vm')],
    ['unknown-cmdlet', call('Hyper-V\\Get-VM')],
    ['unknown-cmdlet', call('Invoke-Expression', { Command: 'calc' })],
    ['unknown-cmdlet', call('Get-NetNeighbor')],
    ['unknown-cmdlet', call('_meta')],
    ['unknown-cmdlet', call('constructor')],
    ['unknown-parameter', call('Start-VM', { Id: id })],
    ['unknown-parameter', call('Get-VM', { toString: 'x' })],
    ['unknown-parameter', call('Get-VM', { ComputerName: 'elsewhere' })],
    ['unknown-parameter', call('Start-VM', { VM: vm, AsJob: true })],
    ['unknown-parameter', call('Remove-VM', { VM: vm, Confirm: false })],
    ['missing-parameter', call('Start-VM')],
    ['missing-parameter', call('New-VHD', { Path: 'a.vhdx' })],
    ['missing-parameter', call('Export-VM', { VM: vm })],
    ['missing-parameter', call('Get-BusbarScreen', { VMId: id, Width: 80 })],
    ['no-common-set', call('Start-VM', { VM: vm, Name: 'a' })],
    ['no-common-set', call('New-VHD', { Path: 'a', ParentPath: 'b', Fixed: true })],
    ['no-common-set', call('Send-BusbarKey', { VMId: id, Text: 'a', CtrlAltDel: true })],
    ['wrong-value', call('Get-VM', { Id: 'web1' })],
    ['wrong-value', call('Get-VM', { Name: 7 })],
    ['wrong-value', call('Start-VM', { VM: 'web1' })],
    ['wrong-value', call('Start-VM', { VM: null })],
    ['wrong-value', call('Set-VMProcessor', { VM: vm, Count: '2' })],
    ['wrong-value', call('Set-VMProcessor', { VM: vm, Count: 1.5 })],
    ['wrong-value', call('New-VM', { Generation: 3 })],
    ['wrong-value', call('New-VM', { MemoryStartupBytes: 2 ** 60 })],
    ['wrong-value', call('New-VM', { Name: ['a', 'b'] })],
    ['wrong-value', call('Get-VM', { Name: [] })],
    ['wrong-value', call('Set-VM', { VM: vm, StaticMemory: 'yes' })],
    ['wrong-value', call('Set-VM', { VM: vm, AutomaticStopAction: 'shutdown' })],
    ['wrong-value', call('Set-VM', { VM: vm, CheckpointType: 5 })],
    ['wrong-value', call('Send-BusbarKey', { VMId: id, ScanCodes: [256] })],
    ['no-job', call('Get-VM', {}, { asJob: true })],
    ['unknown-projection', call('Get-VM', {}, { select: 'toString' })],
    ['bad-reference', call('Start-VM', { VM: { $from: { cmdlet: 'New-VM', parameters: {} } } })],
    ['bad-reference', call('Start-VM', { VM: { $from: { cmdlet: 'Get-VMSwitch', parameters: {} } } })],
    ['bad-reference', call('Get-VM', { Id: vm })],
    [
      'missing-parameter',
      call('Set-VMDvdDrive', { VMDvdDrive: { $from: { cmdlet: 'Get-VMDvdDrive', parameters: {} } } }),
    ],
  ] as const)('%s: %j', (kind, refused) => {
    expect(checkCall(refused)).toMatchObject({ kind, message: expect.stringMatching(/\.$/) });
  });
});

it('lets references nest three deep and no deeper', () => {
  const snapshot: CmdletReference = { $from: { cmdlet: 'Get-VMSnapshot', parameters: { VM: vm } } };
  const disk: CmdletReference = {
    $from: { cmdlet: 'Get-VMHardDiskDrive', parameters: { VMSnapshot: snapshot } },
  };
  expect(checkCall(call('Remove-VMHardDiskDrive', { VMHardDiskDrive: disk }))).toBeNull();
  const parent: CmdletReference = { $from: { cmdlet: 'Get-VMSnapshot', parameters: { ParentOf: snapshot } } };
  const deeper: CmdletReference = {
    $from: { cmdlet: 'Get-VMHardDiskDrive', parameters: { VMSnapshot: parent } },
  };
  expect(checkCall(call('Remove-VMHardDiskDrive', { VMHardDiskDrive: deeper }))).toMatchObject({
    kind: 'bad-reference',
  });
});

describe('the catalogue', () => {
  it('names its source and what it may be used for', () => {
    expect(catalogueSource).toMatchObject({
      source: 'https://github.com/MicrosoftDocs/windows-powershell-docs',
      licence: expect.stringContaining('Creative Commons'),
    });
  });

  it('describes each parameter of each set, and no other', () => {
    for (const name of [
      ...callableNames(),
      'Get-NetNeighbor',
      'Get-WindowsOptionalFeature',
      'Get-WindowsFeature',
    ]) {
      const facts = findCmdlet(name)!;
      const inSets = Object.values(facts.parameterSets).flatMap((set) => [...set.mandatory, ...set.optional]);
      expect([...new Set(inSets)].sort(), name).toEqual(Object.keys(facts.parameters).sort());
    }
  });
});
