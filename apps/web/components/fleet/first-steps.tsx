'use client';
import { Check } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { useRefusal } from '@/client/use-session.tsx';
import { AddHostDialog } from '@/components/hosts/add-host-dialog.tsx';
import { ProvisionLink } from '@/components/provision/provision-link.tsx';
import { Button, buttonClass } from '@/components/ui/button.tsx';
import { Panel } from '@/components/ui/panel.tsx';

/** The way from an empty fleet to a shell: each step is the real thing. */
export function FirstSteps({ hasHost }: { readonly hasHost: boolean }) {
  const [isAdding, setAdding] = useState(false);
  const refusal = useRefusal('host.enrol');
  return (
    <Panel title="Three steps to a shell inside a VM">
      <ol className="grid gap-4 md:grid-cols-3">
        <Step
          number={1}
          title="Add a host"
          isDone={hasHost}
          text="A machine that runs VMs. One line to paste; it calls back within seconds."
        >
          <Button look={hasHost ? 'default' : 'primary'} refusal={refusal} onClick={() => setAdding(true)}>
            Add a host
          </Button>
        </Step>
        <Step
          number={2}
          title="Provision a VM"
          isDone={false}
          text="Choose an image and a template and see the rendered cloud-init before anything runs."
        >
          {hasHost ? (
            <ProvisionLink />
          ) : (
            <Button refusal="A VM needs a host: add one first.">Provision</Button>
          )}
        </Step>
        <Step
          number={3}
          title="Open a shell"
          isDone={false}
          text="It goes over VMBus, so it works before the VM has a network and after it lost it."
        >
          <Link href="/vms" className={buttonClass()}>
            Show VMs
          </Link>
        </Step>
      </ol>
      <AddHostDialog isOpen={isAdding} onClose={() => setAdding(false)} />
    </Panel>
  );
}

type StepProps = {
  readonly number: number;
  readonly title: string;
  readonly text: string;
  readonly isDone: boolean;
  readonly children: React.ReactNode;
};

function Step({ number, title, text, isDone, children }: StepProps) {
  return (
    <li className="flex gap-3">
      <span className="flex size-6 shrink-0 items-center justify-center rounded-full border border-line text-xs font-semibold">
        {isDone ? <Check aria-label="done" className="size-3.5 text-ok" /> : number}
      </span>
      <div className="flex flex-col items-start gap-2">
        <div>
          <p className="font-medium">{title}</p>
          <p className="text-ink-2">{text}</p>
        </div>
        {children}
      </div>
    </li>
  );
}
