const kibi = 1024;
const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** 1536 → "1.5 KiB". Three figures at most. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= kibi && unit < units.length - 1) {
    value /= kibi;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 || Number.isInteger(value) ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** "2.6 of 23.5 GiB": the unit once, where both have the same. */
export function formatShare(used: number, total: number): string {
  const [usedText, totalText] = [formatBytes(used), formatBytes(total)];
  const [amount = '', unit] = usedText.split(' ');
  return `${totalText.endsWith(` ${unit}`) ? amount : usedText} of ${totalText}`;
}

export const formatMebibytes = (mebibytes: number): string => formatBytes(mebibytes * kibi * kibi);

/** 900 → "900 ms", 1500 → "1.5 s", 61000 → "1 m 1 s", 7.3e6 → "2 h 1 m". */
export function formatDuration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 1) return `${Math.max(0, Math.round(ms))} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${Math.floor(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} m` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** "just now", "12 s ago", "in 5 m". */
export function formatRelative(at: number, now: number): string {
  const apart = Math.abs(now - at);
  if (apart < 2000) return 'just now';
  const text = shortDuration(apart);
  return at <= now ? `${text} ago` : `in ${text}`;
}

function shortDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** Made once: lists draw one for each of their rows. */
const exactFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });

export const formatExact = (at: number): string => exactFormat.format(at);

/** "VM", "VMs": `count` decides. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
