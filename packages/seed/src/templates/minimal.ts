import type { BuiltInTemplate } from './built-in-template.ts';
import { sshKeys, timezone, username } from './variables.ts';

export const metaData = 'instance-id: {{ VM_ID }}\nlocal-hostname: {{ HOSTNAME }}\n';

export const minimal: BuiltInTemplate = {
  slug: 'minimal',
  title: 'Minimal',
  description: 'A user with sudo and SSH keys, a host name and a time zone. Needs no network.',
  documents: {
    metaData,
    userData: `#cloud-config
hostname: {{ HOSTNAME }}
timezone: {{ TIMEZONE }}
users:
  - name: {{ USERNAME }}
    gecos: {{ USERNAME }}
    shell: /bin/bash
    sudo: ALL=(ALL) NOPASSWD:ALL
    lock_passwd: true
    ssh_authorized_keys: {{ SSH_KEYS }}
`,
  },
  variables: [username, sshKeys, timezone],
  defaults: { cpuCount: 1, memoryMb: 1024, diskGb: 10 },
  images: ['*'],
};
