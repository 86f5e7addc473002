import type { Retention } from './backup.ts';

/** What is asked of a backup to decide about it. */
type Kept = {
  readonly id: string;
  readonly createdAt: number;
  /** The last look at it; null for none. */
  readonly check: { readonly isGood: boolean } | null;
  readonly damage: string | null;
};
export type RetentionPlan<Backup extends Kept> = {
  readonly remove: readonly Backup[];
  /** Stays against the rule: without it, none that stays would be known to be good. */
  readonly spared: Backup | null;
  /** Known to be bad. It stands for none of those that are to be kept, and whether it goes a person says. */
  readonly bad: readonly Backup[];
};

const dayMs = 24 * 60 * 60_000;

export const isBad = ({ check, damage }: Kept): boolean => damage !== null || check?.isGood === false;
const isVerified = (backup: Kept): boolean => !isBad(backup) && backup.check !== null;

/** Which backups of one VM go, once `made` is there. Pure. */
export function planRetention<Backup extends Kept>(
  backups: readonly Backup[],
  { keepLast, keepDays }: Retention,
  { nowMs, made }: { readonly nowMs: number; readonly made: string },
): RetentionPlan<Backup> {
  const sound = backups
    .filter((backup) => !isBad(backup))
    .toSorted(
      (one, other) => Number(other.id === made) - Number(one.id === made) || other.createdAt - one.createdAt,
    );
  const isKept = ({ id, createdAt }: Backup, index: number): boolean =>
    id === made ||
    (keepLast !== null && index < keepLast) ||
    (keepDays !== null && createdAt >= nowMs - keepDays * dayMs);
  const kept = sound.filter(isKept);
  const beyond = sound.filter((backup, index) => !isKept(backup, index));
  const spared = kept.some(isVerified) ? null : (beyond.find(isVerified) ?? null);
  return { remove: beyond.filter((backup) => backup !== spared), spared, bad: backups.filter(isBad) };
}
