import type { HostView } from '@busbar/shared/realtime/views';
import { formatBytes } from '@/client/format.ts';
import { LightShape } from '@/components/state/light-shape.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { abilityWords } from './ability-words.ts';
import { HypervisorMachineFacts } from './hypervisor-machine.tsx';

/** What the host can make VMs with, what hinders it, and the images it has. */
export function DriverList({ drivers, images }: Pick<HostView, 'drivers' | 'images'>) {
  return (
    <Panel title="Drivers and images">
      {drivers.length === 0 && <p className="text-ink-2">Known once the host has called.</p>}
      <ul className="flex flex-col gap-3">
        {drivers.map((driver) => (
          <li key={driver.name}>
            <p className="flex items-center gap-2 font-medium">
              <LightShape tone={driver.isReady ? 'up' : 'none'} /> {driver.name} {driver.version}
              <span className="font-normal text-ink-2">{driver.isReady ? 'ready' : 'not ready'}</span>
            </p>
            {driver.remedy && <p className="text-ink-2">{driver.remedy}</p>}
            {driver.abilities.length > 0 && (
              <p className="text-ink-2">Can {abilityWords(driver.abilities)}</p>
            )}
            {driver.machine && (
              <div className="my-2">
                <HypervisorMachineFacts machine={driver.machine} />
              </div>
            )}
            {driver.notes.map((note) => (
              <p key={note} className="text-xs text-ink-3">
                {note}
              </p>
            ))}
            <ul className="mt-1 pl-5">
              {images
                .filter((image) => image.driver === driver.name)
                .map((image) => (
                  <li key={image.name} className="text-ink-2">
                    {image.title} <span className="font-mono text-xs">{image.name}</span>
                    {image.sizeBytes > 0 && `, ${formatBytes(image.sizeBytes)}`}
                  </li>
                ))}
            </ul>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
