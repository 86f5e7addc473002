/** What an error of Hyper-V leaves open is found out by another question, since its text may be in any language. */
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { CmdletCall, CmdletParameters } from '../hyperv-host.ts';
import { toServiceDown } from './to-app-error.ts';

/** Asks Hyper-V without explaining what goes wrong with that. */
export type Ask = (call: CmdletCall) => Promise<readonly unknown[]>;

const question = (cmdlet: string): CmdletCall => ({ cmdlet, parameters: {}, select: null });

/** The error itself, or a better one with it as its cause. Never throws. */
export async function explainFailure(call: CmdletCall, error: unknown, ask: Ask): Promise<unknown> {
  if (!(error instanceof AppError) || call.cmdlet === 'Get-BusbarPreflight') return error;
  if (error.details.identifier === 'ObjectNotFound') return explainNotFound(call, error, ask);
  if (error.code === 'forbidden') return blame(call, error, ['rights'], ask);
  if (error.code === 'internal' && starting.includes(call.cmdlet)) {
    return blame(call, error, ['firmware', 'feature', 'hypervisor'], ask);
  }
  return error;
}

/** Cmdlets that need the hypervisor itself, and only say that they failed without it. */
const starting: readonly string[] = ['Start-VM', 'Restart-VM', 'Resume-VM'];

/**
 * For a while after the start of Windows, and whenever its service is down, Hyper-V says `ObjectNotFound` to everything.
 * Taken for the truth, that would be the deletion of every VM. So a VM is missing only when something else is found.
 */
async function explainNotFound(call: CmdletCall, error: AppError, ask: Ask): Promise<AppError> {
  if (!namesAnything(call.parameters)) return toServiceDown(error, call.cmdlet);
  try {
    await ask(question('Get-VMHost'));
    return error;
  } catch (probeError) {
    return toServiceDown(error, call.cmdlet, probeError);
  }
}

/** Whether a call names an object or a file that could be missing. */
const namesAnything = (parameters: CmdletParameters): boolean => Object.keys(parameters).length > 0;

const Finding = z.object({ Name: z.string(), State: z.string(), Message: z.string(), Remedy: z.string() });

/** Of what the host lacks, the first of these explains the error, with its exact remedy. */
async function blame(
  call: CmdletCall,
  error: AppError,
  names: readonly string[],
  ask: Ask,
): Promise<AppError> {
  const missing = await findMissing(names, ask);
  if (missing === null) return error;
  const { Message, Remedy } = missing;
  const code = error.code === 'forbidden' ? 'forbidden' : 'precondition-failed';
  return new AppError(code, `${call.cmdlet} failed: ${Message}`, {
    userMessage: `${Message} ${Remedy}`,
    details: error.details,
    cause: error,
  });
}

/** Null also when that cannot be found out: then the error stands for itself. */
async function findMissing(names: readonly string[], ask: Ask): Promise<z.infer<typeof Finding> | null> {
  try {
    const findings = z.array(Finding).parse(await ask(question('Get-BusbarPreflight')));
    return findings.find(({ Name, State }) => State === 'missing' && names.includes(Name)) ?? null;
  } catch {
    return null;
  }
}
