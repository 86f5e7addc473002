/** One small seed, as a template of the product and as documents written by hand: the same bytes for the guest. */
import type { SeedDocuments } from '@busbar/shared/domain/template';
import type { Api } from '../../e2e/stack/api.ts';

const userData = '#cloud-config\nusers:\n  - name: bench\n    shell: /bin/bash\n';
const metaData = (vmId: string, name: string): string => `instance-id: ${vmId}\nlocal-hostname: ${name}\n`;

export const seedByHand = (vmId: string, name: string): SeedDocuments => ({
  metaData: metaData(vmId, name),
  userData,
});

/** Saves the seed as a template. Resolves to its id. */
export async function saveBenchTemplate(api: Api): Promise<string> {
  const slug = 'bench';
  await api.template.save.mutate({
    slug,
    title: 'Benchmark',
    description: '',
    documents: { metaData: metaData('{{ VM_ID }}', '{{ VM_NAME }}'), userData },
    variables: [],
    defaults: { cpuCount: 1, memoryMb: 512, diskGb: 2 },
  });
  const { items } = await api.template.list.query();
  const saved = items.find((template) => template.slug === slug);
  if (saved === undefined) throw new Error('The template was saved and is not there.');
  return saved.id;
}
