/** GET inventory: everything that this host has, for a control plane that must not trust its memory. */
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { Inventory, type ObservedVm } from '@busbar/shared/protocol/link';
import { z } from 'zod';

export type InventoryDeps = {
  readonly outbox: { readonly lastSeq: number };
  readonly runner: {
    readonly unfinished: () => readonly { readonly jobId: string; readonly attempt: number }[];
  };
  readonly fleet: { readonly observeAll: () => Promise<readonly ObservedVm[]> };
  readonly nowMs: () => number;
};

export const inventoryHandler = ({ outbox, runner, fleet, nowMs }: InventoryDeps): RouteHandler =>
  jsonHandler(z.object({}), Inventory, async () => {
    // Read before the VMs: an event that comes in between is then told twice rather than never.
    const eventSeq = outbox.lastSeq;
    const jobs = runner.unfinished().slice();
    const vms = [...(await fleet.observeAll())];
    return { takenAt: nowMs(), eventSeq, vms, jobs };
  });
