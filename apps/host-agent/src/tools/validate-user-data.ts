import { validateWithCloudInit } from '@busbar/seed/lint/validate-with-cloud-init';
import { findProgram } from '../hypervisor/process/find-program.ts';

/**
 * What this machine's own cloud-init says about user-data, one line per finding. Nothing where there is none; it is
 * looked for first, because to try to run what is not there costs more, and most hosts lack it.
 */
export async function validateUserData(userData: string, signal: AbortSignal): Promise<readonly string[]> {
  const program = await findProgram('cloud-init');
  if (program === null) return [];
  const findings = (await validateWithCloudInit(userData, { program, signal })) ?? [];
  return findings.map(({ line, message }) => `cloud-init itself says, line ${line}: ${message}`);
}
