import type { TemplateVariable, VariableValues } from '@busbar/shared/domain/template';

export const mask = '••••••••';

/**
 * Values for showing a rendered document to a person: each secret that is set becomes eight bullets. Lint the
 * documents rendered from the real values; what is masked is only for the eye.
 */
export function maskSecrets(values: VariableValues, declared: readonly TemplateVariable[]): VariableValues {
  const secrets = declared.filter((variable) => variable.type === 'secret');
  const masked = secrets.flatMap(({ name, defaultValue }): [string, string][] => {
    const isSet = (values[name] ?? defaultValue) !== '';
    return isSet ? [[name, mask]] : [];
  });
  return { ...values, ...Object.fromEntries(masked) };
}
