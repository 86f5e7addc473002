import { expect, test } from 'vitest';
import { markText, readMark } from './ownership-mark.ts';

const mark = {
  vmId: '01890000-0000-7000-8000-000000000001',
  hypervId: '3f2a9c1e-5b1d-4f0e-9a55-0c2f5d1f9b10',
  image: 'debian-12',
};

test('is read back from among what a person wrote, in either kind of line', () => {
  expect(readMark(markText(mark))).toEqual(mark);
  expect(readMark(`Owner: Ada\r\n${markText(mark).replaceAll('\n', '\r\n')}\r\nKeep!`)).toEqual(mark);
});

test.each([
  '',
  'busbar: vm x, hyper-v y, image z',
  markText({ ...mark, vmId: '../../etc' }),
  markText({ ...mark, image: 'a/b' }),
  `> ${markText(mark).split('\n').join('\n> ')}`,
])('%j is no mark', (notes) => {
  expect(readMark(notes)).toBeNull();
});
