import { HypervError } from '../call/hyperv-error.ts';

/** Hyper-V's own limit for names of VMs and checkpoints. */
const nameLimit = 100;

/** Any characters may be in a name; only its length is bounded. @throws HypervError `InvalidParameter`. */
export function checkName(name: string): void {
  if (name.length >= 1 && name.length <= nameLimit && !name.includes('\0')) return;
  throw new HypervError('InvalidParameter', `The name must have between 1 and ${nameLimit} characters.`);
}
