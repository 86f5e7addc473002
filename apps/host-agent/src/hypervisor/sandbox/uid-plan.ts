/** Which uids and gids of this machine become the guest's. Pure. */

/** `inside` ids of the guest from `first` on become the machine's from `machineFirst` on. */
export type IdRange = { readonly first: number; readonly machineFirst: number; readonly count: number };

/**
 * - `direct`: this agent is root and gives the guest a range of its own, in which nobody else lives. The
 *   guest's root is not the machine's.
 * - `helper`: an ordinary user with subordinate ids; newuidmap writes the maps. The guest's root is the user.
 * - `single`: only one uid can be mapped; all accounts of the guest share it.
 */
export type UidPlan = {
  readonly kind: 'direct' | 'helper' | 'single';
  readonly uids: readonly IdRange[];
  readonly gids: readonly IdRange[];
};

export type UidFacts = {
  readonly uid: number;
  readonly gid: number;
  readonly userName: string;
  /** /proc/self/uid_map and gid_map. */
  readonly uidMap: string;
  readonly gidMap: string;
  readonly subuid: string;
  readonly subgid: string;
  readonly hasMapHelpers: boolean;
};

/** Accounts of a guest: 0 to 65535. */
export const guestIdCount = 65_536;
/** Within systemd's range for containers (524288–1879048191), far above people and subordinate ids. */
const firstDirectId = 1_200_000_000;
/** Different VMs never share an id: one that breaks out of its namespaces still owns nothing of another. */
export const slotCount = 10_000;

/** @param slot 0 … slotCount-1, this VM's own. */
export function planUids(facts: UidFacts, slot: number): UidPlan {
  if (facts.uid === 0) {
    const machineFirst = firstDirectId + slot * guestIdCount;
    if ([facts.uidMap, facts.gidMap].every((map) => covers(map, machineFirst))) {
      const ranges = [{ first: 0, machineFirst, count: guestIdCount }];
      return { kind: 'direct', uids: ranges, gids: ranges };
    }
  }
  const subuids = subordinateRange(facts.subuid, facts);
  const subgids = subordinateRange(facts.subgid, facts);
  if (facts.hasMapHelpers && subuids !== null && subgids !== null) {
    return {
      kind: 'helper',
      uids: [{ first: 0, machineFirst: facts.uid, count: 1 }, subuids],
      gids: [{ first: 0, machineFirst: facts.gid, count: 1 }, subgids],
    };
  }
  return {
    kind: 'single',
    uids: [{ first: 0, machineFirst: facts.uid, count: 1 }],
    gids: [{ first: 0, machineFirst: facts.gid, count: 1 }],
  };
}

const covers = (map: string, first: number): boolean =>
  map.split('\n').some((line) => {
    const [start = Number.NaN, , count = 0] = line.trim().split(/\s+/).map(Number);
    return start <= first && first + guestIdCount <= start + count;
  });

/** The first range that /etc/subuid or /etc/subgid gives the user, by name or by number (subuid(5)). */
function subordinateRange(text: string, { userName, uid }: UidFacts): IdRange | null {
  for (const line of text.split('\n')) {
    const [owner, start, count] = line.split(':');
    if (owner !== userName && owner !== String(uid)) continue;
    const usable = Math.min(Number(count), guestIdCount - 1);
    if (usable > 1000) return { first: 1, machineFirst: Number(start), count: usable };
  }
  return null;
}
