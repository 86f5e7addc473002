/** The `metadata.yml` beside a seed: what vmgenie's clients write there, and what a seed can be made anew from. */
import { parseYaml } from '@busbar/seed/yaml-document';
import { VariableValues } from '@busbar/shared/domain/template';
import { z } from 'zod';

export const SeedMetadata = z.object({
  os: z.coerce.string().default(''),
  version: z.coerce.string().default(''),
  base_vm: z.coerce.string().default(''),
  vm_switch: z.coerce.string().default(''),
  merge_avhdx: z.boolean().default(false),
  /** Ours: the template that the documents were rendered from; absent for documents that someone wrote. */
  template: z.string().optional(),
  variables: VariableValues.optional(),
});
export type SeedMetadata = z.infer<typeof SeedMetadata>;

/** JSON is YAML: values of any content stay what they are. */
export const encodeMetadata = (metadata: SeedMetadata): string => `${JSON.stringify(metadata, null, 2)}\n`;

/** Null for what is no such file. Never throws. */
export function decodeMetadata(text: string): SeedMetadata | null {
  const parsed = parseYaml(text);
  if (parsed === null || parsed.document.errors.length > 0) return null;
  try {
    const metadata = SeedMetadata.safeParse(parsed.document.toJS({ maxAliasCount: 0 }));
    return metadata.success ? metadata.data : null;
  } catch {
    return null;
  }
}
