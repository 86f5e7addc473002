/** Lines of passwd(5), group(5) and shadow(5). Pure. */

export type NewAccount = {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly gecos: string;
  readonly home: string;
  readonly shell: string;
};

const firstOwnId = 1000;
const lastOwnId = 59_999;

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');
const fieldsOf = (text: string): string[][] => lines(text).map((line) => line.split(':'));

export const hasEntry = (text: string, name: string): boolean =>
  fieldsOf(text).some(([entry]) => entry === name);

/** The id (third field) of an entry of passwd or group. */
export function idOf(text: string, name: string): number | null {
  const id = fieldsOf(text).find(([entry]) => entry === name)?.[2];
  return id === undefined ? null : Number(id);
}

/** The first free id for a person's account or group, in both files at once so that the two stay equal. */
export function freeId(...texts: readonly string[]): number {
  const taken = new Set(texts.flatMap(fieldsOf).map((fields) => Number(fields[2])));
  for (let id = firstOwnId; id <= lastOwnId; id += 1) if (!taken.has(id)) return id;
  throw new Error('no free user or group id is left');
}

const append = (text: string, line: string): string => `${lines(text).concat(line).join('\n')}\n`;

/** A colon or a line break in a comment would begin another field or entry. */
const oneField = (text: string): string => text.replace(/[:\n]/g, ' ');

export const addAccount = (passwd: string, { name, uid, gid, gecos, home, shell }: NewAccount): string =>
  append(passwd, [name, 'x', uid, gid, oneField(gecos), oneField(home), oneField(shell)].join(':'));

export const addGroup = (group: string, name: string, gid: number): string =>
  append(group, `${name}:x:${gid}:`);

/** A locked password: keys and Busbar's shell are the ways in. */
export const addLockedPassword = (shadow: string, name: string): string =>
  append(shadow, `${name}:!::0:99999:7:::`);

export function addMember(group: string, name: string, member: string): string {
  const entries = fieldsOf(group).map((fields) => {
    if (fields[0] !== name) return fields.join(':');
    const members = new Set((fields[3] ?? '').split(',').filter((one) => one !== ''));
    return [...fields.slice(0, 3), [...members.add(member)].join(',')].join(':');
  });
  return `${entries.join('\n')}\n`;
}
