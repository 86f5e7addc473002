/**
 * What may be asked of Windows PowerShell: the documented cmdlets that Busbar uses, as data (`cmdlets.json`, whose
 * first entry names its source), and the operations of `host.ps1` in the same form. Nothing here runs anything.
 */
import documented from './cmdlets.json' with { type: 'json' };
import { operations } from './operations.ts';

export type ParameterFacts = {
  /** Name of the .NET type as the documentation writes it: `String[]`, `VirtualMachine[]`, `SwitchParameter`. */
  readonly type: string;
  /** Values that the documentation lists. For enumerations these are all that are accepted. */
  readonly accepted?: readonly string[];
  /** Releases of Windows Server whose page lacks the parameter. */
  readonly absentIn?: readonly string[];
};

export type ParameterSet = {
  readonly mandatory: readonly string[];
  readonly optional: readonly string[];
};

export type CmdletFacts = {
  /** `Busbar` marks an operation of the host script. */
  readonly module: string;
  readonly parameterSets: Readonly<Record<string, ParameterSet>>;
  readonly parameters: Readonly<Record<string, ParameterFacts>>;
  /** Short name of the type it returns; null for nothing. */
  readonly outputType: string | null;
};

const { _meta, ...cmdlets } = documented;

/** Where the data comes from, and on which terms. */
export const catalogueSource = _meta;

const entries: ReadonlyMap<string, CmdletFacts> = new Map<string, CmdletFacts>([
  ...Object.entries<CmdletFacts>(cmdlets),
  ...Object.entries<CmdletFacts>(operations),
]);

/** Facts of any documented cmdlet, also of those that only the host script itself calls. Names match exactly. */
export function findCmdlet(name: string): CmdletFacts | null {
  return entries.get(name) ?? null;
}

/** The allow-list: cmdlets of the Hyper-V module and operations of the script. */
export function isCallable(facts: CmdletFacts): boolean {
  return facts.module === 'Hyper-V' || facts.module === 'Busbar';
}

export function callableNames(): readonly string[] {
  return [...entries].filter(([, facts]) => isCallable(facts)).map(([name]) => name);
}
