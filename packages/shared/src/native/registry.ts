/** Windows' registry, read only: what the installer has written there is looked at, never changed. */
import { AppError } from '../errors/app-error.ts';
import { koffi } from './koffi.ts';

/** HKEY_LOCAL_MACHINE, a number that Windows widens with its sign. */
const localMachine = -0x7ffffffe;
const onlyText = 0x2;
const success = 0;
const notFound = [2, 3];
const limitBytes = 2048;

/** A text (REG_SZ) below HKEY_LOCAL_MACHINE; null when key or value is not there. @throws `unavailable` */
export function readMachineText(key: string, name: string): string | null {
  if (process.platform !== 'win32') throw new AppError('unsupported', 'The registry is of Windows.');
  const read = koffi()
    .load('advapi32.dll')
    .func(
      'int RegGetValueW(intptr_t root, str16 key, str16 name, uint32_t kinds, void *kind, _Out_ uint8_t *value, _Inout_ uint32_t *size)',
    );
  const value = Buffer.alloc(limitBytes);
  const size = [limitBytes];
  const code = read(localMachine, key, name, onlyText, null, value, size) as number;
  if (notFound.includes(code)) return null;
  if (code !== success)
    throw new AppError('unavailable', `The registry does not tell ${key}: Windows says ${code}.`);
  return value.toString('utf16le', 0, size[0]).replace(/\0+$/, '');
}
