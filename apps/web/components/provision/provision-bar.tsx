import type { ReactNode } from 'react';

/** The choices on the left, what they make on the right. */
export const formGrid = 'grid gap-4 px-4 pb-6 lg:grid-cols-[minmax(320px,2fr)_minmax(0,3fr)]';

/** The button that does it, always in reach at the lower edge. */
export const ProvisionBar = ({ children }: { readonly children: ReactNode }) => (
  <div className="sticky bottom-0 -mx-4 flex flex-wrap items-center gap-3 border-t border-line bg-canvas px-4 py-3">
    {children}
  </div>
);
