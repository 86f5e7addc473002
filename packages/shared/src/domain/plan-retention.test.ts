import { expect, test } from 'vitest';
import { planRetention } from './plan-retention.ts';

const dayMs = 24 * 60 * 60_000;
const nowMs = 100 * dayMs;
const good = { isGood: true };
const bad = { isGood: false };
/** One a day, named by how many days ago it was made; the newest has just been made. */
const madeAgo = (
  days: number,
  check: { readonly isGood: boolean } | null = null,
  damage: string | null = null,
) => ({
  ...{ id: `${days}`, createdAt: nowMs - days * dayMs, check, damage },
});
const plan = (
  backups: readonly ReturnType<typeof madeAgo>[],
  keepLast: number | null,
  keepDays: number | null,
) => {
  const { remove, spared, bad: left } = planRetention(backups, { keepLast, keepDays }, { nowMs, made: '0' });
  return { remove: remove.map(({ id }) => id), spared: spared?.id ?? null, bad: left.map(({ id }) => id) };
};
const week = [0, 1, 2, 3, 4, 5, 6].map((days) => madeAgo(days));

test.each([
  ['the last three', 3, null, ['3', '4', '5', '6']],
  ['those of two days', null, 2, ['3', '4', '5', '6']],
  ['what either rule keeps', 2, 4, ['5', '6']],
  ['what either rule keeps, the other way round', 5, 1, ['5', '6']],
  ['all, where there are fewer', 7, null, []],
  ['the new one alone', 1, null, ['1', '2', '3', '4', '5', '6']],
] as const)('keeps %s', (_what, keepLast, keepDays, remove) => {
  expect(plan(week, keepLast, keepDays)).toEqual({ remove, spared: null, bad: [] });
});

test('what was just made stays, though the host’s clock was set back', () => {
  const fromTomorrow = [madeAgo(0), madeAgo(-1), madeAgo(-2)];
  expect(plan(fromTomorrow, 1, null)).toMatchObject({ remove: ['-2', '-1'] });
});

test('the newest that was verified stays while no other that stays was', () => {
  const backups = [madeAgo(0), madeAgo(1), madeAgo(2), madeAgo(3, good), madeAgo(4, good), madeAgo(5)];
  expect(plan(backups, 2, null)).toEqual({ remove: ['2', '4', '5'], spared: '3', bad: [] });
  const verified = backups.with(1, madeAgo(1, good));
  expect(plan(verified, 2, null)).toEqual({ remove: ['2', '3', '4', '5'], spared: null, bad: [] });
});

test('one that is bad stands for none that is kept, and is not removed by itself', () => {
  const backups = [madeAgo(0), madeAgo(1, bad), madeAgo(2, good, 'It is short.'), madeAgo(3), madeAgo(4)];
  expect(plan(backups, 2, null)).toEqual({ remove: ['4'], spared: null, bad: ['1', '2'] });
});

test('never leaves a VM without a good one, whatever it has and whatever the rule', () => {
  const checks = [null, good, bad] as const;
  for (let seed = 0; seed < 3 ** 5; seed += 1) {
    const older = [1, 2, 3, 4, 5].map((days) =>
      madeAgo(days, checks[Math.floor(seed / 3 ** (days - 1)) % 3] ?? null),
    );
    for (const keepLast of [1, 2, 4]) {
      const { remove } = plan([madeAgo(0), ...older], keepLast, null);
      const left = older.filter(({ id }) => !remove.includes(id));
      const had = older.some(({ check }) => check?.isGood === true);
      expect(left.some(({ check }) => check?.isGood === true)).toBe(had);
      expect(remove).not.toContain('0');
    }
  }
});
