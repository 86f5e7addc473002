import type { SeedDocumentName } from '@busbar/shared/domain/template';

/** What lint has to say about one place of a rendered document. */
export type Finding = {
  readonly document: SeedDocumentName;
  /** From one. */
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  /** `error`: cloud-init would fail or ignore it; `warning`: it is probably not meant; `info`: good to know. */
  readonly severity: 'error' | 'warning' | 'info';
  /** Stable, kebab-case; for tests and for links to the documentation. */
  readonly code: string;
  /** A sentence for a person. */
  readonly message: string;
  /** What to write instead. */
  readonly suggestion?: string;
};

/** A finding before it has a place. */
export type Fault = Pick<Finding, 'severity' | 'code' | 'message' | 'suggestion'>;
