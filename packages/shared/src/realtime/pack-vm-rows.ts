/**
 * Rows on their way to a page: one JSON text, a column at a time, in which what repeats (hosts, states, images,
 * tags) is a number into `words`. A text, because superjson would look at each of 20,000 × 16 values on both
 * sides. Page and server are of one version; this is no public format.
 */
import type { VmRow } from './vm-row.ts';

type Wording = 'hostId' | 'hostName' | 'state' | 'channel' | 'network' | 'image' | 'templateName';
type Plain = 'id' | 'version' | 'name' | 'cpuCount' | 'memoryMb' | 'diskGb' | 'addresses';
type Packed = { readonly [Key in Plain]: VmRow[Key][] } & { readonly [Key in Wording]: number[] } & {
  readonly words: string[];
  readonly tags: number[][];
  readonly bootedAt: (number | null)[];
};

export function packVmRows(rows: readonly VmRow[]): string {
  const numbers = new Map<string, number>();
  const numberOf = (word: string): number => {
    const known = numbers.get(word) ?? numbers.size;
    if (known === numbers.size) numbers.set(word, known);
    return known;
  };
  const plain = <Key extends Plain>(key: Key): VmRow[Key][] => rows.map((row) => row[key]);
  const worded = (key: Wording): number[] => rows.map((row) => numberOf(row[key]));
  const columns = {
    id: plain('id'),
    version: plain('version'),
    name: plain('name'),
    hostId: worded('hostId'),
    hostName: worded('hostName'),
    state: worded('state'),
    channel: worded('channel'),
    network: worded('network'),
    image: worded('image'),
    templateName: worded('templateName'),
    cpuCount: plain('cpuCount'),
    memoryMb: plain('memoryMb'),
    diskGb: plain('diskGb'),
    tags: rows.map((row) => row.tags.map(numberOf)),
    addresses: plain('addresses'),
    bootedAt: rows.map((row) => row.bootedAt?.getTime() ?? null),
  };
  return JSON.stringify({ words: [...numbers.keys()], ...columns } satisfies Packed);
}

/** The same rows again. Only for what our own server packed: what the columns hold is not checked. */
export function unpackVmRows(text: string): VmRow[] {
  const packed = JSON.parse(text) as Packed;
  const wordAt = (number: number | undefined): string => packed.words[number ?? -1] ?? '';
  return packed.id.map((id, index): VmRow => {
    const bootedAt = packed.bootedAt[index] ?? null;
    return {
      id,
      version: packed.version[index] ?? 0,
      name: packed.name[index] ?? '',
      hostId: wordAt(packed.hostId[index]),
      hostName: wordAt(packed.hostName[index]),
      state: wordAt(packed.state[index]) as VmRow['state'],
      channel: wordAt(packed.channel[index]) as VmRow['channel'],
      network: wordAt(packed.network[index]) as VmRow['network'],
      image: wordAt(packed.image[index]),
      templateName: wordAt(packed.templateName[index]),
      cpuCount: packed.cpuCount[index] ?? 0,
      memoryMb: packed.memoryMb[index] ?? 0,
      diskGb: packed.diskGb[index] ?? 0,
      tags: (packed.tags[index] ?? []).map(wordAt),
      addresses: packed.addresses[index] ?? [],
      bootedAt: bootedAt === null ? null : new Date(bootedAt),
    };
  });
}
