/** Errors as Hyper-V's cmdlets raise them; FACTS of the project's notes on errors name the evidence. Pure. */

/** PowerShell's category for each documented identifier. */
const categories = {
  AccessDenied: 'PermissionDenied',
  Unspecified: 'NotSpecified',
  DeviceNotFound: 'ObjectNotFound',
  InvalidParameter: 'InvalidArgument',
  InvalidState: 'InvalidOperation',
  InvalidOperation: 'InvalidOperation',
  InvalidData: 'InvalidData',
  NotSupported: 'NotImplemented',
  ObjectInUse: 'ResourceBusy',
  ObjectNotFound: 'ObjectNotFound',
  FileNotFound: 'ObjectNotFound',
  OperationFailed: 'NotSpecified',
  OperationTimeout: 'OperationTimeout',
  OutOfMemory: 'FromStdErr',
  OutOfRange: 'InvalidArgument',
  GuestNotReady: 'FromStdErr',
  CommandNotFoundException: 'ObjectNotFound',
} as const;

export type Identifier = keyof typeof categories;

/** Windows' own codes, as `Exception.HResult` shows them: signed. */
export const hresults = {
  accessDenied: 0x8007_0005 | 0,
  deviceNotReady: 0x8007_0015 | 0,
  sharingViolation: 0x8007_0020 | 0,
  fileExists: 0x8007_0050 | 0,
  diskFull: 0x8007_0070 | 0,
  alreadyExists: 0x8007_00b7 | 0,
  fileNotFound: 0x8007_0002 | 0,
  outOfMemory: 0x8007_000e | 0,
  chainMismatch: 0xc03a_000e | 0,
} as const;

export class HypervError extends Error {
  readonly identifier: Identifier;
  readonly hresult: number | null;

  constructor(identifier: Identifier, message: string, hresult: number | null = null) {
    super(message);
    this.identifier = identifier;
    this.hresult = hresult;
  }
}

export type ErrorRecord = {
  readonly identifier: string;
  readonly class: string | null;
  readonly category: string;
  readonly message: string;
  readonly hresult: number | null;
};

const diskCmdlet = /-VHD$/;

/** `Start-VM` is raised by class StartVM; cmdlets on disk files live in an assembly of their own. */
const classOf = (cmdlet: string): string =>
  diskCmdlet.test(cmdlet)
    ? `Microsoft.Vhd.PowerShell.Cmdlets.${cmdlet.replace('-', '')}`
    : `Microsoft.HyperV.PowerShell.Commands.${cmdlet.replace('-', '')}`;

export const errorRecord = (error: HypervError, cmdlet: string | null): ErrorRecord => ({
  identifier: error.identifier,
  class: cmdlet === null ? null : classOf(cmdlet),
  category: categories[error.identifier],
  message: error.message,
  hresult: error.hresult,
});
