import type { SimulatedHost } from '../daemon/simulated-host.ts';
import { joinPath } from '../state/host-path.ts';
import type { Snapshot, Vm } from '../state/model.ts';
import { adapterObjects, driveObjects } from '../vm/parts.ts';
import type { Properties } from './properties.ts';

const isOn = (vm: Vm): boolean => vm.state === 'Running' || vm.state === 'Paused';

/** Measured for nobody: a steady guest that does little. */
const idleCpuPercent = 2;
const runtimeBytes = 4 * 1024 * 1024;

export function vmProperties(vm: Vm, host: SimulatedHost): Properties {
  const { memory, processor } = vm.configuration;
  const parent = vm.snapshots.find(({ id }) => id === vm.parentSnapshotId);
  const assignedBytes = isOn(vm) ? memory.startupBytes : 0;
  const owner = { vm, snapshot: null };
  return {
    Id: vm.id,
    VMId: vm.id,
    Name: vm.name,
    VMName: vm.name,
    State: vm.state,
    Status: vm.operationalStatus === 'Ok' ? 'Operating normally' : vm.operationalStatus,
    PrimaryOperationalStatus: vm.operationalStatus,
    CPUUsage: vm.state === 'Running' ? idleCpuPercent : 0,
    MemoryAssigned: assignedBytes,
    MemoryDemand: memory.isDynamic ? Math.floor(assignedBytes / 2) : assignedBytes,
    MemoryStartup: memory.startupBytes,
    MemoryMinimum: memory.minimumBytes,
    MemoryMaximum: memory.maximumBytes,
    DynamicMemoryEnabled: memory.isDynamic,
    Uptime: isOn(vm) && vm.startedAt !== null ? Math.floor((host.now() - vm.startedAt) / 1000) : 0,
    Heartbeat: vm.state === 'Running' ? vm.heartbeat : vm.state === 'Paused' ? 'Paused' : 'Unknown',
    Generation: vm.generation,
    Version: vm.version,
    ProcessorCount: processor.count,
    AutomaticStartAction: vm.automaticStartAction,
    AutomaticStopAction: vm.automaticStopAction,
    AutomaticStartDelay: vm.automaticStartDelay,
    AutomaticCheckpointsEnabled: vm.automaticCheckpointsEnabled,
    CheckpointType: vm.checkpointType,
    ParentSnapshotId: parent?.id ?? null,
    ParentSnapshotName: parent?.name ?? null,
    Path: vm.path,
    ConfigurationLocation: vm.path,
    SnapshotFileLocation: vm.snapshotFileLocation,
    SmartPagingFilePath: vm.smartPagingFilePath,
    SizeOfSystemFiles: vm.state === 'Saved' ? memory.startupBytes : runtimeBytes,
    Notes: vm.notes,
    IsClustered: false,
    ReplicationState: 'Disabled',
    ReplicationHealth: 'NotApplicable',
    ResourceMeteringEnabled: vm.meteringSince !== null,
    CreationTime: vm.createdAt,
    HardDrives: driveObjects(owner, 'disk'),
    DVDDrives: driveObjects(owner, 'dvd'),
    NetworkAdapters: adapterObjects(owner),
  };
}

export function snapshotProperties(vm: Vm, snapshot: Snapshot): Properties {
  const parent = vm.snapshots.find(({ id }) => id === snapshot.parentId);
  return {
    Id: snapshot.id,
    Name: snapshot.name,
    VMId: vm.id,
    VMName: vm.name,
    SnapshotType: snapshot.type,
    IsAutomaticCheckpoint: snapshot.isAutomatic,
    ParentSnapshotId: parent?.id ?? null,
    ParentSnapshotName: parent?.name ?? null,
    CreationTime: snapshot.createdAt,
    State: snapshot.state,
    Path: joinPath(vm.snapshotFileLocation, 'Snapshots'),
    SizeOfSystemFiles: snapshot.state === 'Saved' ? snapshot.configuration.memory.startupBytes : runtimeBytes,
    Notes: '',
  };
}
