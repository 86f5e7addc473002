import type { CmdletCall, CmdletParameters, CmdletReference, CmdletValue } from '../hyperv-host.ts';
import { type CmdletFacts, findCmdlet, isCallable, type ParameterFacts } from './catalogue.ts';
import { checkValue, needsReference } from './check-value.ts';
import { isProjection } from './projections.ts';

export type ProblemKind =
  | 'unknown-cmdlet'
  | 'unknown-parameter'
  | 'missing-parameter'
  | 'no-common-set'
  | 'wrong-value'
  | 'no-job'
  | 'bad-reference'
  | 'unknown-projection';

export type Problem = {
  readonly kind: ProblemKind;
  /** As Windows PowerShell's own answer to the same call would be identified. */
  readonly identifier: 'CommandNotFoundException' | 'InvalidParameter';
  readonly message: string;
};

/** References within references, counted from the call: a disk of a checkpoint of a VM is the third. */
export const referenceDepthLimit = 3;

/** Told by `asJob`, and by the script itself: a call never says them. */
const reservedParameters: Readonly<Record<string, string>> = {
  AsJob: 'is asked for by asJob of the call',
  Confirm: 'is given by the script to every cmdlet that has it',
};

/**
 * Looks for what the documentation says would be refused: before a call is sent, and again in the simulator, which
 * is as strict as Windows. Pure. Says the first problem, or null.
 */
export function checkCall(call: CmdletCall): Problem | null {
  const problem = checkCmdlet(call.cmdlet, call.parameters, 0);
  if (problem !== null) return problem;
  if (call.asJob === true && findCmdlet(call.cmdlet)?.parameters.AsJob === undefined) {
    return invalid('no-job', `${call.cmdlet} cannot run as a job.`);
  }
  if (call.select !== null && !isProjection(call.select)) {
    return invalid('unknown-projection', `There is no projection ${JSON.stringify(call.select)}.`);
  }
  return null;
}

const invalid = (kind: ProblemKind, message: string): Problem => ({
  kind,
  identifier: 'InvalidParameter',
  message,
});

function checkCmdlet(name: string, parameters: CmdletParameters, depth: number): Problem | null {
  const facts = findCmdlet(name);
  if (facts === null || !isCallable(facts)) {
    return {
      kind: 'unknown-cmdlet',
      identifier: 'CommandNotFoundException',
      message: `${JSON.stringify(name)} is not among the cmdlets that Busbar calls.`,
    };
  }
  for (const [parameter, value] of Object.entries(parameters)) {
    const problem = checkParameter(name, facts, parameter, value, depth);
    if (problem !== null) return problem;
  }
  return checkSets(name, facts, Object.keys(parameters));
}

function checkParameter(
  cmdlet: string,
  facts: CmdletFacts,
  parameter: string,
  value: CmdletValue,
  depth: number,
): Problem | null {
  const reserved = reservedParameters[parameter];
  if (reserved !== undefined) return invalid('unknown-parameter', `-${parameter} ${reserved}.`);
  const known = Object.hasOwn(facts.parameters, parameter) ? facts.parameters[parameter] : undefined;
  if (known === undefined) {
    return invalid('unknown-parameter', `${cmdlet} has no parameter ${JSON.stringify(parameter)}.`);
  }
  if (isReference(value)) return checkReference(`${cmdlet} -${parameter}`, known, value, depth + 1);
  const wrong = checkValue(value, known);
  return wrong === null ? null : invalid('wrong-value', `${cmdlet} -${parameter} ${wrong}.`);
}

function checkReference(
  where: string,
  facts: ParameterFacts,
  { $from }: CmdletReference,
  depth: number,
): Problem | null {
  if (depth > referenceDepthLimit) {
    return invalid('bad-reference', `${where}: references nest at most ${referenceDepthLimit} deep.`);
  }
  if (!needsReference(facts)) {
    return invalid('bad-reference', `${where} takes ${facts.type}, not an object of Hyper-V.`);
  }
  if (!$from.cmdlet.startsWith('Get-')) {
    return invalid(
      'bad-reference',
      `${where}: a reference asks a Get- cmdlet, not ${JSON.stringify($from.cmdlet)}.`,
    );
  }
  const problem = checkCmdlet($from.cmdlet, $from.parameters, depth);
  if (problem !== null) return problem;
  const output = findCmdlet($from.cmdlet)?.outputType ?? null;
  const wanted = facts.type.replace(/\[\]$/, '');
  if (output === null || !isAssignable(output, wanted)) {
    return invalid(
      'bad-reference',
      `${where} takes ${wanted}, and ${$from.cmdlet} returns ${output ?? 'nothing'}.`,
    );
  }
  return null;
}

/** Base types that parameters ask for, and what is known to be one. */
const subtypes: Readonly<Record<string, readonly string[]>> = {
  VirtualMachineBase: ['VirtualMachine', 'VMSnapshot'],
  VMNetworkAdapterBase: ['VMNetworkAdapter'],
  VMDriveController: ['VMScsiController'],
  VMComponentObject: ['HardDiskDrive', 'DvdDrive', 'VMNetworkAdapter'],
};

const isAssignable = (output: string, wanted: string): boolean =>
  output === wanted || (subtypes[wanted]?.includes(output) ?? false);

const isReference = (value: CmdletValue): value is CmdletReference =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Given parameters must lie in one set, and that set must have all that it demands. */
function checkSets(cmdlet: string, facts: CmdletFacts, given: readonly string[]): Problem | null {
  const fitting = Object.values(facts.parameterSets).filter(({ mandatory, optional }) =>
    given.every((name) => mandatory.includes(name) || optional.includes(name)),
  );
  if (fitting.length === 0) {
    const list = given.map((name) => `-${name}`).join(', ');
    return invalid('no-common-set', `${cmdlet} has no parameter set with ${list} together.`);
  }
  const missing = fitting.map(({ mandatory }) => mandatory.filter((name) => !given.includes(name)));
  const least = missing.reduce((best, names) => (names.length < best.length ? names : best));
  if (least.length === 0) return null;
  const list = least.map((name) => `-${name}`).join(', ');
  return invalid('missing-parameter', `${cmdlet} also needs ${list}.`);
}
