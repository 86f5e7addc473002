import { z } from 'zod';

/** 1 MiB of text: cloud-config documents are small; a larger one is refused with a reason, not truncated. */
export const documentLimitBytes = 1024 * 1024;
const Document = z
  .string()
  .refine(
    (text) => new TextEncoder().encode(text).byteLength <= documentLimitBytes,
    'A document has at most 1 MiB of text.',
  );

/**
 * The cloud-init documents of one VM, before or after rendering. An absent `networkConfig` leaves the file
 * out of the seed: an empty one breaks cloud-init (measured).
 */
export const SeedDocuments = z.object({
  metaData: Document,
  userData: Document,
  networkConfig: Document.optional(),
  vendorData: Document.optional(),
});
export type SeedDocuments = z.infer<typeof SeedDocuments>;
export type SeedDocumentName = keyof SeedDocuments;

export const VariableName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'Use capitals, digits and underscores.');

/** One variable of a template, as the Provision page asks for it. `secret` values are sealed and masked. */
export const TemplateVariable = z.object({
  name: VariableName,
  label: z.string().min(1).max(80),
  help: z.string().max(500).default(''),
  type: z.enum(['text', 'multiline', 'secret', 'number', 'boolean', 'choice', 'ssh-keys']),
  choices: z.array(z.string().max(200)).max(100).default([]),
  defaultValue: z.string().max(65_536).default(''),
  required: z.boolean().default(true),
});
export type TemplateVariable = z.infer<typeof TemplateVariable>;

/** Values by variable name, as text. `ssh-keys` holds one key a line. */
export const VariableValues = z.record(VariableName, z.string().max(65_536));
export type VariableValues = z.infer<typeof VariableValues>;

/** Variables that Busbar itself fills; a template may use them without declaring them. */
export const builtInVariables = [
  'VM_ID',
  'VM_NAME',
  'HOSTNAME',
  'INSTANCE',
  'CPU_COUNT',
  'MEMORY_MB',
] as const;
