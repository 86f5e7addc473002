import type { DriverName } from '@busbar/shared/protocol/host-facts';

/** What a VM that is made from another one, or from its export, does not have of it. */
export function WhatStaysBehind({ driver }: { readonly driver: DriverName }) {
  if (driver !== 'hyperv') return null;
  return (
    <p role="note" className="text-ink-2">
      Checkpoints, network adapters other than a plain one, VLANs, dynamic memory and a TPM with its keys do
      not come along.
    </p>
  );
}
