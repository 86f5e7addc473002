import { ImageUrl } from '@busbar/shared/domain/image';
import { z } from 'zod';
import { imageMakingOf } from '../../../hypervisor/image-making.ts';
import { type CommandContext, defineCommand } from '../../command.ts';
import type { GmiPackage } from '../../gmi/gmi-packages.ts';
import { goldenWishes, importGoldenImage, slugOf } from '../../gmi/import-golden-image.ts';

/** Fetches it the first time, and then only when the server has another file. Former images stay: VMs may stand on them. */
export const update = defineCommand({
  name: 'update',
  summary:
    'Fetches a golden image by URL and makes an image of it, unless this host has that very file. Takes url and package; also title, os, defaultUser, hasCloudInit, secureBoot.',
  parameters: z.object({ url: ImageUrl, package: z.string().min(1), ...goldenWishes }),
  run: async ({ url, package: name, ...wishes }, context) => {
    const { packages, templates, nowMs } = context.services;
    const key = slugOf(name);
    const validator = await packages.validatorOf(url, context.signal);
    const known = (await packages.list()).find((each) => each.key === key);
    const isSame =
      known !== undefined && known.url === url && validator !== null && known.validator === validator;
    if (isSame && (await isThere(context, known))) return { url, updated: false, status: 'updated' };
    const template = (await templates.list()).find(({ slug }) => slug === key);
    const { name: os = '', version = '' } = template?.system ?? {};
    const source = { kind: 'url', url } as const;
    const said = { title: template?.title, ...(os === '' ? {} : { os }), ...wishes };
    const made = await importGoldenImage(context, { source, said, slug: key });
    const updatedDate = new Date(nowMs()).toISOString();
    await packages.put({ key, os, version, url, validator, ...made, updatedDate });
    return { url, updated: true, status: 'updated' };
  },
});

async function isThere({ services }: CommandContext, { driver, image }: GmiPackage): Promise<boolean> {
  return (await imageMakingOf(services.fleet.driver(driver)).folder.find(image)) !== null;
}
