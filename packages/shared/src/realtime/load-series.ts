/** How busy a VM was of late: a few points for a small line in a list. Without zod, which a list need not load. */

/** What one point covers; it is the mean of what was reported in it. */
export const loadPointMs = 15_000;
/** Five minutes. */
export const loadPoints = 20;

/** Whole percents, oldest first, the last one still growing; null where nothing was reported. */
export type LoadSeries = {
  readonly cpu: readonly (number | null)[];
  readonly memory: readonly (number | null)[];
};

/** GET /live/load?vms=id,id: the series of those that reported anything. VMs without one are not in it. */
export type LoadAnswer = { readonly series: Readonly<Record<string, LoadSeries>> };

/** VMs that one request may ask for: their ids must fit into a URL. */
export const loadRequestLimit = 100;
