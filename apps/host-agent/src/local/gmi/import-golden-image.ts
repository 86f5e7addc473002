/** An image of a golden image: the job `image.import`, as the control plane asks for it. */
import { ImageDescription, type ImageSource, imageNameOf } from '@busbar/shared/domain/image';
import { AppError } from '@busbar/shared/errors/app-error';
import { ImageImportDocument } from '@busbar/shared/jobs/image-import';
import type { DriverName } from '@busbar/shared/protocol/host-facts';
import { z } from 'zod';
import type { CommandContext } from '../command.ts';

export type GoldenImport = {
  readonly source: ImageSource;
  /** What the archive, and the caller, say of it. */
  readonly said: { readonly [Field in keyof ImageDescription]?: ImageDescription[Field] | undefined };
  /** Where nobody says: its name and its system in words. */
  readonly slug: string;
};

/** What a caller may say; the archive's own words otherwise. */
export const goldenWishes = {
  slug: ImageDescription.shape.slug.optional(),
  version: ImageDescription.shape.version.optional(),
  title: ImageDescription.shape.title.optional(),
  os: ImageDescription.shape.os.optional(),
  defaultUser: ImageDescription.shape.defaultUser.optional(),
  hasCloudInit: ImageDescription.shape.hasCloudInit.optional(),
  secureBoot: ImageDescription.shape.secureBoot.optional(),
};

export type ImportedImage = { readonly driver: DriverName; readonly image: string };

/** Waits for its end; the job goes on when the client leaves. */
export async function importGoldenImage(
  { services, signal, requestedBy }: CommandContext,
  { source, said, slug }: GoldenImport,
): Promise<ImportedImage> {
  const driver = driverForImages(services.fleet.drivers);
  const parsed = ImageImportDocument.safeParse({
    ...{ slug, version: timeOf(services.nowMs()), title: slug, os: 'Unknown' },
    ...{ defaultUser: null, hasCloudInit: true, secureBoot: 'linux' },
    ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
    ...{ driver, source, checksum: null },
  });
  if (!parsed.success) throw new AppError('invalid-input', z.prettifyError(parsed.error));
  const document = parsed.data;
  const image = imageNameOf(document.slug, document.version);
  const job = { kind: 'image.import', vm: { vmId: null, name: image }, document, requestedBy } as const;
  await services.jobs.untilSucceeded(await services.jobs.begin(job, signal), signal);
  return { driver, image };
}

/** As in 20261121.234012, in UTC: two imports of one image on a day are two versions of it. */
const timeOf = (nowMs: number): string =>
  new Date(nowMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '.');

function driverForImages(drivers: CommandContext['services']['fleet']['drivers']): DriverName {
  const able = drivers.find((driver) => 'imageMaking' in driver);
  if (able !== undefined) return able.name;
  const names = drivers.map(({ name }) => name).join(', ') || 'none';
  throw new AppError('unsupported', `No hypervisor of this host (${names}) takes images of one’s own.`);
}

/** Of a file's name or a package's, what an image can be called. @throws `invalid-input` */
export function slugOf(text: string): string {
  const slug = text
    .toLowerCase()
    .replace(/\.(zip|gmi)$/g, '')
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
    .slice(0, 40);
  if (ImageDescription.shape.slug.safeParse(slug).success) return slug;
  throw new AppError(
    'invalid-input',
    `${JSON.stringify(text.slice(0, 80))} gives no name for an image; say slug.`,
  );
}
