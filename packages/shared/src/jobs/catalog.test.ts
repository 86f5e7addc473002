import { describe, expect, it } from 'vitest';
import { jobCatalog, jobKinds } from './catalog.ts';
import type { JobKindDefinition } from './job-kind.ts';

describe.each(jobKinds)('job kind %s', (kind) => {
  const definition = jobCatalog[kind];

  it('names its steps in kebab case and each once', () => {
    const names = definition.steps.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('keeps from a step that it has', () => {
    const { keepsFrom } = definition as JobKindDefinition;
    const names: readonly string[] = definition.steps.map(({ name }) => name);
    if (keepsFrom !== undefined) expect(names).toContain(keepsFrom);
  });

  it('ends some time', () => {
    expect(definition.timeoutMs).toBeGreaterThan(0);
    expect(definition.maxAttempts).toBeGreaterThanOrEqual(1);
  });
});
