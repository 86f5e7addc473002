import type { Template, TemplateVersion } from '@busbar/db/rows';
import { SeedDocuments, TemplateVariable } from '@busbar/shared/domain/template';
import { z } from 'zod';
import { readJson } from './read-json.ts';

/** What a template proposes for a VM made from it. */
export const TemplateDefaults = z.object({
  cpuCount: z.number().int().min(1).max(64).default(1),
  memoryMb: z
    .number()
    .int()
    .min(64)
    .max(1024 * 1024)
    .default(512),
  diskGb: z.number().int().min(1).max(65_536).default(8),
});
export type TemplateDefaults = z.infer<typeof TemplateDefaults>;

export const TemplateView = z.object({
  id: z.string(),
  slug: z.string(),
  isBuiltIn: z.boolean(),
  version: z.number().int(),
  title: z.string(),
  description: z.string(),
  documents: SeedDocuments,
  variables: z.array(TemplateVariable),
  defaults: TemplateDefaults,
  updatedAt: z.date(),
});
export type TemplateView = z.infer<typeof TemplateView>;

export function templateView(row: Template, version: TemplateVersion): TemplateView {
  return {
    id: row.id,
    slug: row.slug,
    isBuiltIn: row.isBuiltIn,
    version: version.version,
    title: version.title,
    description: version.description,
    documents: readJson(version.documents),
    variables: readJson(version.variables),
    defaults: TemplateDefaults.parse(readJson(version.defaults)),
    updatedAt: version.createdAt,
  };
}
