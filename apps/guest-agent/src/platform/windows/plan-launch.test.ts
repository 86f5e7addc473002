import { expect, test } from 'vitest';
import { candidatesFor } from './find-program.ts';
import { refuseOtherUser, variable } from './plan-launch.ts';

const search = { cwd: 'D:\\work', path: 'C:\\Windows\\System32;;C:\\Tools', extensions: '.COM;.EXE;.BAT' };

test('a bare name is looked for in the PATH with each extension that counts', () => {
  expect(candidatesFor({ ...search, program: 'tool' })).toEqual([
    'C:\\Windows\\System32\\tool.com',
    'C:\\Windows\\System32\\tool.exe',
    'C:\\Windows\\System32\\tool.bat',
    'C:\\Tools\\tool.com',
    'C:\\Tools\\tool.exe',
    'C:\\Tools\\tool.bat',
  ]);
});

test('a name with its extension is taken as it is, one with a folder only there', () => {
  expect(candidatesFor({ ...search, program: 'cmd.exe' })).toEqual([
    'C:\\Windows\\System32\\cmd.exe',
    'C:\\Tools\\cmd.exe',
  ]);
  expect(candidatesFor({ ...search, program: '.\\run.exe' })).toEqual(['D:\\work\\run.exe']);
  expect(candidatesFor({ ...search, program: 'C:/Tools/x.exe' })).toEqual(['C:\\Tools\\x.exe']);
});

test('only the agent’s own account, by any of its names', () => {
  const account = { name: 'SYSTEM', domain: 'NT AUTHORITY' };
  for (const name of [undefined, 'system', 'nt authority\\system', '.\\SYSTEM']) {
    expect(() => refuseOtherUser(account, name)).not.toThrow();
  }
  expect(() => refuseOtherUser(account, 'Administrator')).toThrow(/run as SYSTEM/);
});

test('variables are found in whatever case they are written', () => {
  expect(variable({ Path: 'C:\\' }, 'PATH')).toBe('C:\\');
  expect(variable({}, 'PATH')).toBeUndefined();
});
