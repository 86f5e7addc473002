import { z } from 'zod';
import { labelLimit, labelOf } from './label.ts';

/** As a hypervisor names them: a GUID, of whatever version. */
export const CheckpointId = z.guid();

export const checkpointNameLimit = labelLimit;
export const CheckpointName = labelOf('a checkpoint');
