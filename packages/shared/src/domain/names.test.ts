import { describe, expect, it } from 'vitest';
import { VmName } from './names.ts';

describe('a VM name', () => {
  it.each(['a', 'web-1', '0', 'a'.repeat(63)])('may be %s', (name) => {
    expect(VmName.safeParse(name).success).toBe(true);
  });

  it.each(['', '-a', 'a-', 'A', 'a b', '../etc', 'a/b', 'a"b', "a'b", 'a.b', 'ä', 'a\n', 'a'.repeat(64)])(
    'may not be %j',
    (name) => {
      expect(VmName.safeParse(name).success).toBe(false);
    },
  );
});
