/** Variables that several built-in templates ask for. */
import type { TemplateVariable } from '@busbar/shared/domain/template';

export const variable = (
  name: string,
  label: string,
  rest: Partial<Omit<TemplateVariable, 'name' | 'label'>> = {},
): TemplateVariable => ({
  name,
  label,
  help: '',
  type: 'text',
  choices: [],
  defaultValue: '',
  required: true,
  ...rest,
});

export const username = variable('USERNAME', 'User name', {
  help: 'An account with this name is made and may use sudo.',
  defaultValue: 'operator',
});

const keysHelp = 'One public key a line. Without any, the account is reached through the channel only.';

export const sshKeys = variable('SSH_KEYS', 'SSH public keys', {
  type: 'ssh-keys',
  help: keysHelp,
  required: false,
});

/** vmgenie's name for the same; in spite of it, it holds public keys. */
export const privkey: TemplateVariable = { ...sshKeys, name: 'PRIVKEY' };

export const timezone = variable('TIMEZONE', 'Time zone', {
  help: 'A name of the tz database, such as Europe/Berlin.',
  defaultValue: 'UTC',
});

export const locale = variable('LOCALE', 'Locale', {
  help: 'It has to exist in the image already.',
  defaultValue: 'C.UTF-8',
});

export const layout = variable('LAYOUT', 'Keyboard layout', {
  help: 'For the console, such as us or de.',
  defaultValue: 'us',
});

export const siteTitle = variable('SITE_TITLE', 'Page title', { defaultValue: 'It works' });
