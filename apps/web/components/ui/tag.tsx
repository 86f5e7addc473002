export function Tag({ children }: { readonly children: string }) {
  return (
    <span className="inline-flex h-5 items-center rounded-sm border border-line px-1.5 text-xs text-ink-2">
      {children}
    </span>
  );
}
