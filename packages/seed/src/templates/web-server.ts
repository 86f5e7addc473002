import type { BuiltInTemplate } from './built-in-template.ts';
import { metaData } from './minimal.ts';
import { siteTitle, sshKeys, timezone, username } from './variables.ts';

export const webServer: BuiltInTemplate = {
  slug: 'web-server',
  title: 'Web server',
  description: 'nginx with a first page. Packages are installed, so the VM needs a network.',
  documents: {
    metaData,
    userData: `#cloud-config
hostname: {{ HOSTNAME }}
timezone: {{ TIMEZONE }}
users:
  - name: {{ USERNAME }}
    shell: /bin/bash
    sudo: ALL=(ALL) NOPASSWD:ALL
    lock_passwd: true
    ssh_authorized_keys: {{ SSH_KEYS }}
package_update: true
packages:
  - nginx
write_files:
  - path: /srv/www/index.html
    permissions: '0644'
    content: |
      <!doctype html>
      <meta charset="utf-8">
      <title>{{ SITE_TITLE }}</title>
      <h1>{{ SITE_TITLE }}</h1>
      <p>Served by {{ VM_NAME }}.</p>
  - path: /etc/nginx/conf.d/busbar.conf
    permissions: '0644'
    content: |
      server {
        listen 8080;
        root /srv/www;
      }
runcmd:
  - [systemctl, enable, nginx]
  - [systemctl, restart, nginx]
`,
  },
  variables: [username, sshKeys, timezone, siteTitle],
  defaults: { cpuCount: 2, memoryMb: 2048, diskGb: 20 },
  images: ['debian*', 'ubuntu*', 'fedora*', 'rocky*', 'opensuse*'],
};
