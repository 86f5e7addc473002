import { AppError } from '../errors/app-error.ts';
import type { OpenStream } from './open-stream.ts';

/** Waits for a response that began well. @throws what the peer's terminal record tells of otherwise. */
export async function requireOk(call: OpenStream): Promise<void> {
  const headers = await call.response;
  if (Number(headers[':status']) === 200) return;
  call.stream.resume();
  await call.ended;
  throw new AppError('bad-peer', 'The peer refused without saying why.');
}
