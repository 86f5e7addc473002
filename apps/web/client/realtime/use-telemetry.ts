'use client';
import type { TelemetryView } from '@busbar/shared/realtime/views';
import { useEffect, useState } from 'react';
import { useRealtimeMessages, useTopic } from './realtime-context.tsx';

/** Five minutes at one sample every two seconds. */
const sampleLimit = 150;

/** What a VM reports while this page watches. Volatile: nothing before the page was opened. */
export function useTelemetry(vmId: string | null): readonly TelemetryView[] {
  const [samples, setSamples] = useState<readonly TelemetryView[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another VM begins with an empty series
  useEffect(() => setSamples([]), [vmId]);
  useTopic(vmId === null ? null : `vm:${vmId}`, () => undefined);
  useRealtimeMessages((message) => {
    if (message.type !== 'telemetry' || message.telemetry.vmId !== vmId) return;
    setSamples((before) => [...before.slice(1 - sampleLimit), message.telemetry]);
  });
  return samples;
}
