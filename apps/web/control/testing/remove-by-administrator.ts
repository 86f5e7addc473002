import type { FakeHost } from '../hosts/testing/fake-host.ts';
import type { SignedIn } from './sign-in.ts';
import type { TestPlane } from './test-plane.ts';

/** As an administrator does on the host's page. */
export async function removeByAdministrator(
  plane: Pick<TestPlane, 'db' | 'publicUrl'>,
  administrator: Pick<SignedIn, 'headers'>,
  { identity: { hostId } }: FakeHost,
): Promise<void> {
  const { name } = await plane.db.read.host.findUniqueOrThrow({ where: { id: hostId } });
  const answer = await fetch(`${plane.publicUrl}/api/rest/hosts/${hostId}/remove`, {
    method: 'POST',
    headers: { ...administrator.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ confirmName: name }),
  });
  if (!answer.ok) throw new Error(`The host was not removed: ${answer.status} ${await answer.text()}`);
}
