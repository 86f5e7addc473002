/**
 * Golden images that this host has fetched by URL: `gmi-packages.json` in the state folder says what came from where, and
 * which version of the file it was, so that a newer one is known without fetching it.
 */
import { join } from 'node:path';
import { ImageName, ImageSlug, ImageUrl, shownUrl } from '@busbar/shared/domain/image';
import { AppError } from '@busbar/shared/errors/app-error';
import { DriverName } from '@busbar/shared/protocol/host-facts';
import { z } from 'zod';
import { KeyedMutex } from '../../hypervisor/vms/keyed-mutex.ts';
import { readJson, writeJson } from '../../hypervisor/vms/write-json.ts';
import { httpGet } from '../../images/sources/http-get.ts';
import type { AddressPolicy } from '../../images/sources/source-address.ts';

export const GmiPackage = z.object({
  key: ImageSlug,
  /** The system inside and its version, such as Debian and 12; empty where nobody said. */
  os: z.string().max(64),
  version: z.string().max(64),
  url: ImageUrl,
  /** What the server said of the file that was fetched; null where it says nothing. */
  validator: z.string().max(1024).nullable(),
  /** What was made of it. */
  driver: DriverName,
  image: ImageName,
  updatedDate: z.iso.datetime(),
});
export type GmiPackage = z.infer<typeof GmiPackage>;

const packageLimit = 1000;
const File = z.object({ packages: z.array(GmiPackage).max(packageLimit) });
const fileKey = 'packages';

export type GmiPackagesOptions = { readonly stateFolder: string; readonly policy: AddressPolicy };

export class GmiPackages {
  readonly #path: string;
  readonly #policy: AddressPolicy;
  readonly #turns = new KeyedMutex();

  constructor({ stateFolder, policy }: GmiPackagesOptions) {
    this.#path = join(stateFolder, 'gmi-packages.json');
    this.#policy = policy;
  }

  /** By key. */
  async list(): Promise<readonly GmiPackage[]> {
    const { packages } = (await readJson(this.#path, File)) ?? { packages: [] };
    return packages.toSorted((one, other) => (one.key < other.key ? -1 : 1));
  }

  /** In place of what was known by its key. */
  put(made: GmiPackage): Promise<void> {
    return this.#turns.run(fileKey, async () => {
      const others = (await this.list()).filter(({ key }) => key !== made.key);
      await writeJson(this.#path, File.parse({ packages: [...others, made] }));
    });
  }

  /**
   * Which version of the file lies at the URL now; null where the server does not say. Nothing of it is fetched.
   *
   * @throws AppError `forbidden`, `unavailable`, `bad-peer`
   */
  async validatorOf(url: string, signal: AbortSignal): Promise<string | null> {
    const { status, headers, body } = await httpGet({ url, policy: this.#policy, signal });
    body.destroy();
    if (status !== 200) throw new AppError('bad-peer', `${shownUrl(url)} answers with ${status}.`);
    return (headers.etag ?? headers['last-modified'] ?? null)?.slice(0, 1024) ?? null;
  }
}

/** As clients are told of one. */
export const packageView = ({ validator: _validator, url, ...known }: GmiPackage) => ({
  package: known.key,
  ...known,
  url: shownUrl(url),
});
