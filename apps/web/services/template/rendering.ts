/** How a template becomes a VM's documents: the same for the preview, the check before a job, and its record. Pure. */

import type { SeedDialect } from '@busbar/seed/dialect';
import type { Finding } from '@busbar/seed/lint/finding';
import { lintSeed } from '@busbar/seed/lint/lint-seed';
import { maskSecrets } from '@busbar/seed/render/mask-secrets';
import { renderDocuments } from '@busbar/seed/render/render-documents';
import { renderNetworkConfig } from '@busbar/seed/render/render-network-config';
import type { RenderProblem } from '@busbar/seed/render/render-problem';
import { needsNetworkConfig, type VmAdapter } from '@busbar/shared/domain/hardware';
import type { SeedDocuments, TemplateVariable, VariableValues } from '@busbar/shared/domain/template';

export type RenderInput = {
  readonly documents: SeedDocuments;
  readonly declared: readonly TemplateVariable[];
  readonly vm: {
    readonly id: string;
    readonly name: string;
    readonly cpuCount: number;
    readonly memoryMb: number;
  };
  readonly values: VariableValues;
  /** Of the system that will read them. */
  readonly dialect: SeedDialect;
};

export type Rendering = {
  /** All values that the host renders with: Busbar's own, then the caller's. */
  readonly values: VariableValues;
  /** For showing and keeping. */
  readonly masked: SeedDocuments;
  readonly findings: readonly Finding[];
  readonly problems: readonly RenderProblem[];
};

/**
 * What is said of one VM's adapters goes before what its template says of all: a network-config that is made from them takes
 * the place of the template's (ADR 25).
 */
export const withNetworkConfig = (documents: SeedDocuments, adapters: readonly VmAdapter[]): SeedDocuments =>
  needsNetworkConfig(adapters) ? { ...documents, networkConfig: renderNetworkConfig(adapters) } : documents;

export function renderForVm({ documents, declared, vm, values, dialect }: RenderInput): Rendering {
  const all: VariableValues = {
    VM_ID: vm.id,
    VM_NAME: vm.name,
    HOSTNAME: vm.name,
    INSTANCE: vm.name,
    CPU_COUNT: String(vm.cpuCount),
    MEMORY_MB: String(vm.memoryMb),
    ...values,
  };
  const real = renderDocuments(documents, all, declared);
  const shown = renderDocuments(documents, maskSecrets(all, declared), declared);
  return {
    values: all,
    masked: shown.documents,
    problems: real.problems,
    // What could not be filled is reported once, as a problem.
    findings: lintSeed(real.documents, dialect).filter(
      (finding) => real.problems.length === 0 || finding.code !== 'unfilled',
    ),
  };
}

/** Parts values into what may be read by anyone who may see the job, and what is kept sealed. */
export function splitSecrets(
  values: VariableValues,
  declared: readonly TemplateVariable[],
): { open: VariableValues; secret: VariableValues } {
  const names = new Set(declared.filter((variable) => variable.type === 'secret').map(({ name }) => name));
  const entries = Object.entries(values);
  return {
    open: Object.fromEntries(entries.filter(([name]) => !names.has(name))),
    secret: Object.fromEntries(entries.filter(([name]) => names.has(name))),
  };
}
