import { z } from 'zod';

/** As many as a host lists. */
export const isoLimit = 500;

/**
 * The name of an ISO file in the folder that a host keeps for them, never a path: what a browser says must not lead to
 * any other file of the host. No character to which Windows gives a meaning (`a.iso:stream.iso`).
 */
export const IsoName = z
  .string()
  .max(128)
  .regex(/^(?!\.)[^\\/:*?"<>|\p{Cc}]+\.iso$/iu, 'This is not the name of an ISO file.');
