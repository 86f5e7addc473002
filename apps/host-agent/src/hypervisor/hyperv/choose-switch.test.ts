import { expect, test } from 'vitest';
import { chooseSwitch } from './choose-switch.ts';

const natural = {
  Id: 'c08cb7b8-9b3c-408e-8e30-5e16a3aeb444',
  Name: 'Commutateur par défaut',
  SwitchType: 'Internal',
};
const external = { Id: '00000000-0000-0000-0000-000000000001', Name: 'LAN', SwitchType: 'External' };
const second = { ...external, Id: '00000000-0000-0000-0000-000000000002', Name: 'DMZ' };
const internal = { ...second, Name: 'Lab', SwitchType: 'Internal' };

test('takes the Default Switch by its id, else the only external switch', () => {
  expect(chooseSwitch([external, natural])).toBe(natural);
  expect(chooseSwitch([internal, external])).toBe(external);
});

test.each([[[]], [[internal]], [[external, second]]])('does not guess among %j', (switches) => {
  expect(() => chooseSwitch(switches)).toThrow('external switch');
});
