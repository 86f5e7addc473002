import type { z } from 'zod';
import { AppError } from '../errors/app-error.ts';
import type { Frame } from './frames.ts';

/** The JSON of a frame. @throws `bad-peer`: what a guest sends is not to be trusted. */
export function parseFrame<Schema extends z.ZodType>(frame: Frame, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(parseJson(frame));
  if (parsed.success) return parsed.data;
  throw new AppError('bad-peer', `A frame of type ${frame.type} is not understood.`, { cause: parsed.error });
}

function parseJson(frame: Frame): unknown {
  try {
    return JSON.parse(frame.payload.toString('utf8'));
  } catch (cause) {
    throw new AppError('bad-peer', `A frame of type ${frame.type} is not JSON.`, { cause });
  }
}
