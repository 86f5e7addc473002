import type { ApiOutputs } from '@/client/trpc.ts';

export type Preview = ApiOutputs['vm']['previewSeed'];
export type Finding = Preview['findings'][number];

export const documentTitles = {
  userData: 'user-data',
  metaData: 'meta-data',
  networkConfig: 'network-config',
  vendorData: 'vendor-data',
} as const;
export type DocumentName = keyof typeof documentTitles;
export const documentNames = Object.keys(documentTitles) as DocumentName[];
