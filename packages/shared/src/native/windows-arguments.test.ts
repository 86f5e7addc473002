import fc from 'fast-check';
import { expect, test } from 'vitest';
import { takeApart } from '../testing/take-apart.ts';
import { environmentBlock, windowsCommandLine, withVariables } from './windows-arguments.ts';

test('quotes only what has to be quoted', () => {
  expect(windowsCommandLine(['cmd.exe', '/c', 'C:\\Program Files\\', 'say "hi"', '', 'a\\b'])).toBe(
    'cmd.exe /c "C:\\Program Files\\\\" "say \\"hi\\"" "" a\\b',
  );
});

test('every argument arrives as it was', () => {
  const argument = fc.string({ unit: fc.constantFrom('\\', '"', ' ', '\t', 'a', 'ü', '&', '%', '\n') });
  fc.assert(
    fc.property(fc.array(argument), (argv) => {
      expect(takeApart(windowsCommandLine(argv))).toEqual(argv);
    }),
  );
});

test('a zero and an endless line are refused', () => {
  expect(() => windowsCommandLine(['a\0b'])).toThrow(/zero/);
  expect(() => windowsCommandLine(['x'.repeat(32_767)])).toThrow(/at most/);
});

test('an environment is sorted without regard to case and ends with two zeros', () => {
  const block = environmentBlock({ b: '2', A: 'ü', C: '' });
  expect(block.toString('utf16le')).toBe('A=ü\0b=2\0C=\0\0');
  expect(environmentBlock({}).toString('hex')).toBe('00000000');
  expect(() => environmentBlock({ A: 'x\0B=y' })).toThrow(/zero/);
});

test('a variable replaces the one that is spelled otherwise', () => {
  expect(withVariables({ Path: 'C:\\', Temp: 'T', gone: undefined }, { PATH: 'D:\\' })).toEqual({
    Temp: 'T',
    PATH: 'D:\\',
  });
});
