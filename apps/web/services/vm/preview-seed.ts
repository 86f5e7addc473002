import { dialectOf, guessDialect } from '@busbar/seed/dialect';
import { VmAdapters, withMacs } from '@busbar/shared/domain/hardware';
import { Id } from '@busbar/shared/domain/ids';
import { VmName } from '@busbar/shared/domain/names';
import { SeedDocuments, TemplateVariable, VariableValues } from '@busbar/shared/domain/template';
import { vmProvision } from '@busbar/shared/jobs/vm-provision';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { readTemplate } from '../template/read-template.ts';
import { renderForVm, withNetworkConfig } from '../template/rendering.ts';

const exampleVmId = '00000000-0000-7000-8000-000000000000';
const documentName = z.enum(['metaData', 'userData', 'networkConfig', 'vendorData']);

export const PreviewSeedInput = z.object({
  /** A stored template, or one that is being written. */
  templateId: Id.optional(),
  template: z.object({ documents: SeedDocuments, variables: z.array(TemplateVariable).max(200) }).optional(),
  /** While it is not yet a name, the preview shows `vm`. */
  name: z.string().max(200).default('vm'),
  cpuCount: z.number().int().min(1).max(64).default(1),
  memoryMb: z.number().int().min(1).default(512),
  variables: VariableValues.default({}),
  /** The system of the image that it is for; without one, the documents say what they are meant for. */
  os: z.string().max(256).optional(),
  /** Those of the VM; MAC addresses that Busbar will make from its id are those of an example here. */
  adapters: VmAdapters.default([]),
});
export type PreviewSeedInput = z.infer<typeof PreviewSeedInput>;

export const PreviewSeedResult = z.object({
  /** Rendered, secrets masked. */
  documents: SeedDocuments,
  findings: z.array(
    z.object({
      document: documentName,
      line: z.number(),
      column: z.number(),
      endLine: z.number().optional(),
      severity: z.enum(['error', 'warning', 'info']),
      code: z.string(),
      message: z.string(),
      suggestion: z.string().optional(),
    }),
  ),
  problems: z.array(
    z.object({
      code: z.string(),
      document: documentName,
      line: z.number(),
      column: z.number(),
      variable: z.string(),
      message: z.string(),
    }),
  ),
  steps: z.array(z.object({ name: z.string(), title: z.string() })),
  /** How long the last successful provisioning with this template took. */
  lastDurationMs: z.number().nullable(),
});
export type PreviewSeedResult = z.infer<typeof PreviewSeedResult>;

/** What provisioning would write into the seed and do. Changes nothing. */
export async function previewSeed(
  deps: ServiceDeps,
  actor: Actor,
  input: PreviewSeedInput,
): Promise<PreviewSeedResult> {
  await authorize(deps, actor, 'fleet.read');
  const template = input.template ?? (await storedTemplate(deps, input.templateId));
  const name = VmName.safeParse(input.name);
  const adapters = withMacs(exampleVmId, input.adapters);
  const rendering = renderForVm({
    documents: withNetworkConfig(template.documents, adapters),
    declared: template.variables,
    vm: {
      id: exampleVmId,
      name: name.success ? name.data : 'vm',
      cpuCount: input.cpuCount,
      memoryMb: input.memoryMb,
    },
    values: input.variables,
    dialect: input.os === undefined ? guessDialect(template.documents) : dialectOf(input.os),
  });
  return {
    documents: rendering.masked,
    findings: [...rendering.findings],
    problems: [...rendering.problems],
    steps: vmProvision.steps.map(({ name: step, title }) => ({ name: step, title })),
    lastDurationMs: input.templateId === undefined ? null : await readLastDuration(deps, input.templateId),
  };
}

async function storedTemplate(deps: ServiceDeps, templateId: string | undefined) {
  return readTemplate(deps.db.read, templateId ?? '');
}

async function readLastDuration({ db }: ServiceDeps, templateId: string): Promise<number | null> {
  const last = await db.read.job.findFirst({
    where: { kind: 'vm.provision', state: 'succeeded', vm: { templateId } },
    orderBy: { id: 'desc' },
    select: { startedAt: true, acceptedAt: true, endedAt: true },
  });
  const from = last?.startedAt ?? last?.acceptedAt;
  return from == null || last?.endedAt == null ? null : last.endedAt.getTime() - from.getTime();
}
