import { describe, expect, it } from 'vitest';
import { jobCatalog, jobKinds } from './catalog.ts';

describe.each(jobKinds)('job kind %s', (kind) => {
  const definition = jobCatalog[kind];

  it('names its steps in kebab case and each once', () => {
    const names = definition.steps.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('ends some time', () => {
    expect(definition.timeoutMs).toBeGreaterThan(0);
    expect(definition.maxAttempts).toBeGreaterThanOrEqual(1);
  });
});
