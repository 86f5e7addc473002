/** What a host says is hostile input: every text and number of the link has a bound. */
import { z } from 'zod';

export const ShortText = z.string().max(256);
export const ByteCount = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
