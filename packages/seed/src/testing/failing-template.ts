/** For tests only: a valid template whose last command fails, so that cloud-init ends with an error. */
import type { BuiltInTemplate } from '../templates/built-in-template.ts';
import { minimal } from '../templates/minimal.ts';

/** Written by the failing command; tests look for it in what the job says. */
export const failingCommandText = 'busbar-test: this command fails on purpose';

export const failingTemplate: BuiltInTemplate = {
  ...minimal,
  slug: 'failing',
  title: 'Failing on purpose',
  description: 'Its runcmd ends with exit code 3.',
  documents: {
    ...minimal.documents,
    userData: `${minimal.documents.userData}runcmd:
  - [sh, -c, 'echo "${failingCommandText}" >&2; exit 3']
`,
  },
};
