/** What Windows' socket codes mean for a dial, in words. Pure. */
import { AppError, type ErrorCode } from '../errors/app-error.ts';

type Meaning = {
  readonly name: string;
  readonly words: string;
  /** Default: `guest-unreachable`, which may be tried again. */
  readonly code?: ErrorCode;
  /** The next attempt may succeed at once: the VM is only just starting. */
  readonly isPassing?: boolean;
};

export const winsockCodes = { ioIncomplete: 996, ioPending: 997, aborted: 995, timedOut: 10060 } as const;

const meanings: Readonly<Record<number, Meaning>> = {
  995: { name: 'WSA_OPERATION_ABORTED', words: 'the dial was given up' },
  10013: {
    name: 'WSAEACCES',
    words: 'the account of the host agent may not dial VMs (LocalSystem and administrators may)',
    code: 'forbidden',
  },
  10022: { name: 'WSAEINVAL', words: 'Windows does not know the service; it is registered by the installer' },
  10043: { name: 'WSAEPROTONOSUPPORT', words: 'this Windows has no Hyper-V sockets', code: 'unsupported' },
  10047: { name: 'WSAEAFNOSUPPORT', words: 'this Windows has no Hyper-V sockets', code: 'unsupported' },
  10049: { name: 'WSAEADDRNOTAVAIL', words: 'no VM of this id runs here' },
  10050: { name: 'WSAENETDOWN', words: 'the VM is starting or restarting', isPassing: true },
  10051: { name: 'WSAENETUNREACH', words: 'the VM is starting or restarting', isPassing: true },
  10053: { name: 'WSAECONNABORTED', words: 'the connection was ended while it was made', isPassing: true },
  10054: {
    name: 'WSAECONNRESET',
    words: 'the guest ended the connection while it was made',
    isPassing: true,
  },
  10055: { name: 'WSAENOBUFS', words: 'Windows has no memory left for it' },
  10060: {
    name: 'WSAETIMEDOUT',
    words: 'the guest did not take the connection: it is booting, or no agent listens in it',
    isPassing: true,
  },
  10061: { name: 'WSAECONNREFUSED', words: 'nothing listens in the guest' },
  10065: { name: 'WSAEHOSTUNREACH', words: 'no VM of this id runs here' },
};

/** An error whose message names the call, Windows' code and what it means; `details.winsockCode` has the code. */
export function winsockError(call: string, code: number): AppError {
  const {
    name,
    words,
    code: kind,
  } = meanings[code] ?? { name: 'an unusual code', words: 'see Windows’ list' };
  return new AppError(kind ?? 'guest-unreachable', `${call}: ${words} (Windows says ${code}, ${name}).`, {
    details: { call, winsockCode: code },
  });
}

/** Whether the same dial may succeed a moment later, because the VM is only just starting. */
export function isPassingWinsockError(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  const { winsockCode } = error.details;
  return typeof winsockCode === 'number' && meanings[winsockCode]?.isPassing === true;
}
