import { HypervError } from '../call/hyperv-error.ts';

/** Twelve hexadecimal digits in upper case; separators are taken and dropped, as Hyper-V does. Pure. */
export function parseMac(text: string): string {
  const digits = /^([0-9a-f]{2}[:-]?){5}[0-9a-f]{2}$/i.test(text)
    ? text.replace(/[:-]/g, '').toUpperCase()
    : null;
  // The lowest bit of the first octet marks a group of stations, which no adapter is.
  if (digits !== null && digits !== '000000000000' && (Number.parseInt(digits.slice(0, 2), 16) & 1) === 0) {
    return digits;
  }
  throw new HypervError('InvalidParameter', `'${text.slice(0, 80)}' is no valid MAC address.`);
}
