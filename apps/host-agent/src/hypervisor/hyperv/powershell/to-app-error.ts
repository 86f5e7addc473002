/**
 * Errors of Hyper-V as ours: by identifier, category and HRESULT, never by their text, which is in the language of that
 * Windows. What a person is told says what happened and what to do; Hyper-V's own words are kept beside it.
 */
import { AppError, type ErrorCode } from '@busbar/shared/errors/app-error';
import type { HostError } from './wire.ts';

type Meaning = {
  readonly code: ErrorCode;
  readonly retryable?: boolean;
  /** What happened, after "Start-VM failed: ". */
  readonly what: string;
  readonly remedy: string;
};

const meanings = {
  mayNot: {
    code: 'forbidden',
    what: 'the account of the host agent may not manage Hyper-V',
    remedy:
      'Run the agent as LocalSystem, as an elevated administrator or as a member of Hyper-V Administrators (a new member must log on again).',
  },
  mayNotOpenFile: {
    code: 'forbidden',
    what: 'Hyper-V may not open a file that belongs to the VM',
    remedy:
      'Let the VM read it: icacls <file> /grant "NT VIRTUAL MACHINE\\<id of the VM>:(R)". On a share, let the computer account of the host read it.',
  },
  mayNotAlone: {
    code: 'forbidden',
    what: 'the account of the host agent is not an administrator of Windows',
    remedy:
      'Run the agent as LocalSystem or elevated: to be one of the Hyper-V Administrators is not enough for this.',
  },
  outOfMemory: {
    code: 'precondition-failed',
    what: 'the host has not enough free memory',
    remedy: 'Stop another VM of this host, or give this one less memory.',
  },
  diskFull: {
    code: 'insufficient-storage',
    what: 'the disk of the host is full',
    remedy: 'Free space on the host’s disk, then try again.',
  },
  inUse: {
    code: 'conflict',
    retryable: true,
    what: 'something else is using the object or its file',
    remedy: 'Wait for a running export, backup or checkpoint to end, or close what has the file open.',
  },
  wrongState: {
    code: 'conflict',
    what: 'the VM is in a state that does not allow it',
    remedy: 'Look at the VM’s state and try again when it has changed.',
  },
  notFound: {
    code: 'not-found',
    what: 'Hyper-V has no such object',
    remedy: 'It may have been deleted or renamed in Hyper-V Manager.',
  },
  noFile: {
    code: 'not-found',
    what: 'a file or folder does not exist on the host',
    remedy: 'Put it back, or choose another one.',
  },
  exists: {
    code: 'already-exists',
    what: 'a file of that name exists already on the host',
    remedy: 'Nothing was overwritten. Remove it or choose another name.',
  },
  serviceDown: {
    code: 'unavailable',
    what: 'the Virtual Machine Management service does not answer',
    remedy: 'After a start of Windows it takes a moment. If it lasts, run Start-Service vmms on the host.',
  },
  notInstalled: {
    code: 'precondition-failed',
    what: 'the PowerShell module of Hyper-V is not installed',
    remedy:
      'On Windows Server run Install-WindowsFeature Hyper-V-PowerShell; on Windows 10 and 11 run Enable-WindowsOptionalFeature -Online -FeatureName Microsoft-Hyper-V-Management-PowerShell.',
  },
  notAllowed: {
    code: 'internal',
    what: 'the host script does not know the call',
    remedy: 'Agent and script are of different releases: install the agent anew.',
  },
  wrongCall: {
    code: 'invalid-input',
    what: 'Hyper-V does not accept a value',
    remedy: 'Change the value. An older Windows may lack the option.',
  },
  ambiguous: {
    code: 'conflict',
    what: 'the object cannot be told from others, or does not allow this now',
    remedy: 'Look at it in Hyper-V Manager.',
  },
  unsupported: {
    code: 'unsupported',
    what: 'this host or this VM does not support it',
    remedy: 'It needs another release of Windows or another configuration of the VM.',
  },
  guestNotReady: {
    code: 'guest-unreachable',
    what: 'the guest’s integration service does not answer, or somebody has locked its screen',
    remedy: 'Wait until the guest has booted, or power the VM off.',
  },
  timedOut: {
    code: 'deadline-exceeded',
    what: 'Hyper-V gave up waiting',
    remedy: 'Look at what the VM is doing, then try again.',
  },
  reboot: {
    code: 'precondition-failed',
    what: 'Windows must be restarted first',
    remedy: 'Restart the host.',
  },
  failed: {
    code: 'internal',
    what: 'Hyper-V failed',
    remedy: 'Its event log (Hyper-V-VMMS, Hyper-V-Worker) on the host says more.',
  },
} as const satisfies Record<string, Meaning>;

/** What Hyper-V's own identifiers mean. */
const byIdentifier: Readonly<Record<string, Meaning>> = {
  AccessDenied: meanings.mayNot,
  OutOfMemory: meanings.outOfMemory,
  ObjectInUse: meanings.inUse,
  InvalidState: meanings.wrongState,
  ObjectNotFound: meanings.notFound,
  DeviceNotFound: meanings.notFound,
  FileNotFound: meanings.noFile,
  InvalidParameter: meanings.wrongCall,
  InvalidData: meanings.wrongCall,
  OutOfRange: meanings.wrongCall,
  StatusIncorrectType: meanings.wrongCall,
  InvalidOperation: meanings.ambiguous,
  NotSupported: meanings.unsupported,
  GuestNotReady: meanings.guestNotReady,
  OperationTimeout: meanings.timedOut,
  StatusUnavailable: meanings.serviceDown,
  RebootRequired: meanings.reboot,
  Modules_ModuleNotFound: meanings.notInstalled,
};

/** The low half of 0x8007xxxx is a Win32 error; it says more than `Unspecified` or `OperationFailed`. */
const byWin32Error: Readonly<Record<number, Meaning>> = {
  2: meanings.noFile,
  3: meanings.noFile,
  5: meanings.mayNot,
  8: meanings.outOfMemory,
  14: meanings.outOfMemory,
  32: meanings.inUse,
  33: meanings.inUse,
  39: meanings.diskFull,
  80: meanings.exists,
  112: meanings.diskFull,
  183: meanings.exists,
  // The service cannot be reached at all (RPC_S_SERVER_UNAVAILABLE).
  1722: meanings.serviceDown,
};

const byCategory: Readonly<Record<string, Meaning>> = {
  PermissionDenied: meanings.mayNot,
  SecurityError: meanings.mayNot,
  ResourceBusy: meanings.inUse,
  ResourceExists: meanings.exists,
  ObjectNotFound: meanings.notFound,
  ConnectionError: meanings.serviceDown,
  ResourceUnavailable: meanings.serviceDown,
  InvalidArgument: meanings.wrongCall,
  NotImplemented: meanings.unsupported,
  OperationTimeout: meanings.timedOut,
};

/** Need more than Hyper-V Administrators may do. */
const administratorClass = /\.(ResizeVHD|MountVHD|DismountVHD|NewVMSwitch|SetVMSwitch|RemoveVMSwitch)$/;
const mediaClass = /(VMDvdDrive|VMHardDiskDrive|StartVM|NewVM|ImportVM|RestoreVMSnapshot|VHD)$/;
const wordsLimit = 2000;

/** Pure. `details.identifier` is Hyper-V's own identifier. */
export function toAppError(error: HostError, cmdlet: string): AppError {
  return errorOf(meaningOf(error), error, cmdlet);
}

/** `ObjectNotFound` of a service that does not answer anything else either. */
export function toServiceDown(error: AppError, cmdlet: string, cause: unknown = error): AppError {
  const { code, what, remedy } = meanings.serviceDown;
  return new AppError(code, `${cmdlet} failed: ${what}.`, {
    userMessage: `${upperFirst(what)}. ${remedy}`,
    details: error.details,
    cause,
  });
}

function meaningOf(error: HostError): Meaning {
  const { identifier, class: origin, category } = error;
  const win32 = win32ErrorOf(error.hresult);
  if (identifier === 'CommandNotFoundException') {
    return origin === null ? meanings.notAllowed : meanings.notInstalled;
  }
  // Get-VM says so of a VM that does not exist, in some releases.
  if (identifier === 'InvalidParameter' && origin?.endsWith('.GetVM') === true) return meanings.notFound;
  const named = Object.hasOwn(byIdentifier, identifier) ? byIdentifier[identifier] : undefined;
  const found = named ?? (win32 === null ? undefined : byWin32Error[win32]) ?? byCategory[category];
  if (found === meanings.mayNot && administratorClass.test(origin ?? '')) return meanings.mayNotAlone;
  if (found === meanings.mayNot && win32 === 5 && mediaClass.test(origin ?? ''))
    return meanings.mayNotOpenFile;
  return found ?? meanings.failed;
}

const win32ErrorOf = (hresult: number | null): number | null =>
  hresult !== null && hresult >>> 16 === 0x8007 ? hresult & 0xffff : null;

function errorOf(meaning: Meaning, error: HostError, cmdlet: string): AppError {
  const says = error.message.trim().slice(0, wordsLimit);
  return new AppError(meaning.code, `${cmdlet} failed: ${meaning.what}. Hyper-V says: ${says}`, {
    userMessage: `${upperFirst(meaning.what)}. ${meaning.remedy}`,
    ...(meaning.retryable === undefined ? {} : { retryable: meaning.retryable }),
    details: {
      identifier: error.identifier,
      class: error.class,
      category: error.category,
      hresult: error.hresult === null ? null : `0x${(error.hresult >>> 0).toString(16).padStart(8, '0')}`,
      cmdlet,
      says,
    },
  });
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
