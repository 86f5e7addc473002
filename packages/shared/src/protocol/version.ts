import { z } from 'zod';

/**
 * Versions of the link (host agent ↔ control plane) and of the channel (host agent ↔ guest agent).
 * Within a major version an older peer keeps working; a minor version only adds.
 *
 * Changelog, newest last:
 *   link 1.0     first version
 *   channel 1.0  first version
 *   link 1.1     a job may keep what it made (`onFailure`, `kept`) and be continued (`continues`)
 *   link 1.2     jobs that were asked for on the host itself (`job-begun`)
 *   link 1.3     a host tells the checkpoints of a VM when it is asked (`vms/<id>/checkpoints`)
 *   link 1.4     a host tells which discs are in a VM and which could be (`vms/<id>/media`)
 *   link 1.5     a host tells its exports, and removes one (`exports`, `exports/remove`)
 *   link 1.6     a VM whose agent does not answer may have a report of its host (`report` of an observed VM)
 *   link 1.7     a host tells its virtual switches and network adapters (`switches`)
 *   link 1.8     with each export, the image and the network of its VM
 *   link 1.9     images that were imported (`imported`, `check`), and the files that can be (`disk-files`)
 *   link 1.10    a host tells the memory, adapters and security of a VM (`vms/<id>/hardware`)
 *   link 1.11    a driver may tell the machine as its hypervisor sees it (`machine` of its facts)
 *   link 1.12    a host tells its backups (`backups`)
 *   link 1.13    local jobs without a VM, and such that import one (`job-begun`)
 *   link 1.14    a host tells the disks of a VM (`vms/<id>/disks`)
 *   link 1.15    exports that do not say what they hold are told, and removed
 *   link 1.16    an image is copied from host to host (`images/…`, `replicas/…`, `replicated` of an image)
 *   link 1.17    a host tells where the files of a VM are and could be (`vms/<id>/storage`)
 *   link 1.18    a hypervisor's machine may tell whether VMs can be moved to it, and into which folder (`moves`)
 *   link 1.19    a VM may be saved (`isSaved` of an observed VM)
 *   link 1.20    a host tells what a VM has used, where that is metered (`metering` of its hardware)
 */
export const ProtocolVersion = z.object({
  major: z.number().int().min(0).max(9999),
  minor: z.number().int().min(0).max(9999),
});
export type ProtocolVersion = z.infer<typeof ProtocolVersion>;

export const linkVersion: ProtocolVersion = { major: 1, minor: 20 };
export const channelVersion: ProtocolVersion = { major: 1, minor: 0 };

/** Peers agree on the lower minor of the same major; `null` when they cannot talk. */
export function negotiateVersion(ours: ProtocolVersion, theirs: ProtocolVersion): ProtocolVersion | null {
  if (ours.major !== theirs.major) return null;
  return { major: ours.major, minor: Math.min(ours.minor, theirs.minor) };
}
