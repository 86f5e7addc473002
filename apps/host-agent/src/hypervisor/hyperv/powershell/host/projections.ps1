# What is told of each kind of object. The agent has the same table (projections.ts), and a test compares the two.
#
# text, enum (its name, never its number), guid (lower case), number, boolean, seconds (of a TimeSpan; "Seconds" is added
# to the name), time (ISO 8601, UTC), texts and enums (lists), object:X and list:X (what projection X tells).

$projections = @{
    VirtualMachine = @(
        'Id:guid'
        'Name:text'
        'State:enum'
        'Status:text'
        'PrimaryOperationalStatus:enum'
        'CPUUsage:number'
        'MemoryAssigned:number'
        'MemoryDemand:number'
        'MemoryStartup:number'
        'MemoryMinimum:number'
        'MemoryMaximum:number'
        'DynamicMemoryEnabled:boolean'
        'Uptime:seconds'
        'Heartbeat:enum'
        'Generation:number'
        'Version:text'
        'ProcessorCount:number'
        'AutomaticStartAction:enum'
        'AutomaticStopAction:enum'
        'AutomaticStartDelay:number'
        'AutomaticCheckpointsEnabled:boolean'
        'CheckpointType:enum'
        'ParentSnapshotId:guid'
        'ParentSnapshotName:text'
        'Path:text'
        'ConfigurationLocation:text'
        'SnapshotFileLocation:text'
        'SmartPagingFilePath:text'
        'SizeOfSystemFiles:number'
        'Notes:text'
        'IsClustered:boolean'
        'ReplicationState:enum'
        'ReplicationHealth:enum'
        'ResourceMeteringEnabled:boolean'
        'CreationTime:time'
    )
    BusbarVMSummary = @(
        'Id:guid'
        'Name:text'
        'State:enum'
        'Status:text'
        'PrimaryOperationalStatus:enum'
        'CPUUsage:number'
        'MemoryAssigned:number'
        'MemoryDemand:number'
        'MemoryStartup:number'
        'MemoryMinimum:number'
        'MemoryMaximum:number'
        'DynamicMemoryEnabled:boolean'
        'Uptime:seconds'
        'Heartbeat:enum'
        'Generation:number'
        'Version:text'
        'ProcessorCount:number'
        'AutomaticStartAction:enum'
        'AutomaticStopAction:enum'
        'AutomaticStartDelay:number'
        'AutomaticCheckpointsEnabled:boolean'
        'CheckpointType:enum'
        'ParentSnapshotId:guid'
        'ParentSnapshotName:text'
        'Path:text'
        'ConfigurationLocation:text'
        'SnapshotFileLocation:text'
        'SmartPagingFilePath:text'
        'SizeOfSystemFiles:number'
        'Notes:text'
        'IsClustered:boolean'
        'ReplicationState:enum'
        'ReplicationHealth:enum'
        'ResourceMeteringEnabled:boolean'
        'CreationTime:time'
        'HardDrives:list:VMHardDiskDrive'
        'DVDDrives:list:VMDvdDrive'
        'NetworkAdapters:list:VMNetworkAdapter'
    )
    VMHardDiskDrive = @(
        'Id:text'
        'Name:text'
        'VMId:guid'
        'VMName:text'
        'Path:text'
        'ControllerType:enum'
        'ControllerNumber:number'
        'ControllerLocation:number'
        'DiskNumber:number'
    )
    VMDvdDrive = @(
        'Id:text'
        'Name:text'
        'VMId:guid'
        'VMName:text'
        'Path:text'
        'ControllerType:enum'
        'ControllerNumber:number'
        'ControllerLocation:number'
        'DvdMediaType:enum'
    )
    VMScsiController = @(
        'Id:text'
        'VMId:guid'
        'VMName:text'
        'ControllerNumber:number'
    )
    VMNetworkAdapter = @(
        'Id:text'
        'Name:text'
        'VMId:guid'
        'VMName:text'
        'SwitchName:text'
        'SwitchId:guid'
        'MacAddress:text'
        'DynamicMacAddressEnabled:boolean'
        'IPAddresses:texts'
        'Connected:boolean'
        'Status:enums'
        'MacAddressSpoofing:enum'
        'DhcpGuard:enum'
        'RouterGuard:enum'
        'VlanSetting:object:VMNetworkAdapterVlanSetting'
        'IsLegacy:boolean'
        'IsManagementOs:boolean'
    )
    VMNetworkAdapterVlanSetting = @(
        'OperationMode:enum'
        'AccessVlanId:number'
        'NativeVlanId:number'
    )
    VMSnapshot = @(
        'Id:guid'
        'Name:text'
        'VMId:guid'
        'VMName:text'
        'SnapshotType:enum'
        'IsAutomaticCheckpoint:boolean'
        'ParentSnapshotId:guid'
        'ParentSnapshotName:text'
        'CreationTime:time'
        'State:enum'
        'Path:text'
        'SizeOfSystemFiles:number'
        'Notes:text'
    )
    VirtualHardDisk = @(
        'Path:text'
        'VhdFormat:enum'
        'VhdType:enum'
        'FileSize:number'
        'Size:number'
        'MinimumSize:number'
        'LogicalSectorSize:number'
        'PhysicalSectorSize:number'
        'BlockSize:number'
        'ParentPath:text'
        'DiskIdentifier:text'
        'FragmentationPercentage:number'
        'Attached:boolean'
        'DiskNumber:number'
    )
    VMFirmware = @(
        'VMId:guid'
        'VMName:text'
        'SecureBoot:enum'
        'SecureBootTemplate:text'
        'SecureBootTemplateId:guid'
        'PreferredNetworkBootProtocol:enum'
        'ConsoleMode:enum'
        'PauseAfterBootFailure:enum'
        'BootOrder:list:VMBootSource'
    )
    VMBootSource = @(
        'BootType:enum'
        'Description:text'
        'FirmwarePath:text'
    )
    VMSecurity = @(
        'VMId:guid'
        'VMName:text'
        'TpmEnabled:boolean'
        'Shielded:boolean'
        'EncryptStateAndVmMigrationTraffic:boolean'
    )
    VMProcessor = @(
        'VMId:guid'
        'VMName:text'
        'Count:number'
        'Reserve:number'
        'Maximum:number'
        'RelativeWeight:number'
        'ExposeVirtualizationExtensions:boolean'
        'CompatibilityForMigrationEnabled:boolean'
    )
    VMMemory = @(
        'VMId:guid'
        'VMName:text'
        'DynamicMemoryEnabled:boolean'
        'Startup:number'
        'Minimum:number'
        'Maximum:number'
        'Buffer:number'
        'Priority:number'
    )
    VMComPort = @(
        'Id:text'
        'Name:text'
        'VMId:guid'
        'VMName:text'
        'Path:text'
        'DebuggerMode:enum'
    )
    VMIntegrationComponent = @(
        'Id:text'
        'Name:text'
        'VMId:guid'
        'VMName:text'
        'Enabled:boolean'
        'PrimaryOperationalStatus:enum'
    )
    VMSwitch = @(
        'Id:guid'
        'Name:text'
        'SwitchType:enum'
        'Notes:text'
        'AllowManagementOS:boolean'
        'NetAdapterInterfaceDescription:text'
        'NetAdapterInterfaceDescriptions:texts'
        'EmbeddedTeamingEnabled:boolean'
        'IovEnabled:boolean'
        'BandwidthReservationMode:enum'
    )
    VMHost = @(
        'Name:text'
        'FullyQualifiedDomainName:text'
        'LogicalProcessorCount:number'
        'MemoryCapacity:number'
        'VirtualMachinePath:text'
        'VirtualHardDiskPath:text'
        'MacAddressMinimum:text'
        'MacAddressMaximum:text'
        'NumaSpanningEnabled:boolean'
        'EnableEnhancedSessionMode:boolean'
        'IovSupport:boolean'
        'SupportedVmVersions:texts'
        'SecureBootTemplates:list:VMSecureBootTemplate'
        'VirtualMachineMigrationEnabled:boolean'
        'VirtualMachineMigrationAuthenticationType:enum'
        'MaximumVirtualMachineMigrations:number'
        'MaximumStorageMigrations:number'
    )
    VMCompatibilityReport = @(
        'OperationType:enum'
        'Destination:text'
        'Path:text'
        'Incompatibilities:list:VMIncompatibility'
    )
    VMIncompatibility = @(
        'MessageId:number'
        'Message:text'
    )
    VMSecureBootTemplate = @(
        'Id:guid'
        'Name:text'
    )
    VMHostNumaNode = @(
        'NodeId:number'
        'ProcessorsAvailability:texts'
        'MemoryAvailable:number'
        'MemoryTotal:number'
    )
    VMHostSupportedVersion = @(
        'Name:text'
        'Version:text'
        'IsDefault:boolean'
    )
    VMMeteringReportForVirtualMachine = @(
        'VMId:guid'
        'VMName:text'
        'MeteringDuration:seconds'
        'AverageProcessorUsage:number'
        'AverageMemoryUsage:number'
        'MaximumMemoryUsage:number'
        'MinimumMemoryUsage:number'
        'TotalDiskAllocation:number'
        'AggregatedAverageNormalizedIOPS:number'
        'AggregatedAverageLatency:number'
        'AggregatedDiskDataRead:number'
        'AggregatedDiskDataWritten:number'
    )
    Boolean = @(
        'Value:boolean'
    )
    BusbarPreflight = @(
        'Name:text'
        'State:text'
        'Message:text'
        'Remedy:text'
    )
    BusbarKvp = @(
        'VMId:guid'
        'Source:text'
        'Name:text'
        'Data:text'
    )
    BusbarScreen = @(
        'Width:number'
        'Height:number'
        'Rgb565:text'
    )
    BusbarNetAdapter = @(
        'Name:text'
        'InterfaceDescription:text'
        'Status:text'
        'MacAddress:text'
        'LinkSpeed:text'
    )
    BusbarNeighbor = @(
        'MacAddress:text'
        'IPAddress:text'
        'State:enum'
        'InterfaceAlias:text'
    )
}

# A property that this release of Windows lacks, or that cannot be read any more because the object has just gone, is
# null: one broken VM must not take the others out of a list. The agent refuses an object without what it needs.
function ConvertTo-Projection {
    param($Object, [string] $Name)

    $told = [ordered]@{}
    if ($Name -ceq 'Boolean') {
        $told['Value'] = [bool] $Object
        return $told
    }
    foreach ($property in $projections[$Name]) {
        $parts = $property.Split([char[]] @(':'), 3)
        $key = $parts[0]
        try {
            $value = $Object.$key
        }
        catch {
            $value = $null
        }
        switch -CaseSensitive ($parts[1]) {
            'texts' {
                $told[$key] = ConvertTo-TextList -Values $value
            }
            'enums' {
                $told[$key] = ConvertTo-TextList -Values $value
            }
            'list' {
                $told[$key] = ConvertTo-ProjectionList -Objects $value -Name $parts[2]
            }
            'seconds' {
                $told["${key}Seconds"] = ConvertTo-Plain -Value $value -Form 'seconds'
            }
            'object' {
                $told[$key] = $null
                if ($null -ne $value) {
                    $told[$key] = ConvertTo-Projection -Object $value -Name $parts[2]
                }
            }
            Default {
                $told[$key] = ConvertTo-Plain -Value $value -Form $parts[1]
            }
        }
    }
    return $told
}

function ConvertTo-Plain {
    param($Value, [string] $Form)

    if ($null -eq $Value) {
        return $null
    }
    switch -CaseSensitive ($Form) {
        'number' {
            return $Value -as [long]
        }
        'boolean' {
            return [bool] $Value
        }
        'guid' {
            return ([string] $Value).ToLowerInvariant()
        }
        'seconds' {
            return [long] [System.Math]::Floor($Value.TotalSeconds)
        }
        'time' {
            return $Value.ToUniversalTime().ToString('o')
        }
        Default {
            return [string] $Value
        }
    }
}

# The comma keeps a list of none or one a list on its way out.
function ConvertTo-TextList {
    param($Values)

    $list = [System.Collections.ArrayList]::new()
    foreach ($value in @($Values)) {
        if ($null -ne $value) {
            [void] $list.Add([string] $value)
        }
    }
    return , $list.ToArray()
}

function ConvertTo-ProjectionList {
    param($Objects, [string] $Name)

    $list = [System.Collections.ArrayList]::new()
    foreach ($object in @($Objects)) {
        if ($null -ne $object) {
            [void] $list.Add((ConvertTo-Projection -Object $object -Name $Name))
        }
    }
    return , $list.ToArray()
}
