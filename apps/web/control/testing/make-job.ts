import { join } from 'node:path';
import { encryptAtRest } from '@busbar/shared/identity/at-rest';
import { deriveKey, loadSecret } from '../../config/secret-key.ts';
import { jobSecretsContext } from '../../services/secret-contexts.ts';
import { freshSteps } from '../jobs/job-record.ts';
import type { TestPlane } from './test-plane.ts';

export type MadeJob = { readonly jobId: string; readonly vmId: string };

/** A queued job with its VM, as the services leave them; nobody is nudged. */
export async function makeJob(
  plane: TestPlane,
  hostId: string,
  {
    kind = 'vm.provision',
    secrets = null,
  }: { readonly kind?: string; readonly secrets?: object | null } = {},
): Promise<MadeJob> {
  const [jobId, vmId] = [plane.newId(), plane.newId()];
  const name = `vm-${vmId.slice(-6)}`;
  const atRestKey = deriveKey(
    loadSecret({ secretKey: null, dataPath: join(plane.folder, 'data') }),
    'at-rest',
  );
  const sealed =
    secrets === null ? null : encryptAtRest(atRestKey, JSON.stringify(secrets), jobSecretsContext(jobId));
  await plane.db.write(async (transaction) => {
    await transaction.vm.create({
      data: {
        id: vmId,
        name,
        liveName: name,
        hostId,
        driver: 'sandbox',
        image: 'sandbox-default',
        cpuCount: 1,
        memoryMb: 64,
        diskGb: 1,
        state: kind === 'vm.provision' ? 'requested' : 'running',
      },
    });
    await transaction.job.create({
      data: {
        id: jobId,
        kind,
        hostId,
        vmId,
        vmName: name,
        document: JSON.stringify({ vmId }),
        secrets: sealed,
        requestedByName: 'test',
        steps: JSON.stringify(freshSteps(kind)),
      },
    });
  });
  return { jobId, vmId };
}
