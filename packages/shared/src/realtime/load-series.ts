/** How busy a VM was of late: a few points for a small line in a list. */
import { z } from 'zod';

/** What one point covers; it is the mean of what was reported in it. */
export const loadPointMs = 15_000;
/** Five minutes. */
export const loadPoints = 20;

const Percents = z.array(z.number().int().min(0).max(100).nullable()).length(loadPoints);

/** Whole percents, oldest first, the last one still growing; null where nothing was reported. */
export const LoadSeries = z.object({ cpu: Percents, memory: Percents });
export type LoadSeries = z.infer<typeof LoadSeries>;

/** GET /live/load?vms=id,id: the series of those that reported anything. VMs without one are not in it. */
export const LoadAnswer = z.object({ series: z.record(z.string(), LoadSeries) });
export type LoadAnswer = z.infer<typeof LoadAnswer>;

/** VMs that one request may ask for: their ids must fit into a URL. */
export const loadRequestLimit = 100;
