import { z } from 'zod';
import { passwordLength } from '../../auth/password.ts';

/** Lower case, so that one mailbox is one person. */
export const Email = z
  .email('This is not an e-mail address.')
  .max(320)
  .transform((text) => text.toLowerCase());
export const PersonName = z.string().trim().min(1, 'A name is needed.').max(100);
export const NewPassword = z
  .string()
  .min(passwordLength.min, `A password has at least ${passwordLength.min} characters.`)
  .max(passwordLength.max, `A password has at most ${passwordLength.max} characters.`);
