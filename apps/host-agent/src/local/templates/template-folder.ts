/**
 * Templates of this host itself, which whoever administers it puts there: `templates` in the state folder. Those of the
 * control plane are not on hosts, and a host must make VMs without it. Two forms, as they lie on a disk anyway:
 *
 *     <folder>/<slug>.json                    Busbar's: what its API answers for a template, or a part of that
 *     <folder>/<OS>/<version>/user-data …     vmgenie's: its etc/cloud, as it is
 *
 * What is there comes before what is built in and has the same name. Read anew each time it is asked for: it is small.
 */
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { isTreeDocument, readVmgenieTree, type TreeTemplate } from '@busbar/seed/import/read-vmgenie-tree';
import { builtInTemplates } from '@busbar/seed/templates/built-in-templates';
import { documentLimitBytes, SeedDocuments, TemplateVariable } from '@busbar/shared/domain/template';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import { type LocalTemplate, withSystem } from './local-template.ts';

/** Four documents of 1 MiB as JSON. */
const fileLimitBytes = 8 * documentLimitBytes;
/** More is no folder of templates, but somebody's home. */
const entryLimit = 2000;
const usualDefaults = { cpuCount: 2, memoryMb: 2048, diskGb: 20 } as const;

const TemplateFile = z.object({
  title: z.string().min(1).max(120).optional(),
  description: z.string().max(2000).default(''),
  documents: SeedDocuments,
  variables: z.array(TemplateVariable).max(200).default([]),
  defaults: z
    .object({
      cpuCount: z.number().int().min(1),
      memoryMb: z.number().int().min(64),
      diskGb: z.number().int().min(1),
    })
    .default(usualDefaults),
  images: z.array(z.string().max(200)).max(100).default([]),
  system: z.object({ name: z.string().min(1), version: z.string().min(1) }).optional(),
});

export class TemplateFolder {
  readonly path: string;

  constructor(stateFolder: string) {
    this.path = join(stateFolder, 'templates');
  }

  /** Those of the folder by name, then those that are built in. @throws `invalid-input` naming the file that is none. */
  async list(): Promise<readonly LocalTemplate[]> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    const paths = (await readdir(this.path, { recursive: true })).toSorted();
    if (paths.length > entryLimit)
      throw new AppError('too-large', `${this.path} has more than ${entryLimit} files.`);
    const own = [...(await this.#ofTree(paths)), ...(await this.#ofFiles(paths))];
    const slugs = new Set(own.map(({ slug }) => slug));
    return [...own, ...builtInTemplates.filter(({ slug }) => !slugs.has(slug)).map(withSystem)];
  }

  async #ofFiles(paths: readonly string[]): Promise<readonly LocalTemplate[]> {
    const names = paths.filter((path) => /^[a-z0-9][a-z0-9.-]{0,63}\.json$/.test(path));
    return Promise.all(
      names.map(async (name) => {
        const slug = name.slice(0, -'.json'.length);
        const {
          title = slug,
          system,
          ...template
        } = this.#parse(name, await this.#read(name, fileLimitBytes));
        return { slug, title, ...template, ...(system === undefined ? {} : { system }) };
      }),
    );
  }

  async #ofTree(paths: readonly string[]): Promise<readonly LocalTemplate[]> {
    const wanted = paths.map((path) => path.split(sep).join('/')).filter(isTreeDocument);
    const files = await Promise.all(
      wanted.map(async (path) => ({ path, text: await this.#read(path, documentLimitBytes) })),
    );
    return readVmgenieTree(files).templates.map(fromTree);
  }

  /** Null for what is too large. */
  async #read(name: string, limitBytes: number): Promise<string | null> {
    const path = join(this.path, name);
    const found = await stat(path);
    return found.isFile() && found.size <= limitBytes ? readFile(path, 'utf8') : null;
  }

  #parse(name: string, text: string | null): z.infer<typeof TemplateFile> {
    try {
      return TemplateFile.parse(JSON.parse(text ?? ''));
    } catch (cause) {
      const words = `${join(this.path, name)} is no template: ${cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause)}`;
      throw new AppError('invalid-input', words, { cause });
    }
  }
}

/** As the catalogue calls it, so that `artifact create` with that system and version takes it. */
function fromTree({ folder, documents, variables }: TreeTemplate): LocalTemplate {
  const [name = '', version = ''] = folder.split('/');
  const slug = `${name}-${version}`.toLowerCase();
  const known = builtInTemplates.find((template) => template.slug === slug);
  return {
    slug,
    title: `${name} ${version}`,
    description: `From ${folder} of this host’s folder of templates.`,
    documents,
    variables,
    defaults: known?.defaults ?? usualDefaults,
    images: known?.images ?? [`${slug}*`],
    system: { name, version },
  };
}
