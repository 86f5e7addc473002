import { expect, test } from 'vitest';
import { replaceFile } from './replace-file.ts';

/** Fails so many times with this code, and then moves. */
function failing(code: string, times: number) {
  const moved: string[] = [];
  let failures = 0;
  const move = async (from: string, to: string): Promise<void> => {
    if (failures++ < times) throw Object.assign(new Error(code), { code });
    moved.push(`${from} -> ${to}`);
  };
  return { move, moved };
}

test.each(['EPERM', 'EACCES', 'EBUSY'])(
  'on Windows a file that is open for a moment (%s) is replaced',
  async (code) => {
    const { move, moved } = failing(code, 3);
    await replaceFile('a', 'b', { platform: 'win32', move });
    expect(moved).toEqual(['a -> b']);
  },
);

test('elsewhere, and for any other reason, it is not tried again', async () => {
  const denied = failing('EPERM', 1);
  await expect(replaceFile('a', 'b', { platform: 'linux', move: denied.move })).rejects.toThrow('EPERM');
  const gone = failing('ENOENT', 1);
  await expect(replaceFile('a', 'b', { platform: 'win32', move: gone.move })).rejects.toThrow('ENOENT');
  expect([...denied.moved, ...gone.moved]).toEqual([]);
});

test('a file that stays open is said in the end', async () => {
  const { move } = failing('EBUSY', 100);
  await expect(replaceFile('a', 'b', { platform: 'win32', move })).rejects.toThrow('EBUSY');
});
