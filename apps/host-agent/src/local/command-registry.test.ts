import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineCommand } from './command.ts';
import { CommandRegistry } from './command-registry.ts';

const named = (name: string) =>
  defineCommand({ name, summary: 'A test.', parameters: z.object({}), run: async () => name });

test('a registry takes each name once, and nothing once it is frozen', () => {
  const registry = new CommandRegistry().add(named('one')).add(named('Two'));
  expect(() => registry.add(named('ONE'))).toThrow('two commands named one');
  registry.freeze();
  expect(() => registry.add(named('three'))).toThrow('too late');
  expect(registry.list().map(({ name }) => name)).toEqual(['one', 'Two']);
});
