import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { expect, it } from 'vitest';
import { enrolFromFile } from '../../../host-agent/src/commands/enrol.ts';
import { announce } from '../testing/announce.ts';
import { startTestPlane } from '../testing/test-plane.ts';

it('enrols one host by a private file, which is gone once it has been used and back when the host is removed', async () => {
  const folder = await temporaryDirectory();
  const path = join(folder.path, 'host.json');
  // As in docker-compose.yml, where only the published port is what people call it.
  const plane = await startTestPlane({ BUSBAR_ENROL_FILE: path, BUSBAR_TRUST_PROXY: '1' });
  try {
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const { token } = JSON.parse(readFileSync(path, 'utf8')) as { token: string };
    const stateFolder = join(folder.path, 'state');
    const { hostId } = await enrolFromFile({ stateFolder } as Parameters<typeof enrolFromFile>[0], path);
    await waitFor('the file to be gone', () => !existsSync(path));

    await plane.db.write((transaction) =>
      transaction.host.update({ where: { id: hostId }, data: { state: 'removed' } }),
    );
    await announce(plane, { entity: 'host', id: hostId });
    await waitFor('a new file', () => existsSync(path));
    expect(readFileSync(path, 'utf8')).not.toContain(token);
  } finally {
    await plane.stop();
    await folder.remove();
  }
});
