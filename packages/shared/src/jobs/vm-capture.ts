import { z } from 'zod';
import { ImageDescription } from '../domain/image.ts';
import { DriverName } from '../protocol/host-facts.ts';
import { defineJobKind } from './job-kind.ts';
import { VmReference } from './vm-reference.ts';

/**
 * `cleaned`: the VM is made nobody first, by `cloud-init clean` inside it, and shut down; what is made of the image becomes
 * whoever its seed says. `kept`: the disk as it is, with host keys, machine id and cloud-init's instance.
 */
export const CapturedIdentity = z.enum(['cleaned', 'kept']);
export type CapturedIdentity = z.infer<typeof CapturedIdentity>;

/** Cloud-init acts in an image whose VM was cleaned, and in no other: nobody need say. */
const Description = ImageDescription.omit({ hasCloudInit: true });

export const VmCaptureDocument = Description.extend({
  ...VmReference.shape,
  driver: DriverName,
  identity: CapturedIdentity,
});
export type VmCaptureDocument = z.infer<typeof VmCaptureDocument>;

export const VmCaptureInput = Description.extend({
  ...VmReference.shape,
  /** Default: the day, as in 20260801. */
  version: Description.shape.version.optional(),
  defaultUser: Description.shape.defaultUser.default(null),
  secureBoot: Description.shape.secureBoot.default('linux'),
  identity: CapturedIdentity.default('cleaned'),
});
export type VmCaptureInput = z.infer<typeof VmCaptureInput>;

/** What is made lies under the job's id until the last step. What was cleaned inside the VM is not taken back. */
export const vmCapture = defineJobKind({
  title: 'Make an image of',
  input: VmCaptureInput,
  document: VmCaptureDocument,
  secrets: z.null(),
  steps: [
    { name: 'check', title: 'Check VM, name and space' },
    { name: 'clean', title: 'Take its identity out of the VM' },
    { name: 'shut-down', title: 'Shut the VM down' },
    { name: 'copy-disk', title: 'Copy the VM', undo: 'Remove what was copied' },
    { name: 'convert', title: 'Make one disk of the copy', undo: 'Remove the disk' },
    { name: 'sum-disk', title: 'Write down its checksum' },
    { name: 'put-in-place', title: 'Put the image in its place', undo: 'Remove the image' },
    { name: 'remove-copy', title: 'Remove what was copied on the way' },
  ],
  // Half a terabyte, copied, converted and read at 50 MB/s.
  timeoutMs: 9 * 60 * 60_000,
  maxAttempts: 1,
  permission: 'image.write',
});
