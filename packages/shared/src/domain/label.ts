import { z } from 'zod';

/** Hyper-V keeps a checkpoint's as the name of a configuration, which sets the length for all. */
export const labelLimit = 100;

/** What people call a thing of theirs, in any words: one line. It names nothing on a disk. */
export const labelOf = (thing: string) =>
  z
    .string()
    .trim()
    .min(1, `${capital(thing)} needs a name.`)
    .max(labelLimit, `${capital(thing)}’s name has at most ${labelLimit} characters.`)
    .regex(/^\P{Cc}*$/u, `${capital(thing)}’s name has no control characters.`);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
