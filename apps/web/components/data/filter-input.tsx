'use client';
import { Search } from 'lucide-react';
import { useRef } from 'react';
import { useShortcut } from '@/client/use-shortcut.ts';
import { Input } from '@/components/ui/input.tsx';

type FilterInputProps = {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label: string;
};

/** `/` puts the cursor here, Escape leaves it. */
export function FilterInput({ value, onChange, label }: FilterInputProps) {
  const input = useRef<HTMLInputElement>(null);
  useShortcut('/', () => input.current?.focus());
  return (
    <div className="relative w-full sm:w-64">
      <Search
        aria-hidden
        className="pointer-events-none absolute left-2.5 top-1/2 size-3.5 -translate-y-1/2 text-ink-3"
      />
      <Input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={`${label}  /`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && input.current?.blur()}
        className="pl-8"
      />
    </div>
  );
}
