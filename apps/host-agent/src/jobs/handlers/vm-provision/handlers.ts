import type { KindHandlers } from '../../step-handler.ts';
import type { JobServices } from '../services.ts';
import { attachMedia } from './attach-media.ts';
import { buildIso } from './build-iso.ts';
import { check } from './check.ts';
import { createDisk } from './create-disk.ts';
import { createVm } from './create-vm.ts';
import { detachSeed } from './detach-seed.ts';
import { keepIdentity } from './keep-identity.ts';
import { renderSeedStep } from './render-seed.ts';
import { start } from './start.ts';
import { verify } from './verify.ts';
import { waitChannel } from './wait-channel.ts';
import { waitCloudInit } from './wait-cloud-init.ts';

export const vmProvisionHandlers: KindHandlers<'vm.provision', JobServices> = {
  check,
  'render-seed': renderSeedStep,
  'build-iso': buildIso,
  'create-disk': createDisk,
  'create-vm': createVm,
  'attach-media': attachMedia,
  start,
  'wait-channel': waitChannel,
  'wait-cloud-init': waitCloudInit,
  'keep-identity': keepIdentity,
  'detach-seed': detachSeed,
  verify,
};
