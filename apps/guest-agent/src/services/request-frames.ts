/** What a host's frames must be. */
import { AppError } from '@busbar/shared/errors/app-error';
import type { Frame, FrameType } from '@busbar/shared/protocol/frames';
import { z } from 'zod';

/** The first frame, which must be of type `start`. */
export async function readStart<T extends z.ZodType>(
  frames: AsyncGenerator<Frame, void>,
  startType: FrameType,
  schema: T,
): Promise<z.output<T>> {
  const first = await frames.next();
  if (first.done === true) throw new AppError('truncated', 'The request ended before its first frame.');
  if (first.value.type !== startType) {
    throw new AppError('invalid-input', `The first frame has type ${first.value.type}, not ${startType}.`);
  }
  return parseFrame(first.value, schema);
}

export function parseFrame<T extends z.ZodType>(frame: Frame, schema: T): z.output<T> {
  const parsed = schema.safeParse(parseJson(frame.payload));
  if (parsed.success) return parsed.data;
  const reason = z.prettifyError(parsed.error).slice(0, 2000);
  throw new AppError('invalid-input', `A frame of type ${frame.type} is not valid: ${reason}`);
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch (cause) {
    throw new AppError('invalid-input', 'A frame does not hold JSON.', { cause });
  }
}
