/**
 * Messages of each released version, as peers of that version really send them. They are never edited: a
 * schema that no longer takes one has broken an agent in the field.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import * as askedOfHost from './asked-of-host.ts';
import * as backups from './backups.ts';
import * as channel from './channel.ts';
import * as hostFacts from './host-facts.ts';
import * as link from './link.ts';
import * as replicas from './replicas.ts';
import { channelVersion, linkVersion } from './version.ts';

const folder = new URL('./golden/', import.meta.url);
const schemas: Record<string, Record<string, unknown>> = {
  link: { ...link, ...hostFacts, ...askedOfHost, ...backups, ...replicas },
  channel,
};
const files = readdirSync(folder).map((file) => ({ file, protocol: file.split('-')[0] ?? '' }));

describe.each(files)('$file', ({ file, protocol }) => {
  const messages = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Record<string, unknown[]>;

  it.each(Object.keys(messages))('%s is still understood, nothing dropped', (name) => {
    const schema = schemas[protocol]?.[name] as z.ZodType;
    for (const message of messages[name] ?? [])
      expect(schema.parse(message)).toMatchObject(message as object);
  });
});

it.each([
  ['link', linkVersion],
  ['channel', channelVersion],
])('the %s version in force has its golden file', (protocol, { major, minor }) => {
  expect(files.map(({ file }) => file)).toContain(`${protocol}-${major}.${minor}.json`);
});
