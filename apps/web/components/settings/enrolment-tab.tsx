'use client';
import { useState } from 'react';
import { AddHostDialog } from '@/components/hosts/add-host-dialog.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Panel } from '@/components/ui/panel.tsx';

export function EnrolmentTab() {
  const [isAdding, setAdding] = useState(false);
  return (
    <div className="max-w-xl p-4">
      <Panel title="Enrolment of hosts">
        <p className="mb-3 text-ink-2">
          A host joins with a line that holds a one-time token. It expires by itself; what was made and used
          is in the audit table.
        </p>
        <Button look="primary" onClick={() => setAdding(true)}>
          Make an enrolment line
        </Button>
      </Panel>
      <AddHostDialog isOpen={isAdding} onClose={() => setAdding(false)} />
    </div>
  );
}
