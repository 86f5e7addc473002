import { AppError } from '@busbar/shared/errors/app-error';
import { isJobKind, type JobKind, jobCatalog, type StepName } from '@busbar/shared/jobs/catalog';
import type { JobDocument, Sealed } from '@busbar/shared/protocol/link';
import { z } from 'zod';
import type { JobJournal } from './job-journal.ts';
import type { JobReporter } from './job-reporter.ts';
import type { BoundStep } from './run-job.ts';
import type { JobHandlers, KindHandlers, StepContext } from './step-handler.ts';
import type { FormerSteps } from './take-over.ts';

export type BindDeps<Services> = {
  readonly handlers: JobHandlers<Services>;
  readonly services: Services;
  /** Opens what was sealed to this host for this job. @throws `invalid-input`. */
  readonly unseal: (sealed: Sealed, jobId: string) => string;
};

/** The kind of a document that this agent can run. @throws `unsupported` or `invalid-input` otherwise. */
export function checkDocument(document: JobDocument): JobKind {
  const { kind } = document;
  if (!isJobKind(kind))
    throw new AppError('unsupported', `This host agent does not know jobs of kind "${kind}".`);
  const parsed = jobCatalog[kind].document.safeParse(document.document);
  if (parsed.success) return kind;
  const reason = z.prettifyError(parsed.error).slice(0, 2000);
  throw new AppError('invalid-input', `The job's document is not understood: ${reason}`, {
    cause: parsed.error,
  });
}

/** The steps of a job, each with its context. */
export function bindSteps<Services>(deps: BindDeps<Services>, job: OfJob): readonly BoundStep[] {
  return bindKind(deps, checkDocument(job.journal.history.document), job);
}

function bindKind<Kind extends JobKind, Services>(
  deps: BindDeps<Services>,
  kind: Kind,
  job: OfJob,
): readonly BoundStep[] {
  const handlers: KindHandlers<Kind, Services> = deps.handlers[kind];
  return jobCatalog[kind].steps.map(({ name }) => {
    const handler = handlers[name as StepName<Kind>];
    const context = (signal: AbortSignal): StepContext<Kind, Services> =>
      newContext(deps, kind, { ...job, step: name, signal });
    const { undo, stillHolds } = handler;
    return {
      name,
      run: async (signal) => handler.run(context(signal)),
      stillHolds: stillHolds === undefined ? null : async (signal) => stillHolds(context(signal)),
      undo: undo === undefined ? null : async (signal) => undo(context(signal)),
    };
  });
}

export type OfJob = {
  readonly journal: JobJournal;
  readonly report: JobReporter;
  /** Facts of the steps that the continued job had done; null for a job that begins anew. */
  readonly former: FormerSteps | null;
};

type OfStep = OfJob & {
  readonly step: string;
  readonly signal: AbortSignal;
};

function newContext<Kind extends JobKind, Services>(
  deps: BindDeps<Services>,
  kind: Kind,
  { journal, report, former, step, signal }: OfStep,
): StepContext<Kind, Services> {
  const { jobId, attempt, document, secrets } = journal.history.document;
  const definition = jobCatalog[kind];
  return {
    jobId,
    attempt,
    document: definition.document.parse(document) as StepContext<Kind, Services>['document'],
    openSecrets: async () => {
      const opened: unknown =
        secrets === null ? noSecrets(definition.secrets) : JSON.parse(deps.unseal(secrets, jobId));
      return parseSecrets(definition.secrets, opened) as Awaited<
        ReturnType<StepContext<Kind, Services>['openSecrets']>
      >;
    },
    services: deps.services,
    signal,
    log: (level, text) => report.log(step, level, text),
    progress: (doneBytes, totalBytes) => report.progress(step, doneBytes, totalBytes),
    remember: (facts) => journal.append({ type: 'step', step, mark: 'began', output: { ...facts } }),
    remembered: journal.history.steps.get(step)?.output ?? {},
    outputOf: (name) => journal.history.steps.get(name)?.output ?? former?.[name] ?? {},
  };
}

/** A kind that has secrets may still be sent without any. */
const noSecrets = (schema: z.ZodType): unknown => (schema.safeParse(null).success ? null : {});

/** Never with zod's own error as the cause: it may quote what was secret. */
function parseSecrets(schema: z.ZodType, opened: unknown): unknown {
  const parsed = schema.safeParse(opened);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid-input', 'The secrets of the job are not of the form that its kind has.');
}
