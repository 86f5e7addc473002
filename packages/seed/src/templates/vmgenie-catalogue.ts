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
  readonly versions: Readonly<Record<string, readonly string[]>>;
};

const systems: readonly System[] = [
  {
    name: 'Debian',
    key: 'debian',
    family: debianFamily,
    memoryMb: 1024,
    versions: { '12': ['bookworm'], '13': ['trixie'] },
  },
  { name: 'Fedora', key: 'fedora', family: redHatFamily, memoryMb: 2048, versions: { '40': [], '42': [] } },
  {
    name: 'openSUSE',
    key: 'opensuse',
    family: suseFamily,
    memoryMb: 2048,
    versions: { '15.6': ['leap-15.6'], '16': ['leap-16'], Tumbleweed: [] },
  },
  { name: 'Rocky', key: 'rocky', family: redHatFamily, memoryMb: 2048, versions: { '9': [], '10': [] } },
  {
    name: 'Ubuntu',
    key: 'ubuntu',
    family: debianFamily,
    memoryMb: 2048,
    versions: { '24.04': ['noble'], '25.04': ['plucky'] },
  },
];

export const vmgenieCatalogue: readonly BuiltInTemplate[] = systems.flatMap((system) =>
  Object.entries(system.versions).map(([version, aliases]) => entry(system, version, aliases)),
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

const userData = (family: Family): string => `#cloud-config
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
