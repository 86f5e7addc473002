import { expect, it } from 'vitest';
import { toldOfVm } from '../testing/told-of-vm.ts';

const checkpoint = {
  id: '9b2e6f0c-5d1a-4c57-8f3e-2f1a9c0d7e11',
  name: 'it’s <b>“clean”</b>',
  parentId: null,
  createdAt: 1_700_000_000_000,
  isCurrent: true,
  hasMemory: true,
};
const { ask, askOffline } = toldOfVm('checkpoints');

it('tells what the host says now, to whoever may look', async () => {
  for (const told of [{ checkpoints: [checkpoint] }, { checkpoints: [] }])
    expect(await ask(told)).toEqual({ status: 200, body: told });
});

it.each([
  ['an id that is none', { checkpoints: [{ ...checkpoint, id: '../../etc' }] }, 'bad-peer'],
  ['a time that no date can express', { checkpoints: [{ ...checkpoint, createdAt: 1e300 }] }, 'bad-peer'],
  ['a name without end', { checkpoints: [{ ...checkpoint, name: 'x'.repeat(300) }] }, 'bad-peer'],
  ['more than there can be', { checkpoints: Array(201).fill(checkpoint) }, 'bad-peer'],
  ['an answer without end', { checkpoints: 'x'.repeat(600_000) }, 'too-large'],
])('takes from a host no %s', async (_what, told, code) => {
  expect((await ask(told)).body).toMatchObject({ code });
});

it('says that a host which is offline cannot be asked', async () => {
  expect(await askOffline()).toMatchObject({ status: 503, body: { code: 'host-offline' } });
});
