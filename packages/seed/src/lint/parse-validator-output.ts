/**
 * Reads what `cloud-init schema --annotate` prints: the document with `# E1,D2` behind faulty lines, then
 * a footer with `# E1: message` and `# D2: message` (cloudinit/config/schema.py, `_Annotator`).
 */
import type { Finding } from './finding.ts';

const findingLimit = 100;
const messageLimit = 1000;

export function parseValidatorOutput(output: string): Finding[] {
  const lines = output.split(/\r?\n/);
  const lineOf = new Map<string, number>();
  const start = Math.max(
    0,
    lines.findIndex((line) => line.startsWith('#cloud-config')),
  );
  lines.slice(start).forEach((line, index) => {
    const labels = /\t\t# ((?:[ED]\d+)(?:,[ED]\d+)*)$/.exec(line);
    for (const label of labels?.[1]?.split(',') ?? []) if (!lineOf.has(label)) lineOf.set(label, index + 1);
  });
  return lines
    .flatMap((line): Finding[] => {
      const footer = /^# ([ED])(\d+): (.+)$/.exec(line);
      if (footer === null) return [];
      const [, kind, number, message] = footer as unknown as [string, string, string, string];
      return [
        {
          document: 'userData',
          line: lineOf.get(`${kind}${number}`) ?? 1,
          column: 1,
          severity: kind === 'E' ? 'error' : 'info',
          code: kind === 'E' ? 'cloud-init-schema' : 'cloud-init-deprecated',
          message: `cloud-init: ${message.slice(0, messageLimit)}`,
        },
      ];
    })
    .slice(0, findingLimit);
}
