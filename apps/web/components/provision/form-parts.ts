import type { HostView } from '@busbar/shared/realtime/views';
import type { ApiOutputs } from '@/client/trpc.ts';
import type { ImageChoice } from './image-choices.ts';

export type Template = ApiOutputs['template']['list']['items'][number];

/** What both ways of provisioning have in common; their values are in the form's context. */
export type FormParts = {
  readonly images: readonly ImageChoice[];
  readonly hosts: readonly HostView[];
  readonly templates: readonly Template[];
  /** The chosen one. */
  readonly template: Template | undefined;
  readonly onTemplate: (template: Template) => void;
};
