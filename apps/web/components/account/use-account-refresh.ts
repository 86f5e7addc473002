'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '@/client/trpc.ts';

export function useAccountRefresh(): () => void {
  const trpc = useTRPC();
  const client = useQueryClient();
  return () => void client.invalidateQueries(trpc.account.pathFilter());
}
