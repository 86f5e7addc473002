/**
 * How long Hyper-V takes. `realistic`: a process with its module takes the one to two seconds that people report; all
 * other figures are estimates of the right order, not measurements. `none`: no time at all, for tests. Pure.
 */
export type LatencyName = 'none' | 'realistic';

export type Latency = {
  /** Until the process says that it is ready. */
  readonly processStartMs: number;
  readonly ofMs: (operation: string, workBytes: number) => number;
};

/** By operation, else by the verb of the cmdlet. */
const realisticMs: Readonly<Record<string, number>> = {
  Get: 15,
  Set: 120,
  Add: 200,
  Remove: 200,
  Rename: 100,
  Test: 60,
  'Get-VHD': 40,
  'Get-VMHost': 60,
  'Get-BusbarVMSummary': 60,
  'Get-BusbarPreflight': 400,
  'Get-BusbarScreen': 40,
  'New-VM': 900,
  'New-VHD': 250,
  'New-VHD:Differencing': 150,
  'Start-VM': 1_000,
  'Stop-VM': 500,
  'Stop-VM:Shutdown': 1_500,
  'Save-VM': 3_000,
  'Restart-VM': 1_200,
  'Remove-VM': 600,
  'Checkpoint-VM': 1_500,
  'Restore-VMSnapshot': 2_000,
  'Remove-VMSnapshot': 1_500,
  'New-VMSwitch': 4_000,
  'Remove-VMSwitch': 3_000,
  'Export-VM': 1_000,
  'Import-VM': 1_000,
  'Move-VMStorage': 3_000,
  'Move-VM': 5_000,
  'Compare-VM': 2_000,
};

const otherMs = 300;
/** A middling SSD, for what copies. */
const bytesPerMs = 400_000;

const realistic: Latency = {
  processStartMs: 1_500,
  ofMs: (operation, workBytes) => {
    const cmdlet = operation.split(':')[0] ?? '';
    const verb = cmdlet.split('-')[0] ?? '';
    const baseMs = realisticMs[operation] ?? realisticMs[cmdlet] ?? realisticMs[verb] ?? otherMs;
    return baseMs + Math.round(workBytes / bytesPerMs);
  },
};

const none: Latency = { processStartMs: 0, ofMs: () => 0 };

export const latencies: Readonly<Record<LatencyName, Latency>> = { none, realistic };
