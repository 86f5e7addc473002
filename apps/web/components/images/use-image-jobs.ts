'use client';
import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '@/client/trpc.ts';
import { useJobNotice } from '@/components/asked-of-host/use-job-notice.ts';
import type { ImageItem } from './use-images.ts';

/** An image on one of its hosts. */
export type ImageAt = { readonly image: ImageItem; readonly host: ImageItem['hosts'][number] };

/** What is done with an image on one host. */
export function useImageJobs() {
  const trpc = useTRPC();
  const asked = useJobNotice();
  return {
    verify: useMutation(trpc.image.verify.mutationOptions(asked('The image is being verified'))),
    remove: useMutation(trpc.image.remove.mutationOptions(asked('The image is being removed'))),
  };
}
