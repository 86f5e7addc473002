import { z } from 'zod';

const digitsOf = (text: string): string => text.replace(/[:-]/g, '').toLowerCase();
const withColons = (digits: string): string => digits.match(/../g)?.join(':') ?? '';

/** Of one station, never of a group (IEEE 802: the lowest bit of the first octet); written `02:00:5e:10:00:01`. */
export const MacAddress = z
  .string()
  .trim()
  .regex(
    /^([0-9a-f]{2}[:-]?){5}[0-9a-f]{2}$/i,
    'A MAC address has twelve hexadecimal digits, such as 02:00:5e:10:00:01.',
  )
  .transform((text) => withColons(digitsOf(text)))
  .refine(
    (mac) => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0 && mac !== '00:00:00:00:00:00',
    'This MAC address is of no single station: its first octet must be even, and not all may be zero.',
  );

/** As Hyper-V writes it: twelve digits in upper case. */
export const bareMac = (mac: string): string => digitsOf(mac).toUpperCase();

/**
 * The address of a VM's adapter that was given none: always the same, from the 46 bits of the VM's id that are random, and
 * marked as locally administered, so that no vendor has it. Pure.
 */
export function macOf(vmId: string, index: number): string {
  const octets = digitsOf(vmId)
    .slice(-12)
    .match(/../g)
    ?.map((octet) => Number.parseInt(octet, 16)) ?? [0, 0, 0, 0, 0, 0];
  octets[0] = ((octets[0] ?? 0) & 0xfc) | 0x02;
  octets[5] = ((octets[5] ?? 0) + index) & 0xff;
  return withColons(octets.map((octet) => octet.toString(16).padStart(2, '0')).join(''));
}
