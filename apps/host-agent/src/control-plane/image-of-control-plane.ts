/** An image for the control plane's VM that is not on this host yet: a file or a URL, imported as any image is. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { type ImageSource, imageNameOf, type SourceChecksum } from '@busbar/shared/domain/image';
import { AppError } from '@busbar/shared/errors/app-error';
import { ImageImportDocument } from '@busbar/shared/jobs/image-import';
import type { DriverFacts } from '@busbar/shared/protocol/host-facts';
import { z } from 'zod';
import type { AgentParts } from '../agent-parts.ts';
import type { LocalJobs } from '../local/work/local-jobs.ts';
import { linkOrCopy } from '../storage/link-or-copy.ts';
import { debianVersionOf } from './plan-control-plane.ts';

export type WantedImage = {
  /** A name of an image here, a file, or a URL. */
  readonly image: string | undefined;
  readonly checksum: SourceChecksum | null;
  readonly nowMs: number;
};

type Deps = { readonly parts: Pick<AgentParts, 'facts' | 'diskFiles'>; readonly jobs: LocalJobs };

/** The name of the image here, after an import where one is needed. Undefined: none was named. */
export async function imageOfControlPlane(
  { parts, jobs }: Deps,
  wanted: WantedImage,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { image } = wanted;
  if (image === undefined || parts.facts.current.images.some(({ name }) => name === image)) return image;
  const isUrl = isWebUrl(image);
  const isFile = !isUrl && (await isThere(image));
  if (!isUrl && !isFile) return image;
  const document = importDocument(wanted, image, parts.facts.current.drivers);
  const name = imageNameOf(document.slug, document.version);
  if (parts.facts.current.images.some((known) => known.name === name)) return name;
  const source = isUrl ? document.source : await offerFile(parts, image);
  const job = {
    kind: 'image.import',
    vm: { vmId: null, name },
    document: { ...document, source },
    requestedBy: 'busbar-host control-plane',
  } as const;
  await jobs.untilSucceeded(await jobs.begin(job, signal), signal);
  return name;
}

/** `C:` is a scheme too. */
const isWebUrl = (text: string): boolean => /^https?:\/\//.test(text) && URL.canParse(text);

/** Pure. @throws `invalid-input` for what does not say by its name that it is a Debian of use */
export function importDocument(
  { checksum, nowMs }: WantedImage,
  image: string,
  drivers: readonly DriverFacts[],
): ImageImportDocument {
  const fileName = basename(isWebUrl(image) ? new URL(image).pathname : image.replaceAll('\\', '/'));
  const debian = debianVersionOf(fileName);
  const driver = drivers.find(({ abilities }) => abilities.includes('images'));
  if (debian === null) {
    throw new AppError('invalid-input', `“${fileName}” does not say that it is Debian 12 or 13.`, {
      userMessage: `“${fileName}” does not say by its name that it is Debian 12 or 13, such as debian-12-generic-amd64.qcow2. Nothing was made.`,
    });
  }
  if (driver === undefined) {
    throw new AppError('unsupported', 'No hypervisor of this host takes images of one’s own.');
  }
  const source: ImageSource = isWebUrl(image)
    ? { kind: 'url', url: image }
    : { kind: 'file', name: fileName };
  const parsed = ImageImportDocument.safeParse({
    slug: `debian-${debian}`,
    version: new Date(nowMs).toISOString().slice(0, 10).replaceAll('-', ''),
    title: `Debian ${debian}`,
    os: `Debian GNU/Linux ${debian}`,
    defaultUser: 'debian',
    hasCloudInit: true,
    secureBoot: 'linux',
    ...{ driver: driver.name, source, checksum },
  });
  if (!parsed.success) throw new AppError('invalid-input', z.prettifyError(parsed.error));
  return parsed.data;
}

/** Puts a file where the import takes files from. */
async function offerFile({ diskFiles }: Deps['parts'], path: string): Promise<ImageSource> {
  const name = basename(path);
  const target = join(diskFiles.path, name);
  if (resolve(path) === target) return { kind: 'file', name };
  try {
    await linkOrCopy(resolve(path), target);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    // What an interrupted run has put there, or somebody else's.
    const [one, other] = await Promise.all([stat(path), stat(target)]);
    if (one.size !== other.size) {
      throw new AppError('already-exists', `${target} is there already, and is another file.`, { cause });
    }
  }
  return { kind: 'file', name };
}

const isThere = (path: string): Promise<boolean> =>
  access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
