import { AppError } from '@busbar/shared/errors/app-error';
import { expect, test } from 'vitest';
import { remedyFor } from './facts.ts';

const failure = new AppError('internal', 'unshare failed: Operation not permitted');
const free = { clone: '1', apparmor: '0', maximum: '96365' };

test.each([
  [{ ...free, maximum: '0' }, 'sysctl -w user.max_user_namespaces='],
  [{ ...free, clone: '0' }, 'sysctl -w kernel.unprivileged_userns_clone=1'],
  [{ ...free, apparmor: '1' }, 'sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'],
  [free, 'unshare failed: Operation not permitted'],
])('names the remedy for %j', (settings, remedy) => {
  expect(remedyFor(settings, failure)).toContain(remedy);
});
