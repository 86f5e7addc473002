import type { SeedDialect } from '@busbar/seed/dialect';
import { hasErrors, lintSeed } from '@busbar/seed/lint/lint-seed';
import { renderDocuments } from '@busbar/seed/render/render-documents';
import type { SeedDocuments } from '@busbar/shared/domain/template';
import { AppError } from '@busbar/shared/errors/app-error';
import type { VmProvisionDocument } from '@busbar/shared/jobs/vm-provision';
import type { ProvisionContext } from './context.ts';
import { dialectFor } from './with-guest-agent.ts';

export type RenderedSeed = {
  readonly documents: SeedDocuments;
  readonly warnings: readonly string[];
  /** Whether they let the guest agent in, which comes by vendor-data. */
  readonly admitsAgent: boolean;
};

/**
 * The documents of this VM, from its template and values, with the very code of the page's preview. They
 * hold secrets: never log or keep them.
 *
 * @throws `invalid-input` when a variable has no value, or lint finds an error.
 */
export async function renderSeed(context: ProvisionContext): Promise<RenderedSeed> {
  const { document, openSecrets } = context;
  return renderAndLint(document, (await openSecrets()) ?? {}, await dialectFor(context));
}

type Rendered = Pick<VmProvisionDocument, 'template' | 'variables' | 'declared'>;

/** @throws `invalid-input` that quotes no secret. */
export function renderAndLint(
  { template, variables, declared }: Rendered,
  secrets: Readonly<Record<string, string>>,
  dialect: SeedDialect,
): RenderedSeed {
  const { documents, problems } = renderDocuments(template, { ...variables, ...secrets }, declared ?? []);
  const hide = hiding(Object.values(secrets));
  if (problems.length > 0) throw refused(problems.map(({ message }) => hide(message)));
  const findings = lintSeed(documents, dialect);
  const words = findings.map(({ document: name, line, message }) =>
    hide(`${name}, line ${line}: ${message}`),
  );
  if (hasErrors(findings)) throw refused(words.filter((_, index) => findings[index]?.severity === 'error'));
  const admitsAgent = !findings.some(({ code }) => code === 'vendor-data-disabled');
  return { documents, warnings: words, admitsAgent };
}

const refused = (reasons: readonly string[]): AppError =>
  new AppError('invalid-input', `The template cannot be used: ${reasons.slice(0, 20).join('; ')}`);

/** A message may quote a document, and a document has secrets in it. */
export function hiding(secrets: readonly string[]): (text: string) => string {
  const worthHiding = secrets.filter((secret) => secret.length > 0).sort((a, b) => b.length - a.length);
  return (text) => worthHiding.reduce((shown, secret) => shown.replaceAll(secret, '••••••••'), text);
}
