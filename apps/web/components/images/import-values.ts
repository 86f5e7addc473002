import { SecureBoot, type SourceChecksum } from '@busbar/shared/domain/image';
import type { DriverName } from '@busbar/shared/protocol/host-facts';
import type { HostView } from '@busbar/shared/realtime/views';
import type { SourceKind } from './source-fields.tsx';

/** A driver of a host that takes images. */
export type ImportPlace = {
  readonly key: string;
  readonly host: HostView;
  readonly driver: DriverName;
  readonly hasSecureBoot: boolean;
};

export const importPlaces = (hosts: readonly HostView[]): readonly ImportPlace[] =>
  hosts
    .filter(({ state }) => state !== 'removed')
    .flatMap((host) =>
      host.drivers
        .filter(({ abilities }) => abilities.includes('images'))
        .map(({ name, abilities }) => ({
          key: `${host.id}/${name}`,
          host,
          driver: name,
          hasSecureBoot: abilities.includes('secure-boot'),
        })),
    );

/** A checksum by its length, or the URL of a list of them; what is neither, the server refuses with its reason. */
export function readChecksum(text: string): SourceChecksum | null {
  const value = text.trim();
  if (value === '') return null;
  if (/^[a-z]+:/i.test(value)) return { kind: 'sums', url: value };
  return { kind: value.length > 64 ? 'sha512' : 'sha256', value };
}

/** What `DescriptionFields` were filled with. */
export function readDescription(data: FormData) {
  const text = (name: string): string => String(data.get(name) ?? '').trim();
  const version = text('version');
  const user = text('defaultUser');
  return {
    slug: text('slug'),
    ...(version === '' ? {} : { version }),
    title: text('title'),
    os: text('os'),
    defaultUser: user === '' ? null : user,
    hasCloudInit: data.get('hasCloudInit') === 'on',
    secureBoot: SecureBoot.catch('linux').parse(text('secureBoot')),
  };
}

export function readImport(data: FormData, { host, driver }: ImportPlace, kind: SourceKind) {
  const text = (name: string): string => String(data.get(name) ?? '').trim();
  return {
    hostId: host.id,
    driver,
    source:
      kind === 'url'
        ? { kind: 'url' as const, url: text('url') }
        : { kind: 'file' as const, name: String(data.get('file') ?? '') },
    checksum: readChecksum(text('checksum')),
    ...readDescription(data),
  };
}
