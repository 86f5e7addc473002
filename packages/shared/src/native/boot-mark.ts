/** A mark that lasts exactly as long as one boot of Windows: a key of the registry that is kept in memory only. */
import { AppError } from '../errors/app-error.ts';
import { koffi } from './koffi.ts';
import { readMachineText } from './registry.ts';
import { windowsError } from './windows-error.ts';

/** HKEY_LOCAL_MACHINE, a number that Windows widens with its sign. */
const localMachine = -0x7ffffffe;
const volatile = 1;
/** KEY_READ | KEY_WRITE */
const access = 0x20019 | 0x20006;
const textKind = 1;
const valueName = 'BootId';

/** The mark that an earlier process of this boot has left below the key, else `fresh`, which is left there now. */
export function bootMark(key: string, fresh: string): string {
  const known = readMachineText(key, valueName);
  if (known !== null) return known;
  const registry = koffi().load('advapi32.dll');
  const create = registry.func(
    'int RegCreateKeyExW(intptr_t root, str16 key, uint32_t reserved, void *kind, uint32_t options, uint32_t access, void *security, _Out_ intptr_t *made, void *disposition)',
  );
  const set = registry.func(
    'int RegSetValueExW(intptr_t key, str16 name, uint32_t reserved, uint32_t kind, const uint8_t *value, uint32_t length)',
  );
  const made: (number | bigint)[] = [0];
  const failed = create(localMachine, key, 0, null, volatile, access, null, made, null) as number;
  if (failed !== 0) throw windowsError('RegCreateKeyExW', failed);
  const handle = made[0];
  if (handle === undefined) throw new AppError('internal', 'RegCreateKeyExW made no key.');
  const value = Buffer.from(`${fresh}\0`, 'utf16le');
  const refused = set(handle, valueName, 0, textKind, value, value.length) as number;
  registry.func('int RegCloseKey(intptr_t key)')(handle);
  if (refused !== 0) throw windowsError('RegSetValueExW', refused);
  return fresh;
}
