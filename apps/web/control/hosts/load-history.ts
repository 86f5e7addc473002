/**
 * The last five minutes of CPU and memory of each VM that reports them, in memory only: lists draw them, nobody
 * else needs them, and a restart of the control plane begins anew.
 */
import { type LoadSeries, loadPointMs, loadPoints } from '@busbar/shared/realtime/load-series';
import type { TelemetryView } from '@busbar/shared/realtime/views';

/** VMs that are remembered, some 300 bytes each; beyond it the one that was silent for longest is forgotten. */
const vmLimit = 20_000;
/** No percent: nothing was reported. */
const unknown = 255;

type Mean = { sum: number; count: number };
type VmLoad = {
  /** Number of the newest point, counted from 1970; the others lie before it. */
  slot: number;
  readonly cpu: Uint8Array;
  readonly memory: Uint8Array;
  cpuMean: Mean;
  memoryMean: Mean;
};

export class LoadHistory {
  /** The VM whose newest point is oldest comes first. */
  readonly #loads = new Map<string, VmLoad>();
  readonly #limit: number;

  constructor(limit = vmLimit) {
    this.#limit = limit;
  }

  readonly add = ({ vmId, at, heartbeat }: TelemetryView): void => {
    const slot = Math.floor(at / loadPointMs);
    const load = this.#loads.get(vmId) ?? newLoad(slot);
    if (load.slot !== slot || !this.#loads.has(vmId)) {
      this.#loads.delete(vmId);
      this.#loads.set(vmId, load);
      this.#forget(slot);
    }
    advance(load, slot);
    const { totalBytes, availableBytes } = heartbeat.memory;
    const place = load.slot % loadPoints;
    if (heartbeat.cpuUsage !== null) load.cpu[place] = percentOf(load.cpuMean, heartbeat.cpuUsage);
    if (totalBytes > 0) load.memory[place] = percentOf(load.memoryMean, 1 - availableBytes / totalBytes);
  };

  /** Null for a VM that has reported nothing in the time that a series covers. */
  read(vmId: string, nowMs: number): LoadSeries | null {
    const load = this.#loads.get(vmId);
    const newest = Math.floor(nowMs / loadPointMs);
    if (load === undefined || load.slot <= newest - loadPoints) return null;
    const slots = Array.from({ length: loadPoints }, (_, index) => newest - loadPoints + 1 + index);
    const percents = (ring: Uint8Array): (number | null)[] =>
      slots.map((slot) => {
        const isKept = slot <= load.slot && slot > load.slot - loadPoints;
        const percent = isKept ? (ring[slot % loadPoints] ?? unknown) : unknown;
        return percent === unknown ? null : percent;
      });
    return { cpu: percents(load.cpu), memory: percents(load.memory) };
  }

  /** Those who have been silent for a whole series, and as many of the others as are too many. */
  #forget(slot: number): void {
    for (const [vmId, load] of this.#loads) {
      if (this.#loads.size <= this.#limit && load.slot > slot - loadPoints) return;
      this.#loads.delete(vmId);
    }
  }
}

const newLoad = (slot: number): VmLoad => ({
  slot,
  cpu: new Uint8Array(loadPoints).fill(unknown),
  memory: new Uint8Array(loadPoints).fill(unknown),
  cpuMean: { sum: 0, count: 0 },
  memoryMean: { sum: 0, count: 0 },
});

/** Moves on to `slot`; what was skipped is unknown. A clock that was set back begins anew. */
function advance(load: VmLoad, slot: number): void {
  if (load.slot === slot) return;
  const skipped = slot < load.slot ? loadPoints : Math.min(loadPoints, slot - load.slot);
  for (let back = 0; back < skipped; back += 1) {
    load.cpu[(slot - back) % loadPoints] = unknown;
    load.memory[(slot - back) % loadPoints] = unknown;
  }
  load.slot = slot;
  load.cpuMean = { sum: 0, count: 0 };
  load.memoryMean = { sum: 0, count: 0 };
}

function percentOf(mean: Mean, share: number): number {
  mean.sum += Math.min(1, Math.max(0, share));
  mean.count += 1;
  return Math.round((100 * mean.sum) / mean.count);
}
