import { AppError } from '@busbar/shared/errors/app-error';
import type { ServiceDeps } from '../service-deps.ts';

const windowMs = 60_000;
/** Tokens have 256 bits; the limit is for the work that each try costs. */
const triesPerWindow = 30;

/** Counts a try from an address (or for what else `address` names), in the table that better-auth uses. @throws AppError `rate-limited`. */
export async function limitTries(deps: ServiceDeps, what: string, address: string | null): Promise<void> {
  const key = `${what}|${address ?? 'unknown'}`;
  const now = deps.now().getTime();
  const count = await deps.db.write(async (transaction) => {
    const known = await transaction.rateLimit.findUnique({ where: { key } });
    const isFresh = known !== null && now - Number(known.lastRequest) < windowMs;
    const row = isFresh
      ? { count: known.count + 1, lastRequest: known.lastRequest }
      : { count: 1, lastRequest: BigInt(now) };
    await transaction.rateLimit.upsert({
      where: { key },
      create: { id: deps.newId(), key, ...row },
      update: row,
    });
    return row.count;
  });
  if (count <= triesPerWindow) return;
  throw new AppError('rate-limited', 'Too many tries.', {
    userMessage: 'Too many tries. Wait a minute and try again.',
  });
}
