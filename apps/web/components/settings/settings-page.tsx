'use client';
import { useRefusal } from '@/client/use-session.tsx';
import { useUrlState } from '@/client/use-url-state.ts';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { PageHeader } from '@/components/layout/page-header.tsx';
import { Tabs } from '@/components/ui/tabs.tsx';
import { AuditTab } from './audit-tab.tsx';
import { EnrolmentTab } from './enrolment-tab.tsx';
import { PeopleTab } from './people-tab.tsx';

const tabs = [
  { id: 'people', label: 'People' },
  { id: 'enrolment', label: 'Enrolment' },
  { id: 'audit', label: 'Audit' },
] as const;

export function SettingsPage() {
  const url = useUrlState();
  const refusal = useRefusal('people.write');
  const current = tabs.find(({ id }) => id === url.get('tab'))?.id ?? 'people';
  if (refusal !== null) return <EmptyState title="Settings are for administrators">{refusal}</EmptyState>;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHeader title="Settings" />
      <Tabs label="Settings" tabs={tabs} current={current} onChange={(tab) => url.set({ tab })}>
        {current === 'people' && <PeopleTab />}
        {current === 'enrolment' && <EnrolmentTab />}
        {current === 'audit' && <AuditTab />}
      </Tabs>
    </div>
  );
}
