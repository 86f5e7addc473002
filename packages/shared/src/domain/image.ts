import { z } from 'zod';

/** As the folder of an image is called on every host: no path, no character to which a file system gives a meaning. */
export const ImageName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9.-]{0,63}$/,
    'Use lower-case letters, digits, dots and hyphens, at most 64; begin with a letter or a digit.',
  );

/** What versions of one image have in common, such as `debian-13`. */
export const ImageSlug = z
  .string()
  .min(1, 'An image needs a name.')
  .regex(
    /^[a-z0-9][a-z0-9.-]{0,39}$/,
    'Use lower-case letters, digits, dots and hyphens, at most 40; begin with a letter or a digit.',
  );

export const ImageVersion = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9.]{0,22}$/,
    'A version has lower-case letters, digits and dots, at most 23, such as 20260801 or 13.2.',
  );

/** Unique on its host, for each of its drivers. */
export const imageNameOf = (slug: string, version: string): string => `${slug}-${version}`;

/** By the numbers in them: 13.10 is newer than 13.9. */
export const isNewerVersion = (one: string, other: string): boolean =>
  new Intl.Collator('en', { numeric: true }).compare(one, other) > 0;

/**
 * Whose boot loaders a firmware believes that looks at them: `off` for an image that nobody has signed; else a template by the
 * word for it or, for any other of a host, by its id.
 */
export const SecureBoot = z.union([
  z.enum(['off', 'linux', 'windows', 'shielded-linux']),
  z.guid().toLowerCase(),
]);
export type SecureBoot = z.infer<typeof SecureBoot>;

/** Formats of disks that an image is made from, by what qemu-img calls them. */
export const DiskFormat = z.enum(['qcow2', 'raw', 'vmdk', 'vpc', 'vhdx']);
export type DiskFormat = z.infer<typeof DiskFormat>;

/** What a person says of an image. */
export const ImageDescription = z.object({
  slug: ImageSlug,
  version: ImageVersion,
  title: z
    .string()
    .trim()
    .min(1, 'Say what it is, such as Debian 13.')
    .max(120, 'A title has at most 120 characters.')
    .regex(/^\P{Cc}*$/u, 'A title has no control characters.'),
  /** The family of the system inside, such as `Debian GNU/Linux`. */
  os: z
    .string()
    .trim()
    .min(1, 'Say which system is in it.')
    .max(120, 'A system’s name has at most 120 characters.')
    .regex(/^\P{Cc}*$/u, 'A system’s name has no control characters.'),
  /** Who the image has an account for before cloud-init makes any, such as `debian`; null for nobody. */
  defaultUser: z
    .string()
    .regex(/^[a-z_][a-z0-9_-]{0,31}$/i, 'This is no name of a user.')
    .nullable(),
  hasCloudInit: z.boolean(),
  /** For drivers with the ability `secure-boot`; the others pass it over. */
  secureBoot: SecureBoot,
});
export type ImageDescription = z.infer<typeof ImageDescription>;

/** As many as a host lists. */
export const diskFileLimit = 500;

/** The name of a disk file in the folder that a host keeps for them, never a path; see `IsoName`. */
export const DiskFileName = z
  .string()
  .max(128)
  .regex(/^(?!\.)[^\\/:*?"<>|\p{Cc}]+$/u, 'This is not the name of a file.');

/** Fetched by a host. A password in it would be seen by whoever sees the job. */
export const ImageUrl = z
  .string()
  .max(2048, 'A URL has at most 2048 characters.')
  .refine((text) => ['http:', 'https:'].includes(parsed(text)?.protocol ?? ''), {
    message: 'Give a URL that begins with https:// or http://.',
  })
  .refine((text) => parsed(text) === null || `${parsed(text)?.username}${parsed(text)?.password}` === '', {
    message: 'A URL with a user or a password in it is not taken: it would be shown with the job.',
  });

/** Without query and fragment, in which some servers want a key. */
export function shownUrl(text: string): string {
  const url = parsed(text);
  return url === null ? '' : `${url.origin}${url.pathname}`;
}

const parsed = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);

export const ImageSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('url'), url: ImageUrl }),
  z.object({ kind: z.literal('file'), name: DiskFileName }),
]);
export type ImageSource = z.infer<typeof ImageSource>;

const hex = (bytes: number) =>
  z
    .string()
    .trim()
    .toLowerCase()
    .regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`), `It has ${bytes * 2} characters, 0 to 9 and a to f.`);

/** What the source is to be checked against. `sums`: a file such as SHA256SUMS, with a line that names the source's file. */
export const SourceChecksum = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sha256'), value: hex(32) }),
  z.object({ kind: z.literal('sha512'), value: hex(64) }),
  z.object({ kind: z.literal('sums'), url: ImageUrl }),
]);
export type SourceChecksum = z.infer<typeof SourceChecksum>;
