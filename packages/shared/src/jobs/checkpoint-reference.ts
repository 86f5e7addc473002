import { CheckpointId } from '../domain/checkpoint.ts';
import { VmReference } from './vm-reference.ts';

/** Input of the kinds that act on one checkpoint of one VM. */
export const CheckpointReference = VmReference.extend({ checkpointId: CheckpointId });
