import { expect, test } from 'vitest';
import { chooseVm } from './find-local-vm.ts';

const [one, two, three] = ['01a1fe56-fde8-7b8b-9a81-25dc284e4a7b', '02', '03'];
const vms = [
  { Id: one, Name: 'web1' },
  { Id: two, Name: 'Web1' },
  { Id: three, Name: 'db' },
  { Id: '04', Name: 'twin' },
  { Id: '05', Name: 'twin' },
];

test.each([
  ['web1', one],
  ['Web1', two],
  ['DB', three],
  [`{${one.toUpperCase()}}`, one],
])('%s is one VM', (wanted, id) => expect(chooseVm(vms, wanted)).toBe(id));

test.each([
  ['nobody', 'no VM named nobody'],
  ['', 'no VM named'],
  ['twin', 'by its id: 04, 05'],
  ['WEB1', 'Several VMs'],
])('%j is not', (wanted, words) => expect(() => chooseVm(vms, wanted)).toThrow(words));
