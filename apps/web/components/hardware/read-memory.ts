import type { DynamicMemory } from '@busbar/shared/domain/hardware';

/** What the form of `MemoryFields` says; nothing where it was not shown, so that the VM keeps what it has. */
export function readMemory(form: FormData): { readonly dynamicMemory?: DynamicMemory | null } {
  const kind = form.get('memoryKind');
  if (kind === null) return {};
  if (kind === 'static') return { dynamicMemory: null };
  const [minimumMb = 0, maximumMb = 0, bufferPercent = 0] = ['minimumMb', 'maximumMb', 'bufferPercent'].map(
    (name) => Number(form.get(name)),
  );
  return { dynamicMemory: { minimumMb, maximumMb, bufferPercent } };
}
