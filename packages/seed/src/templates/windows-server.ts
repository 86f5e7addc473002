import type { BuiltInTemplate } from './built-in-template.ts';
import { metaData } from './minimal.ts';
import { sshKeys, timezone, variable } from './variables.ts';

const username = variable('USERNAME', 'User name', {
  help: 'An account with this name is made, or gets the password; it is one of the Administrators.',
  defaultValue: 'operator',
});

const password = variable('ADMIN_PASSWORD', 'Password', {
  type: 'secret',
  help: 'Of this account. Windows wants three of capitals, small letters, digits and signs, and usually 8 characters.',
});

const locale = variable('LOCALE', 'Locale', {
  help: 'For programs without Unicode and for formats, such as en-US or de-DE; it counts from the next restart.',
  defaultValue: 'en-US',
});

/**
 * Only what cloudbase-init reads (`lint/table/cloudbase-config.ts`). The locale comes to its script in a file, so that it
 * is never a part of a command.
 */
export const windowsServer: BuiltInTemplate = {
  slug: 'windows-server',
  title: 'Windows Server (cloudbase-init)',
  description: 'An administrator with a password, host name, time zone and locale. Needs no network.',
  documents: {
    metaData,
    userData: `#cloud-config
timezone: {{ TIMEZONE }}
users:
  - name: {{ USERNAME }}
    gecos: {{ USERNAME }}
    groups: [Administrators]
    passwd: {{ ADMIN_PASSWORD }}
    ssh_authorized_keys: {{ SSH_KEYS }}
write_files:
  - path: 'C:\\ProgramData\\BusbarSeed\\locale.txt'
    content: {{ LOCALE }}
  - path: 'C:\\ProgramData\\BusbarSeed\\locale.ps1'
    content: |
      $ErrorActionPreference = 'Stop'
      $locale = [System.IO.File]::ReadAllText("$PSScriptRoot\\locale.txt").Trim()
      Set-WinSystemLocale -SystemLocale $locale
      Set-Culture -CultureInfo $locale
runcmd:
  - powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File C:\\ProgramData\\BusbarSeed\\locale.ps1
`,
  },
  variables: [username, password, sshKeys, timezone, locale],
  defaults: { cpuCount: 2, memoryMb: 4096, diskGb: 40 },
  images: ['windows*'],
};
