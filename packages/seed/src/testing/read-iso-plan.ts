/** For tests only: the whole disc as bytes. */
import { isoChunks } from '../iso/iso-chunks.ts';
import type { IsoPlan } from '../iso/plan-iso.ts';

export async function isoBytes(plan: IsoPlan): Promise<Uint8Array> {
  const image = new Uint8Array(plan.sizeBytes);
  let at = 0;
  const noFiles = (source: string): never => {
    throw new Error(`The test has no file ${source}.`);
  };
  for await (const chunk of isoChunks(plan, noFiles)) {
    image.set(chunk, at);
    at += chunk.length;
  }
  if (at !== plan.sizeBytes) throw new Error(`The disc has ${at} bytes, planned were ${plan.sizeBytes}.`);
  return image;
}
