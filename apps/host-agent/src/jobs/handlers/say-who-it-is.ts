import type { LogLevel } from '../job-reporter.ts';

/** A copied disk holds an identity, and nobody but a person knows whether the other one still lives (docs/adr/0023). */
export function sayWhoItIs(
  log: (level: LogLevel, text: string) => void,
  name: string,
  original: string,
): void {
  log(
    'warn',
    `Inside, ${name} is still ${original}: the same host name, SSH host keys, machine id, users and passwords.`,
  );
  log(
    'warn',
    `To make it another machine, run as its root: hostnamectl set-hostname ${name}; rm /etc/machine-id /etc/ssh/ssh_host_*; systemd-machine-id-setup; ssh-keygen -A; reboot`,
  );
}
