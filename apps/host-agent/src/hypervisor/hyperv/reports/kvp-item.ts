/** Key-value pairs that guests write for their host, as `Get-BusbarKvp` tells them. Everything in them is hostile. */
import { z } from 'zod';

/** The script tells no more of one VM. */
export const kvpLimit = 1024;

export const KvpItem = z.object({
  VMId: z.string().toLowerCase(),
  /** `refused`: the guest wrote what is not told, for the reason in `Data`. */
  Source: z.enum(['guest', 'intrinsic', 'refused']),
  /** Hyper-V's own bounds are 512 and 2048 bytes. */
  Name: z.string().max(512),
  Data: z.string().max(2048),
});
export type KvpItem = z.infer<typeof KvpItem>;

/** Control characters end lines and colour terminals; those that turn the direction of writing hide what is written. */
const unprintable = /[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A guest's text for people: one line, at most as long. */
export const printable = (text: string, limit: number): string =>
  text.replace(unprintable, '\ufffd').slice(0, limit);
