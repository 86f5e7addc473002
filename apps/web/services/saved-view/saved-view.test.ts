import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { listSavedViews } from './list-saved-views.ts';
import { removeView } from './remove-view.ts';
import { renameView } from './rename-view.ts';
import { saveView } from './save-view.ts';

let harness: ServiceHarness;
let ada: Actor;
let ben: Actor;
beforeEach(async () => {
  harness = await serviceHarness();
  ada = await harness.addPerson('viewer', 'ada');
  ben = await harness.addPerson('administrator', 'ben');
});
afterEach(() => harness.remove());

const save = (actor: Actor, name: string, query = 'state=failed') =>
  saveView(harness.deps, actor, { name, query });
const namesOf = async (actor: Actor): Promise<string[]> =>
  (await listSavedViews(harness.deps, actor)).items.map(({ name }) => name);

it('keeps what a person saves, by name, and replaces what has the same name', async () => {
  await save(ada, 'stopped', 'state=stopped');
  await save(ada, 'broken', 'state=failed');
  await save(ada, 'broken', 'state=missing&sort=-host');
  const { items } = await listSavedViews(harness.deps, ada);
  expect(items.map(({ name, query }) => [name, query])).toEqual([
    ['broken', 'state=missing&sort=-host'],
    ['stopped', 'state=stopped'],
  ]);
});

it('shows, renames and deletes nobody else’s, not even for an administrator', async () => {
  const { id: viewId } = await save(ada, 'broken');
  await save(ben, 'broken');
  await expect(renameView(harness.deps, ben, { viewId, name: 'x' })).rejects.toMatchObject({
    code: 'not-found',
  });
  await expect(removeView(harness.deps, ben, { viewId })).rejects.toMatchObject({ code: 'not-found' });
  await removeView(harness.deps, ada, { viewId });
  expect([await namesOf(ada), await namesOf(ben)]).toEqual([[], ['broken']]);
});

it('renames, but never to a name that is taken', async () => {
  const { id: viewId } = await save(ada, 'broken');
  await save(ada, 'stopped');
  await renameView(harness.deps, ada, { viewId, name: 'failed' });
  await expect(renameView(harness.deps, ada, { viewId, name: 'stopped' })).rejects.toMatchObject({
    code: 'already-exists',
  });
  expect(await namesOf(ada)).toEqual(['failed', 'stopped']);
});

it('keeps a query that can only be a query', async () => {
  const { query } = await save(ada, 'odd', '?q=a b&"><script>#/../x');
  expect(query).not.toMatch(/[<>"#\s/]/);
});

it('has an end', async () => {
  for (let number = 0; number < 50; number += 1) await save(ada, `view ${number}`);
  await expect(save(ada, 'one more')).rejects.toMatchObject({ code: 'precondition-failed' });
  await save(ada, 'view 7', 'state=running');
  expect(await namesOf(ada)).toHaveLength(50);
});
