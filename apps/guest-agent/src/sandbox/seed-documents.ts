/** Reads the seed's documents from a folder that holds the disc's files. Vendor-data is left out: it installs the agent, which is here already. */
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { parse } from 'yaml';
import { z } from 'zod';
import { readTextIfPresent } from '../platform/read-text.ts';

const Lines = z.array(z.union([z.string(), z.array(z.coerce.string())]));
const Names = z
  .union([z.string(), z.array(z.string())])
  .transform((names) =>
    (typeof names === 'string' ? names.split(',') : names)
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  );

export const SeedUser = z.looseObject({
  name: z.string().regex(/^[a-z_][a-z0-9_.-]{0,31}$/, 'is not a user name'),
  gecos: z.string().optional(),
  homedir: z.string().startsWith('/').optional(),
  shell: z.string().startsWith('/').optional(),
  primary_group: z.string().optional(),
  groups: Names.optional(),
  ssh_authorized_keys: z.array(z.string()).optional(),
  no_create_home: z.boolean().optional(),
  uid: z.coerce.number().int().min(0).max(65_533).optional(),
});
export type SeedUser = z.infer<typeof SeedUser>;

export const SeedFile = z.looseObject({
  path: z.string().startsWith('/'),
  content: z.union([z.string(), z.number(), z.boolean()]).transform(String).default(''),
  encoding: z.string().optional(),
  permissions: z.union([z.string().regex(/^[0-7]{3,4}$/), z.number().int().min(0).max(0o7777)]).optional(),
  owner: z.string().optional(),
  append: z.boolean().optional(),
});
export type SeedFile = z.infer<typeof SeedFile>;

/** What the applier applies; other keys are kept so that they can be named. */
export const CloudConfig = z.looseObject({
  hostname: z.string().optional(),
  fqdn: z.string().optional(),
  timezone: z.string().optional(),
  groups: z.unknown().optional(),
  users: z.array(z.union([z.string(), SeedUser])).optional(),
  ssh_authorized_keys: z.array(z.string()).optional(),
  write_files: z.array(SeedFile).optional(),
  bootcmd: Lines.optional(),
  runcmd: Lines.optional(),
});
export type CloudConfig = z.infer<typeof CloudConfig>;
export type CommandLines = z.infer<typeof Lines>;

export type SeedDocuments = {
  readonly instanceId: string;
  readonly localHostname: string | null;
  /** The cloud-config, or nothing of it when user-data is a script. */
  readonly config: CloudConfig;
  /** user-data that begins with `#!`. */
  readonly script: string | null;
  readonly hasNetworkConfig: boolean;
  /** The two documents that are applied here, as they were given. */
  readonly given: { readonly metaData: string; readonly userData: string };
};

const MetaData = z.looseObject({
  'instance-id': z.coerce.string().default('nocloud'),
  'local-hostname': z.string().optional(),
});

/** Errors: `invalid-input` with the document's name and the reason. */
export async function readSeed(folder: string): Promise<SeedDocuments> {
  const given = (await readTextIfPresent(join(folder, 'meta-data'))) ?? '';
  const metaData = parseDocument('meta-data', MetaData, given);
  const userData = (await readTextIfPresent(join(folder, 'user-data'))) ?? '';
  const isScript = userData.startsWith('#!');
  if (!isScript && userData.trim() !== '' && !/^#cloud-config\s/.test(userData)) {
    throw new AppError('invalid-input', 'user-data begins neither with #cloud-config nor with #!.');
  }
  return {
    instanceId: metaData['instance-id'],
    localHostname: metaData['local-hostname'] ?? null,
    config: parseDocument('user-data', CloudConfig, isScript ? '' : userData),
    script: isScript ? userData : null,
    given: { metaData: given, userData },
    hasNetworkConfig: (await readTextIfPresent(join(folder, 'network-config'))) !== null,
  };
}

function parseDocument<T extends z.ZodType>(name: string, schema: T, text: string): z.output<T> {
  const parsed = schema.safeParse(parseYaml(name, text) ?? {});
  if (parsed.success) return parsed.data;
  throw new AppError('invalid-input', `${name}: ${z.prettifyError(parsed.error).slice(0, 2000)}`);
}

function parseYaml(name: string, text: string): unknown {
  try {
    // cloud-init reads YAML 1.1, where 0644 is octal and yes is true.
    return parse(text, { version: '1.1' });
  } catch (cause) {
    throw new AppError('invalid-input', `${name} is not YAML: ${String(cause).slice(0, 1000)}`, { cause });
  }
}
