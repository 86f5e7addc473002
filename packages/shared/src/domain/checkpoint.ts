import { z } from 'zod';

/** As a hypervisor names them: a GUID, of whatever version. */
export const CheckpointId = z.guid();

/** For people; Hyper-V keeps it as the name of a configuration, which sets the length. */
export const checkpointNameLimit = 100;
export const CheckpointName = z
  .string()
  .trim()
  .min(1, 'A checkpoint needs a name.')
  .max(checkpointNameLimit, `A checkpoint’s name has at most ${checkpointNameLimit} characters.`)
  .regex(/^\P{Cc}*$/u, 'A checkpoint’s name has no control characters.');
