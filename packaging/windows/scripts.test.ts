import { readdirSync, readFileSync } from 'node:fs';
import { VmView } from '@busbar/shared/realtime/views';
import { takeApart } from '@busbar/shared/testing/take-apart';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  eventSource as guestEventSource,
  serviceName as guestServiceName,
} from '../../apps/guest-agent/src/service/run-service.ts';
import { agentServiceId } from '../../apps/host-agent/src/hypervisor/hyperv/dial-guest.ts';
import { automaticVariables } from '../../apps/host-agent/src/hypervisor/hyperv/powershell/testing/known-cmdlets.ts';
import {
  type Call,
  createScriptParser,
  type Script,
} from '../../apps/host-agent/src/hypervisor/hyperv/powershell/testing/parse-script.ts';
import { eventSource, serviceName } from '../../apps/host-agent/src/service/run-service.ts';
import { TemplateView } from '../../apps/web/services/views/template.ts';
import { knownCmdlets, knownTypes } from './known-cmdlets.ts';

const folder = new URL('./', import.meta.url);
const parts = readdirSync(new URL('parts/', folder)).map((name) => `parts/${name}`);
const guestInstaller = '../windows-guest/install-guest.ps1';
const programs = ['install.ps1', 'uninstall.ps1', guestInstaller];
const module = 'Busbar.psm1';
const moduleParts = readdirSync(new URL('module/', folder)).map((name) => `module/${name}`);
const names = [...programs, module, ...moduleParts, ...parts];
const texts = new Map(names.map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]));
const scripts = new Map<string, Script>();
let parse: (text: string) => Script;
beforeAll(async () => {
  parse = await createScriptParser();
  for (const [name, text] of texts) scripts.set(name, parse(text));
});
const all = <Fact>(choose: (script: Script) => Iterable<Fact>): Fact[] =>
  [...scripts.values()].flatMap((script) => [...choose(script)]);
const exported = (): string[] =>
  [
    ...texts
      .get(module)!
      .slice(texts.get(module)!.indexOf('Export-ModuleMember'))
      .matchAll(/'([^']+)'/g),
  ].map((match) => match[1]!);

describe.each(names)('%s', (name) => {
  it('is read by the grammar without an error, and the same under every code page', () => {
    expect(scripts.get(name)!.errors).toEqual([]);
    expect(texts.get(name)!.match(/[^\n\x20-\x7e]/g)).toBeNull();
  });

  it('calls only its own functions and what comes with Windows, with parameters that they have', () => {
    const functions = new Map(
      all((script) => script.functions).map(({ name: known, parameters }) => [known, parameters]),
    );
    const problems = scripts
      .get(name)!
      .calls.filter(({ operator }) => operator === null)
      .flatMap((call) => problemOf(call, functions));
    expect(problems).toEqual([]);
  });
});

/** A function with `[CmdletBinding()]` has the common parameters too. */
const common = ['ErrorAction', 'WhatIf', 'Confirm'];

function problemOf({ name, parameters, line }: Call, functions: ReadonlyMap<string, readonly string[]>) {
  const known = functions.get(name) ?? knownCmdlets[name];
  if (known === undefined) return [`line ${line}: ${name} is unknown`];
  return parameters
    .filter((parameter) => !known.includes(parameter) && !common.includes(parameter))
    .map((parameter) => `line ${line}: ${name} has no -${parameter}`);
}

describe('the scripts', () => {
  it('stop at the first error and at every name that nothing sets', () => {
    for (const name of programs) {
      expect(texts.get(name)).toContain('Set-StrictMode -Version Latest');
      expect(texts.get(name)).toContain("$ErrorActionPreference = 'Stop'");
      // cloudbase-init's own PowerShell would stop at the line with no word in its log; the guest's installer says it.
      expect(texts.get(name)).toMatch(/^(#Requires -RunAsAdministrator|Assert-Administrator)$/m);
    }
    expect(texts.get(module)).toContain('Set-StrictMode -Version Latest');
  });

  it('run only the agent and sc.exe, each argument as a value of its own', () => {
    const called = all((script) => script.calls).filter(({ operator }) => operator === '&');
    expect([...new Set(called.map(({ text }) => text.trim()))].sort()).toEqual(
      [
        "& $program '--version'",
        "& $program 'doctor' '--json'",
        "& $program 'status'",
        '& $program @words',
        '& $program @Arguments',
        "& $source '--version'",
        "& $source 'version'",
        '& $Path @Arguments',
      ].sort(),
    );
  });

  it('start nothing but the agent by a process of their own, on this console, and no shell', () => {
    const starting = [...texts.values()].join('\n');
    const processes = ['[System.Diagnostics.ProcessStartInfo]::', '[System.Diagnostics.Process]::'];
    expect(processes.map((type) => starting.split(type).length - 1)).toEqual([1, 1]);
    expect(starting).toContain('[System.Diagnostics.ProcessStartInfo]::new((Get-AgentPath))');
    expect(starting).toContain('.UseShellExecute = $false');
    expect(starting).toContain('.Arguments = ConvertTo-CommandLine -Words $Words');
  });

  it('take an enrolment line apart as the page shows it, whatever stands around its parts', () => {
    const pattern = /Match\(\$Text, "(.+)"\)/.exec(texts.get('parts/enrolment.ps1')!)?.[1] ?? '';
    const partOf = (line: string, name: string): string | undefined =>
      new RegExp(pattern.replace('(?i)', '').replace('$name', name).replaceAll('`"', '"'), 'i').exec(
        line,
      )?.[1];
    const [url, token, key] = ['https://busbar.example:7420', 'a_B-9', `sha256:${'0f'.repeat(32)}`];
    for (const line of [
      `sudo packaging/linux/install.sh host --url ${url} --token ${token} --key ${key}`,
      `.\\install.ps1 -Url ${url} -Token ${token} -Key ${key}`,
      `  --key='${key}' --url="${url}"  --token ${token} `,
    ])
      expect([partOf(line, 'Url'), partOf(line, 'Token'), partOf(line, 'Key')]).toEqual([url, token, key]);
    expect(partOf(`--url ${url}`, 'Token')).toBeUndefined();
  });

  it('name nothing of a template or a VM that the API does not tell', () => {
    const read = (variable: string, from: string): string[] =>
      [...from.matchAll(new RegExp(`\\$${variable}\\.(\\w+)`, 'g'))].map(([, member]) => member!);
    const [completion, fleet] = ['module/completion.ps1', 'module/fleet.ps1'].map((name) => texts.get(name)!);
    expect(Object.keys(TemplateView.shape)).toEqual(
      expect.arrayContaining([...read('template', completion!), ...read('found\\[0\\]', fleet!)]),
    );
    const ofFleet = completion!.slice(0, completion!.indexOf("'Invoke-BusbarCommand'"));
    expect(read('vm', ofFleet)).not.toEqual([]);
    expect(Object.keys(VmView.shape)).toEqual(expect.arrayContaining(read('vm', ofFleet)));
  });

  it('quote the words of a command line so that a program gets each as it was', () => {
    const text = texts.get('module/guests.ps1')!;
    const replaced = [...text.matchAll(/-replace '([^']+)', '([^']+)'/g)];
    expect(replaced).toHaveLength(2);
    // Both patterns and what they become mean the same in .NET and here.
    const quote = (word: string): string =>
      `"${replaced.reduce((done, [, from, to]) => done.replace(new RegExp(from!, 'g'), to!), word)}"`;
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('"', '\\', ' ', 'a', "'", '$', '\n') })),
        (words) => {
          expect(takeApart(words.map(quote).join(' '))).toEqual(words);
        },
      ),
    );
  });

  it('load only their parts, by names that are written there', () => {
    const loaded = all((script) => script.calls).filter(({ operator }) => operator === '.');
    const expected = [...parts, ...moduleParts].map(
      (part) => `. "$PSScriptRoot\\${part.replace('/', '\\')}"`,
    );
    expect([...new Set(loaded.map(({ text }) => text))].sort()).toEqual(expected.sort());
  });

  it('make no code of a value', () => {
    expect(all((script) => script.types).filter((type) => !knownTypes.includes(type))).toEqual([]);
    const compiling = ['invokescript', 'newscriptblock', 'expandstring', 'addscript', 'invokecommand'];
    expect(all((script) => script.members).filter((member) => compiling.includes(member))).toEqual([]);
  });

  it('read no variable that nothing sets', () => {
    // The grammar's helper takes the `$true` of an attribute for the parameter behind it.
    const parameters = [...texts.values()].flatMap((text) => [...text.matchAll(/^ +\[[\w[\]]+\] \$(\w+)/gm)]);
    const assigned = new Set(all((script) => script.assigned));
    for (const [, name] of parameters) assigned.add(name!.toLowerCase());
    const automatic = [
      'lastexitcode',
      'matches',
      'pscmdlet',
      'env:programfiles',
      'env:programdata',
      'env:systemroot',
    ];
    const unset = all((script) => script.variables).filter(
      (name) => !assigned.has(name) && !automaticVariables.has(name) && !automatic.includes(name),
    );
    expect([...new Set(unset)]).toEqual([]);
  });

  it('name the service, the event source and the way to guests as the agent does', () => {
    const layout = texts.get('parts/layout.ps1');
    expect(layout).toContain(`Service = '${serviceName}'`);
    expect(layout).toContain(`EventSource = '${eventSource}'`);
    expect(layout).toContain(`GuestService = '${agentServiceId}'`);
    expect(texts.get('module/host.ps1')).toContain(`$serviceName = '${serviceName}'`);
  });

  it('name the guest’s service and event source as its agent does', () => {
    expect(texts.get(guestInstaller)).toContain(`Service = '${guestServiceName}'`);
    expect(texts.get(guestInstaller)).toContain(`EventSource = '${guestEventSource}'`);
  });

  it('leave the firewall alone', () => {
    expect([...texts.values()].join('\n')).not.toMatch(/NetFirewall|netsh/i);
  });
});

describe('the module', () => {
  const text = moduleParts.map((name) => texts.get(name)).join('\n');
  const functions = (): Script['functions'] => moduleParts.flatMap((name) => scripts.get(name)!.functions);

  it('exports functions that are there, under approved verbs', () => {
    const defined = functions().map(({ name }) => name);
    expect(exported().length).toBeGreaterThan(0);
    for (const name of exported()) {
      expect(defined).toContain(name);
      expect(name).toMatch(/^(Get|Test|Restart|Connect|New|Start|Stop|Enter|Invoke)-Busbar/);
    }
  });

  it('has help for each of them, with an example and every parameter', () => {
    for (const { name, parameters } of functions()) {
      if (!exported().includes(name)) continue;
      const body = text.slice(text.indexOf(`function ${name} {`));
      const help = body.slice(0, body.indexOf('#>'));
      expect(help, name).toContain('.SYNOPSIS');
      expect(help, name).toContain('.EXAMPLE');
      for (const parameter of parameters) expect(help, name).toContain(`.PARAMETER ${parameter}\n`);
    }
  });

  it('enters a VM by its id, with words that no option is made of, and tells how the shell ended', () => {
    const body = text.slice(text.indexOf('function Enter-BusbarVM {')).split('\nfunction ')[0];
    expect(body).toMatch(
      /\[Parameter\(Mandatory = \$true, ValueFromPipelineByPropertyName = \$true\)\]\n +\[guid\] \$Id/,
    );
    expect(body).toContain("@('enter', $Id.ToString(), ");
    expect(body).toContain("$global:LASTEXITCODE = Invoke-OnConsole -Words ($words + '--' + $ArgumentList)");
    expect(texts.get('module/completion.ps1')).toContain("'Enter-BusbarVM' -ParameterName 'Id'");
  });

  it('asks before what it changes, where somebody wants to be asked', () => {
    for (const name of exported().filter((known) => /^(Restart|New|Start|Stop|Invoke)-/.test(known))) {
      const body = text.slice(text.indexOf(`function ${name} {`)).split('\nfunction ')[0];
      expect(body, name).toContain('SupportsShouldProcess = $true');
      expect(body, name).toContain('$PSCmdlet.ShouldProcess(');
    }
  });
});
