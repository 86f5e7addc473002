/**
 * Generates the Prisma client into `src/generated` when the schema or Prisma itself has changed since.
 *
 * It needs no network: Prisma wants the path of a schema engine although generating never runs it, so where
 * none was downloaded an existing file is named instead. Never set that variable for other Prisma commands:
 * they would print nothing and seem to succeed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));
const schemaFile = join(folder, 'prisma', 'schema.prisma');
const generated = join(folder, 'src', 'generated');
const stampFile = join(generated, '.stamp');
const prismaManifest = createRequire(import.meta.url).resolve('prisma/package.json');
const prisma = JSON.parse(readFileSync(prismaManifest, 'utf8'));

const stamp = createHash('sha256')
  .update(readFileSync(schemaFile))
  .update(prisma.version)
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .digest('hex');
const isFresh = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
if (!isFresh) generate();

function generate() {
  rmSync(generated, { recursive: true, force: true });
  const run = spawnSync(
    process.execPath,
    [join(dirname(prismaManifest), prisma.bin.prisma), 'generate', '--schema', schemaFile, '--no-hints'],
    {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? schemaFile,
        CHECKPOINT_DISABLE: '1',
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
      },
    },
  );
  if (run.status !== 0) {
    process.stderr.write(`${run.stdout ?? ''}${run.stderr ?? ''}`);
    process.stderr.write(`The Prisma client could not be generated from ${schemaFile}.\n`);
    process.exit(run.status ?? 1);
  }
  mkdirSync(generated, { recursive: true });
  writeFileSync(stampFile, stamp);
}
