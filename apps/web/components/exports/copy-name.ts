const nameLimit = 63;
const ending = '-copy';

/** A name that a copy may have: by the rules of VM names, whatever the original is called. */
export function copyNameOf(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, nameLimit - ending.length)
    .replace(/-+$/, '');
  return `${plain === '' ? 'vm' : plain}${ending}`;
}
