/**
 * Which shells of a VM are on the page, as its URL has it: `split` are the panes in their order (two to
 * four), `sizes` their shares in per cent, `stack` puts them one above the other, `shell` is the one that
 * has the keyboard. Pure; without `split` there is one pane.
 */
import type { ShellInfo } from '@busbar/shared/protocol/channel';

/** More would be too small to work in. */
export const mostPanes = 4;

export type ShellLayout = {
  readonly panes: readonly string[];
  /** One of `panes`; null while there is none. */
  readonly focused: string | null;
  /** One whole number for each pane, 100 together; null for equal shares. */
  readonly sizes: readonly number[] | null;
  readonly isStacked: boolean;
};

type Shell = Pick<ShellInfo, 'shellId' | 'ended'>;

/** A URL may be old or typed by hand: shells that are gone and sizes that do not fit are left out. */
export function readLayout(get: (name: string) => string | null, shells: readonly Shell[]): ShellLayout {
  const known = new Set(shells.map(({ shellId }) => shellId));
  const named = [...new Set((get('split') ?? '').split('.'))].filter((id) => known.has(id));
  const split = named.slice(0, mostPanes);
  const wanted = get('shell') ?? '';
  const living = shells.find(({ ended }) => ended === null);
  const focused = known.has(wanted) ? wanted : (split[0] ?? (living ?? shells[0])?.shellId ?? null);
  const single = focused === null ? [] : [focused];
  const panes = focused !== null && split.includes(focused) ? split : single;
  return {
    panes,
    focused,
    sizes: readSizes(get('sizes') ?? '', panes.length),
    isStacked: get('stack') === '1',
  };
}

function readSizes(text: string, count: number): readonly number[] | null {
  const sizes = text.split('-').map(Number);
  const isWhole = sizes.every((size) => Number.isInteger(size) && size > 0);
  return isWhole && count > 1 && sizes.length === count && sum(sizes) === 100 ? sizes : null;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** The URL's parameters for a layout; null removes one. */
export function writeLayout({
  panes,
  focused,
  sizes,
  isStacked,
}: ShellLayout): Record<string, string | null> {
  const isSplit = panes.length > 1;
  return {
    shell: focused,
    split: isSplit ? panes.join('.') : null,
    sizes: isSplit && sizes !== null ? sizes.join('-') : null,
    stack: isSplit && isStacked ? '1' : null,
  };
}

/** Gives a shell the keyboard; one that is not on the page takes the place of the one that has it. */
export function withFocus(layout: ShellLayout, shellId: string): ShellLayout {
  if (layout.panes.includes(shellId)) return { ...layout, focused: shellId };
  return withReplaced(layout, layout.focused, shellId);
}

/** Shows `next` where `former` is. */
export function withReplaced(layout: ShellLayout, former: string | null, next: string): ShellLayout {
  const isShown = former !== null && layout.panes.includes(former);
  const panes = isShown ? layout.panes.map((id) => (id === former ? next : id)) : [next];
  return { ...layout, panes, focused: next, sizes: isShown ? layout.sizes : null };
}

/** One more pane, after the one that has the keyboard. A full page shows it in that one's place. */
export function withBeside(layout: ShellLayout, shellId: string): ShellLayout {
  const { panes, focused } = layout;
  if (panes.includes(shellId) || panes.length >= mostPanes) return withFocus(layout, shellId);
  const at = focused === null ? panes.length : panes.indexOf(focused) + 1;
  return { ...layout, panes: panes.toSpliced(at, 0, shellId), focused: shellId, sizes: null };
}

/** Without a pane, whose shell goes on; its neighbour gets the keyboard. */
export function without(layout: ShellLayout, shellId: string): ShellLayout {
  const at = layout.panes.indexOf(shellId);
  if (at === -1) return layout;
  const panes = layout.panes.toSpliced(at, 1);
  const neighbour = panes[Math.max(0, at - 1)] ?? null;
  return { ...layout, panes, focused: layout.focused === shellId ? neighbour : layout.focused, sizes: null };
}

/** Shares in whole per cent that are 100 together, from what a divider's library measured. */
export function wholeSizes(shares: readonly number[]): readonly number[] {
  const whole = shares.slice(0, -1).map((share) => Math.max(1, Math.round(share)));
  return [...whole, 100 - sum(whole)];
}
