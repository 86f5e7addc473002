/**
 * SQL that turns an empty database into what `prisma/schema.prisma` describes, made by Prisma's schema engine
 * in WebAssembly, which needs no download. With an argument, the file to write it to; else standard output.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { bindSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { SchemaEngine } from '@prisma/schema-engine-wasm';

const schemaFile = new URL('../prisma/schema.prisma', import.meta.url);

export async function schemaSql(): Promise<string> {
  const content = readFileSync(schemaFile, 'utf8');
  const files = [{ path: 'schema.prisma', content }];
  const adapter = new PrismaBetterSqlite3({ url: ':memory:' });
  const engine = await SchemaEngine.new(
    { datamodels: [['schema.prisma', content]] },
    () => undefined,
    bindSqlAdapterFactory(adapter),
  );
  const result = await engine.diff({
    from: { tag: 'empty' },
    to: { tag: 'schemaDatamodel', files },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  engine.free();
  if (result.stdout === null) throw new Error('The schema engine answered without SQL.');
  return result.stdout;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const sql = await schemaSql();
  if (process.argv[2] === undefined) process.stdout.write(sql);
  else writeFileSync(process.argv[2], sql);
}
