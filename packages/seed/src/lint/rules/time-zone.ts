import { closest } from '../../edit-distance.ts';
import type { LintContext } from '../lint-context.ts';
import { child, textOf } from '../tree.ts';

/** A time zone that the tz database (as far as this program knows it) does not have. */
export function checkTimeZone(context: LintContext, root: unknown): void {
  const node = child(context, root, 'timezone');
  const zone = textOf(node);
  if (zone === null || isKnown(zone)) return;
  const suggestion = closest(zone, Intl.supportedValuesOf('timeZone'));
  context.report(node, {
    severity: 'warning',
    code: 'unknown-time-zone',
    message: `"${zone.slice(0, 60)}" is not a known time zone; names look like Europe/Berlin.`,
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

function isKnown(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
