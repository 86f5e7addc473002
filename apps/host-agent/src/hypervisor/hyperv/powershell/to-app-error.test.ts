import { describe, expect, it } from 'vitest';
import { toAppError, toServiceDown } from './to-app-error.ts';
import type { HostError } from './wire.ts';

const signed = (hresult: number): number => hresult | 0;

const error = (rest: Partial<HostError>): HostError => ({
  identifier: 'OperationFailed',
  class: 'Microsoft.HyperV.PowerShell.Commands.StartVM',
  category: 'NotSpecified',
  message: 'Etwas ist schiefgegangen.',
  hresult: null,
  ...rest,
});

describe('an error of Hyper-V', () => {
  it.each<[string, Partial<HostError>, string, boolean]>([
    ['access denied', { identifier: 'AccessDenied', category: 'PermissionDenied' }, 'forbidden', false],
    ['denied by WMI', { identifier: 'HRESULT 0x80041003', category: 'PermissionDenied' }, 'forbidden', false],
    ['out of memory', { identifier: 'OutOfMemory', category: 'FromStdErr' }, 'precondition-failed', false],
    [
      'unspecified, but 0x8007000E',
      { identifier: 'Unspecified', hresult: signed(0x8007000e) },
      'precondition-failed',
      false,
    ],
    [
      'disk full',
      { identifier: 'OperationFailedX', hresult: signed(0x80070070) },
      'insufficient-storage',
      false,
    ],
    ['in use', { identifier: 'ObjectInUse', category: 'ResourceBusy' }, 'conflict', true],
    [
      'file open elsewhere',
      { identifier: 'System.IO.IOException', hresult: signed(0x80070020) },
      'conflict',
      true,
    ],
    ['wrong state', { identifier: 'InvalidState' }, 'conflict', false],
    ['not found', { identifier: 'ObjectNotFound', category: 'ObjectNotFound' }, 'not-found', false],
    [
      'a VM that is not found, as some releases say it',
      {
        identifier: 'InvalidParameter',
        class: 'Microsoft.HyperV.PowerShell.Commands.GetVM',
        category: 'InvalidArgument',
      },
      'not-found',
      false,
    ],
    [
      'a wrong value',
      { identifier: 'InvalidParameter', category: 'InvalidArgument' },
      'invalid-input',
      false,
    ],
    ['no such file', { identifier: 'FileNotFound' }, 'not-found', false],
    ['service down', { identifier: 'HRESULT 0x800706ba', hresult: signed(0x800706ba) }, 'unavailable', true],
    [
      'module missing',
      { identifier: 'Modules_ModuleNotFound', category: 'ResourceUnavailable' },
      'precondition-failed',
      false,
    ],
    [
      'cmdlet missing',
      { identifier: 'CommandNotFoundException', category: 'ObjectNotFound' },
      'precondition-failed',
      false,
    ],
    [
      'a call that the script refuses',
      { identifier: 'CommandNotFoundException', class: null },
      'internal',
      false,
    ],
    ['timeout', { identifier: 'OperationTimeout' }, 'deadline-exceeded', true],
    ['anything else', { identifier: 'Unexpected' }, 'internal', false],
    ['an identifier from anywhere', { identifier: 'constructor' }, 'internal', false],
  ])('%s', (_, given, code, retryable) => {
    expect(toAppError(error(given), 'Start-VM')).toMatchObject({
      code,
      retryable,
      details: { identifier: given.identifier, cmdlet: 'Start-VM', says: 'Etwas ist schiefgegangen.' },
    });
  });

  it('says who may not open a file, apart from who may not manage Hyper-V', () => {
    const denied = { identifier: 'AccessDenied', category: 'PermissionDenied', hresult: signed(0x80070005) };
    const ofFile = toAppError(
      error({ ...denied, class: 'Microsoft.HyperV.PowerShell.Commands.SetVMDvdDrive' }),
      'Set-VMDvdDrive',
    );
    expect(ofFile.userMessage).toContain('NT VIRTUAL MACHINE');
    const ofHost = toAppError(
      error({ ...denied, class: 'Microsoft.HyperV.PowerShell.Commands.GetVM' }),
      'Get-VM',
    );
    expect(ofHost.userMessage).toContain('Hyper-V Administrators');
  });

  it('says what only an administrator of Windows may do', () => {
    const denied = { identifier: 'AccessDenied', category: 'PermissionDenied', hresult: signed(0x80070005) };
    const told = toAppError(
      error({ ...denied, class: 'Microsoft.Vhd.PowerShell.Cmdlets.ResizeVHD' }),
      'Resize-VHD',
    );
    expect(told.userMessage).toContain('is not enough for this');
  });

  it('keeps the words of Hyper-V bounded and out of what a person is told', () => {
    const told = toAppError(error({ message: 'x'.repeat(100_000) }), 'Start-VM');
    expect(told.message.length).toBeLessThan(3000);
    expect(told.userMessage).not.toContain('xxx');
  });

  it('writes the HRESULT as Windows does', () => {
    expect(toAppError(error({ hresult: -2147024882 }), 'Start-VM').details.hresult).toBe('0x8007000e');
  });

  it('can mean that the service is down', () => {
    const missing = toAppError(error({ identifier: 'ObjectNotFound' }), 'Get-VM');
    expect(toServiceDown(missing, 'Get-VM')).toMatchObject({
      code: 'unavailable',
      retryable: true,
      cause: missing,
      details: { identifier: 'ObjectNotFound' },
    });
  });
});
