import type { RealtimeMessage } from '@busbar/shared/realtime/topics';
import { type VmRow, vmRowOf } from '@busbar/shared/realtime/vm-row';

type Load = {
  /** Every VM that a page or a message has shown since the load began. */
  readonly present: Set<string>;
  readonly removed: Set<string>;
};

/**
 * The rows of all VMs, filled by pages and kept up to date by messages, in whatever order both arrive. A row that did
 * not change keeps its identity. Pure: it asks nobody.
 */
export class VmRowBook {
  readonly #rows = new Map<string, VmRow>();
  readonly #hostNames = new Map<string, string>();
  #ordered: readonly VmRow[] | null = null;
  /** Counts changes. */
  #edition = 0;
  #load: Load | null = null;

  /** By name. The same array until something changes. */
  get rows(): readonly VmRow[] {
    this.#ordered ??= [...this.#rows.values()].sort(byName);
    return this.#ordered;
  }

  /** What the pages of an earlier load said is overwritten as the new ones come; nothing disappears before the end. */
  beginLoad(): void {
    this.#load = { present: new Set(), removed: new Set() };
  }

  addPage(rows: readonly VmRow[]): void {
    for (const row of rows) {
      if (this.#load?.removed.has(row.id)) continue;
      this.#hostNames.set(row.hostId, row.hostName);
      this.#put(row);
    }
  }

  /** Drops what no page and no message has shown: it was deleted while nobody told us. */
  endLoad(): void {
    const { present } = this.#load ?? {};
    this.#load = null;
    if (present === undefined) return;
    for (const id of this.#rows.keys()) if (!present.has(id)) this.#delete(id);
  }

  /** Whether a row has changed by it. */
  apply(messages: readonly RealtimeMessage[]): boolean {
    const before = this.#edition;
    for (const message of messages) {
      if (message.type === 'vm-changed') this.#put(vmRowOf(message.vm));
      if (message.type === 'vm-removed') this.#remove(message.vmId);
      if (message.type === 'host-changed') this.#renameHost(message.host.id, message.host.name);
    }
    return before !== this.#edition;
  }

  #put(row: VmRow): void {
    this.#load?.present.add(row.id);
    this.#load?.removed.delete(row.id);
    const known = this.#rows.get(row.id);
    if (known !== undefined && known.version >= row.version && known.hostName === row.hostName) return;
    if (known !== undefined && known.version > row.version) return;
    this.#rows.set(row.id, row);
    this.#touch();
  }

  #remove(id: string): void {
    this.#load?.present.delete(id);
    this.#load?.removed.add(id);
    this.#delete(id);
  }

  #delete(id: string): void {
    if (this.#rows.delete(id)) this.#touch();
  }

  /** A host's new name makes no new version of its VMs. */
  #renameHost(hostId: string, hostName: string): void {
    if ((this.#hostNames.get(hostId) ?? hostName) === hostName) return;
    this.#hostNames.set(hostId, hostName);
    for (const row of this.#rows.values())
      if (row.hostId === hostId) this.#rows.set(row.id, { ...row, hostName });
    this.#touch();
  }

  #touch(): void {
    this.#ordered = null;
    this.#edition += 1;
  }
}

const byName = (a: VmRow, b: VmRow): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
