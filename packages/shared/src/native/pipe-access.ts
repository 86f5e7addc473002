/** Replaces who may open a named pipe (Windows). Seen to work under Wine, not yet on Windows: docs/verified.md. */
import { AppError } from '../errors/app-error.ts';
import { koffi } from './koffi.ts';

const readControlAndWriteDac = 0x00060000;
const openExisting = 3;
const revision = 1;
/** DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION */
const protectedDacl = (0x4 | 0x80000000) >>> 0;
const invalidHandle = -1n;

/**
 * @param descriptor a security descriptor as a string, with a DACL that begins with `D:P`
 * @throws `forbidden` naming the call of Windows that failed and its error
 */
export function setPipeAccess(path: string, descriptor: string): void {
  const windows = bind();
  const parsed: [unknown] = [null];
  check(windows, 'ConvertStringSecurityDescriptorToSecurityDescriptorW', () =>
    windows.parseDescriptor(descriptor, revision, parsed, null),
  );
  try {
    const pipe = windows.openFile(path, readControlAndWriteDac, 0, null, openExisting, 0, null);
    check(windows, 'CreateFileW', () => BigInt(pipe) !== invalidHandle);
    try {
      check(windows, 'SetKernelObjectSecurity', () => windows.setSecurity(pipe, protectedDacl, parsed[0]));
    } finally {
      windows.closeHandle(pipe);
    }
  } finally {
    windows.localFree(parsed[0]);
  }
}

type Windows = ReturnType<typeof bind>;

function bind() {
  const ffi = koffi();
  const kernel = ffi.load('kernel32.dll');
  const security = ffi.load('advapi32.dll');
  return {
    openFile: kernel.func(
      'intptr_t __stdcall CreateFileW(str16 name, uint32_t access, uint32_t share, void *security, uint32_t how, uint32_t flags, void *template)',
    ) as (...parameters: readonly unknown[]) => number | bigint,
    closeHandle: kernel.func('bool __stdcall CloseHandle(intptr_t handle)'),
    lastError: kernel.func('uint32_t __stdcall GetLastError()') as () => number,
    localFree: kernel.func('void * __stdcall LocalFree(void *memory)'),
    parseDescriptor: security.func(
      'bool __stdcall ConvertStringSecurityDescriptorToSecurityDescriptorW(str16 text, uint32_t revision, _Out_ void **descriptor, void *size)',
    ) as (...parameters: readonly unknown[]) => boolean,
    setSecurity: security.func(
      'bool __stdcall SetKernelObjectSecurity(intptr_t handle, uint32_t what, void *descriptor)',
    ) as (...parameters: readonly unknown[]) => boolean,
  };
}

function check(windows: Windows, call: string, succeed: () => boolean): void {
  if (succeed()) return;
  const code = windows.lastError();
  throw new AppError('forbidden', `${call} failed (Windows error ${code}).`, { details: { call, code } });
}
