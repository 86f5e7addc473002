import type { TemplateVariable } from '@busbar/shared/domain/template';

/** Each variable's default; `ssh-keys` without one begin with the person's own keys. */
export const initialVariables = (
  variables: readonly TemplateVariable[],
  sshKeys: readonly string[],
): Record<string, string> =>
  Object.fromEntries(
    variables.map(({ name, type, defaultValue }) => [
      name,
      type === 'ssh-keys' && defaultValue === '' ? sshKeys.join('\n') : defaultValue,
    ]),
  );
