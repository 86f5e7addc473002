/**
 * The catalogue that vmgenie's users know: one template for each system and version, made from a table of
 * families. Locale and keyboard are written as files, since cloud-init's own modules would fetch packages
 * for them and fail in a VM without a network.
 */
import type { BuiltInTemplate } from './built-in-template.ts';
import { metaData } from './minimal.ts';
import { layout, locale, privkey, timezone, username } from './variables.ts';

type Family = {
  readonly adminGroup: string;
  readonly localePath: string;
  readonly keyboardPath: string;
  readonly keyboardText: string;
};

const debianFamily: Family = {
  adminGroup: 'sudo',
  localePath: '/etc/default/locale',
  keyboardPath: '/etc/default/keyboard',
  keyboardText: 'XKBMODEL="pc105"\n      XKBLAYOUT="{{ LAYOUT }}"',
};

const redHatFamily: Family = {
  adminGroup: 'wheel',
  localePath: '/etc/locale.conf',
  keyboardPath: '/etc/vconsole.conf',
  keyboardText: 'KEYMAP={{ LAYOUT }}',
};

/** openSUSE reads the same files as Fedora. */
const suseFamily: Family = redHatFamily;

type System = {
  readonly name: string;
  readonly key: string;
  readonly family: Family;
  readonly memoryMb: number;
  /** Version as vmgenie writes it, with other names that images go by. */
  readonly versions: readonly { readonly version: string; readonly aliases: readonly string[] }[];
};

const systems: readonly System[] = [
  {
    name: 'Debian',
    key: 'debian',
    family: debianFamily,
    memoryMb: 1024,
    versions: [
      { version: '12', aliases: ['bookworm'] },
      { version: '13', aliases: ['trixie'] },
    ],
  },
  {
    name: 'Fedora',
    key: 'fedora',
    family: redHatFamily,
    memoryMb: 2048,
    versions: [
      { version: '40', aliases: [] },
      { version: '42', aliases: [] },
    ],
  },
  {
    name: 'openSUSE',
    key: 'opensuse',
    family: suseFamily,
    memoryMb: 2048,
    versions: [
      { version: '15.6', aliases: ['leap-15.6'] },
      { version: '16', aliases: ['leap-16'] },
      { version: 'Tumbleweed', aliases: [] },
    ],
  },
  {
    name: 'Rocky',
    key: 'rocky',
    family: redHatFamily,
    memoryMb: 2048,
    versions: [
      { version: '9', aliases: [] },
      { version: '10', aliases: [] },
    ],
  },
  {
    name: 'Ubuntu',
    key: 'ubuntu',
    family: debianFamily,
    memoryMb: 2048,
    versions: [
      { version: '24.04', aliases: ['noble'] },
      { version: '25.04', aliases: ['plucky'] },
    ],
  },
];

export const vmgenieCatalogue: readonly BuiltInTemplate[] = systems.flatMap((system) =>
  system.versions.map(({ version, aliases }) => entry(system, version, aliases)),
);

function entry(system: System, version: string, aliases: readonly string[]): BuiltInTemplate {
  const names = [version.toLowerCase(), ...aliases];
  return {
    slug: `${system.key}-${version.toLowerCase()}`,
    title: `${system.name} ${version}`,
    description: `${system.name} ${version} with a user, SSH keys, time zone, locale and keyboard. Needs no network.`,
    documents: { metaData, userData: userData(system.family) },
    variables: [username, privkey, timezone, locale, layout],
    defaults: { cpuCount: 2, memoryMb: system.memoryMb, diskGb: 20 },
    images: names.map((name) => `${system.key}*${name}*`),
  };
}

function userData(family: Family): string {
  return `#cloud-config
hostname: {{ HOSTNAME }}
timezone: {{ TIMEZONE }}
users:
  - name: {{ USERNAME }}
    gecos: {{ USERNAME }}
    groups: [${family.adminGroup}]
    shell: /bin/bash
    sudo: ALL=(ALL) NOPASSWD:ALL
    lock_passwd: true
    ssh_authorized_keys: {{ PRIVKEY }}
ssh_pwauth: false
write_files:
  - path: ${family.localePath}
    permissions: '0644'
    content: |
      LANG={{ LOCALE }}
  - path: ${family.keyboardPath}
    permissions: '0644'
    content: |
      ${family.keyboardText}
`;
}
