import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { callableNames, findCmdlet } from '../catalogue/catalogue.ts';
import { operations } from '../catalogue/operations.ts';
import { projections } from '../catalogue/projections.ts';
import { automaticVariables, knownCmdlets, knownTypes, knownWmi } from './testing/known-cmdlets.ts';
import { type Call, createScriptParser, type Script, walk } from './testing/parse-script.ts';

const folder = new URL('./', import.meta.url);
const parts = readdirSync(new URL('host/', folder)).map((name) => `host/${name}`);
const names = ['host.ps1', ...parts];
const texts = new Map(names.map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]));

let parse: (text: string) => Script;
const scripts = new Map<string, Script>();
beforeAll(async () => {
  parse = await createScriptParser();
  for (const [name, text] of texts) scripts.set(name, parse(text));
});

const all = <Fact>(choose: (script: Script) => Iterable<Fact>): Fact[] =>
  [...scripts.values()].flatMap((script) => [...choose(script)]);

/** Strings of the list or table that is assigned to this variable. */
function stringsOf(file: string, variable: string): string[] {
  const { root } = scripts.get(file)!;
  const assignment = [...walk(root)].find(
    (node) => node.type === 'assignment_expression' && node.text.startsWith(`$${variable} = `),
  );
  return [...walk(assignment!)]
    .filter((node) => node.type === 'verbatim_string_characters')
    .map((node) => node.text.slice(1, -1));
}

describe('the host script as text', () => {
  it.each(names)('%s is read by the grammar without an error', (name) => {
    expect(scripts.get(name)!.errors).toEqual([]);
  });

  it.each(names)('%s is ASCII, which Windows PowerShell reads the same under every code page', (name) => {
    expect(texts.get(name)!.match(/[^\n\x20-\x7e]/g)).toBeNull();
  });

  it.each(names)(
    '%s never names the variable of piped objects, which would take its standard input',
    (name) => {
      expect(texts.get(name)!.toLowerCase()).not.toContain('$input');
      expect(scripts.get(name)!.variables).not.toContain('input');
    },
  );

  it('has no operator that only PowerShell 7 knows', () => {
    const kinds = new Set(all((script) => script.kinds));
    for (const operator of ['&&', '||', '??', '??=', '?.', '?']) expect(kinds).not.toContain(operator);
  });

  it('is understood well enough to see through: a bad script is refused', () => {
    expect(parse('function Get-A { if ($x { } }').errors).not.toEqual([]);
    const script = parse(
      '& $name @a\nHyper-V\\Get-VM -Id $x\nInvoke-Expression "a"\n$b = [scriptblock]::Create("c")\n$d++',
    );
    expect(script.calls.map(({ name, operator }) => [name, operator])).toEqual([
      ['$name', '&'],
      ['Hyper-V\\Get-VM', null],
      ['Invoke-Expression', null],
    ]);
    expect(script.calls[1]!.parameters).toEqual(['Id']);
    expect([script.types, script.members]).toEqual([['scriptblock'], ['create']]);
  });
});

describe('what the host script runs', () => {
  it('loads each of its parts, by a name that is written there', () => {
    const loaded = all((script) => script.calls).filter(({ operator }) => operator === '.');
    expect(loaded.map(({ text }) => text).sort()).toEqual(
      parts.map((part) => `. "$PSScriptRoot\\${part.replace('/', '\\')}"`).sort(),
    );
  });

  it('calls what a variable names in one place only, after the allow-list', () => {
    const called = all((script) => script.calls).filter(({ operator }) => operator === '&');
    expect(called.map(({ text }) => text)).toEqual(['& $command @arguments']);
    expect(scripts.get('host/cmdlets.ps1')!.calls).toContainEqual(called[0]);
  });

  it('calls only its own functions, documented cmdlets and what comes with Windows, with parameters that they have', () => {
    const functions = new Map(
      all((script) => script.functions).map(({ name, parameters }) => [name, parameters]),
    );
    const problems = all((script) => script.calls)
      .filter(({ operator }) => operator === null)
      .flatMap((call) => problemOf(call, functions));
    expect(problems).toEqual([]);
  });

  it('makes no code: no block as a value, no type or member that compiles text', () => {
    const kinds = new Set(all((script) => script.kinds));
    expect(kinds).not.toContain('script_block_expression');
    expect(all((script) => script.types).filter((type) => !knownTypes.includes(type))).toEqual([]);
    const compiling = [
      'invokescript',
      'newscriptblock',
      'expandstring',
      'addscript',
      'invokecommand',
      'getnewclosure',
    ];
    expect(all((script) => script.members).filter((member) => compiling.includes(member))).toEqual([]);
  });

  it('asks WMI for known classes, and invokes known methods', () => {
    const named = [...texts.values()].flatMap((text) => [
      ...(text.match(/\b(Msvm|Win32|CIM)_\w+/gi) ?? []),
      ...[...text.matchAll(/(?:\$method =|-MethodName) '(\w+)'/g)].map((match) => match[1]!),
    ]);
    expect([...new Set(named)].sort()).toEqual(knownWmi);
    const invoked = all((script) => script.calls).filter(({ name }) => name === 'Invoke-CimMethod');
    expect(invoked.map(({ text }) => /-MethodName (\S+)/.exec(text)?.[1])).toEqual([
      "'InitiateShutdown'",
      "'GetVirtualSystemThumbnailImage'",
      '$method',
    ]);
  });

  it('reads no variable that nothing sets', () => {
    const assigned = new Set(all((script) => script.assigned));
    const unset = all((script) => script.variables).filter(
      (name) => !assigned.has(name) && !automaticVariables.has(name),
    );
    expect(unset).toEqual([]);
  });
});

function problemOf(call: Call, functions: ReadonlyMap<string, readonly string[]>): string[] {
  const bare = call.name.replace(/^.*\\/, '');
  const documented = findCmdlet(bare);
  const known =
    functions.get(call.name) ?? knownCmdlets[call.name] ?? Object.keys(documented?.parameters ?? {});
  const isKnown = functions.has(call.name) || call.name in knownCmdlets || documented !== null;
  if (!isKnown) return [`line ${call.line}: ${call.name} is unknown`];
  if (documented?.module === 'Hyper-V') return [`line ${call.line}: ${bare} must go through Invoke-Cmdlet`];
  return call.parameters
    .filter(
      (parameter) => !known.includes(parameter) && !(documented !== null && parameter === 'ErrorAction'),
    )
    .map((parameter) => `line ${call.line}: ${call.name} has no -${parameter}`);
}

describe('the tables of the host script', () => {
  it('allow the cmdlets of the catalogue', () => {
    const documented = callableNames().filter((name) => findCmdlet(name)!.module === 'Hyper-V');
    expect(stringsOf('host/cmdlets.ps1', 'allowedCmdlets')).toEqual(documented.sort());
  });

  it('call only allowed cmdlets by a name that is written there', () => {
    const direct = all((script) => script.calls).filter(({ name }) => name === 'Invoke-Cmdlet');
    const literal = direct.flatMap(({ text }) => /-Name '([^']*)'/.exec(text)?.[1] ?? []);
    expect(literal).toEqual(['Get-VM']);
    expect(stringsOf('host/cmdlets.ps1', 'allowedCmdlets')).toContain('Get-VM');
  });

  it('force only what can be forced whichever parameters are given', () => {
    for (const name of [...stringsOf('host/cmdlets.ps1', 'forcedCmdlets'), 'Stop-VM']) {
      for (const set of Object.values(findCmdlet(name)!.parameterSets))
        expect(set.optional, name).toContain('Force');
    }
  });

  it('reserve every parameter of the catalogue that a call must not say', () => {
    expect(stringsOf('host/cmdlets.ps1', 'reservedParameters')).toEqual(
      expect.arrayContaining(['AsJob', 'Confirm']),
    );
  });

  it('offer the operations of the catalogue', () => {
    const requests = scripts.get('host/requests.ps1')!;
    const offered = [...walk(requests.root)]
      .filter((node) => node.type === 'switch_clause_condition' && node.text.includes('Busbar'))
      .map((node) => node.text.slice(1, -1));
    expect(offered.sort()).toEqual(Object.keys(operations).sort());
  });

  it('tell of each object what the agent expects', () => {
    const expected = Object.values(projections).flatMap((projection) =>
      Object.entries(projection).map(([property, form]) => `${property}:${form}`),
    );
    expect(stringsOf('host/projections.ps1', 'projections')).toEqual(expected);
    const keys = [...texts.get('host/projections.ps1')!.matchAll(/^ {4}(\w+) = @\($/gm)].map(
      (match) => match[1],
    );
    expect(keys).toEqual(Object.keys(projections));
  });
});
