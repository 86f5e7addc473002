/** What a driver's abilities mean to people, in the order in which they are listed. */
const words: Readonly<Record<string, string>> = {
  'acpi-shutdown': 'ask guests to shut down',
  pausing: 'pause VMs',
  saving: 'save their memory',
  checkpoints: 'make checkpoints',
  exporting: 'export',
  'live-exporting': 'also while they run',
  'checkpoint-exporting': 'export checkpoints',
  importing: 'import',
  'linked-cloning': 'make linked clones',
  resizing: 'resize',
  disks: 'add, grow and convert disks',
  media: 'attach ISOs',
  'dynamic-memory': 'give memory as it is needed',
  adapters: 'set up network adapters',
  tpm: 'give a TPM',
  'secure-boot': 'boot securely',
  switches: 'make switches',
  images: 'import images',
  'storage-moving': 'move a VM’s files',
  'host-moving': 'move VMs to other hosts',
  metering: 'meter what VMs use',
  'guest-reports': 'hear guests that have no agent',
  serial: 'read serial consoles',
  screen: 'show screens',
  keyboard: 'type on keyboards',
};

/** One that a newer host has and this page does not know keeps its name. */
export function abilityWords(abilities: readonly string[]): string {
  const known = Object.entries(words).flatMap(([ability, text]) => (abilities.includes(ability) ? text : []));
  return [...known, ...abilities.filter((ability) => !(ability in words))].join(' · ');
}
