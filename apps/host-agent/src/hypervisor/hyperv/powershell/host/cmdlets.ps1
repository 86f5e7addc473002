# Calls of the Hyper-V module: which, and how.

# The allow-list. A test compares it with the catalogue of the agent.
$allowedCmdlets = @(
    'Add-VMDvdDrive'
    'Add-VMHardDiskDrive'
    'Add-VMNetworkAdapter'
    'Add-VMScsiController'
    'Checkpoint-VM'
    'Compare-VM'
    'Connect-VMNetworkAdapter'
    'Convert-VHD'
    'Disable-VMIntegrationService'
    'Disable-VMResourceMetering'
    'Disable-VMTPM'
    'Disconnect-VMNetworkAdapter'
    'Dismount-VHD'
    'Enable-VMIntegrationService'
    'Enable-VMResourceMetering'
    'Enable-VMTPM'
    'Export-VM'
    'Export-VMSnapshot'
    'Get-VHD'
    'Get-VM'
    'Get-VMComPort'
    'Get-VMDvdDrive'
    'Get-VMFirmware'
    'Get-VMHardDiskDrive'
    'Get-VMHost'
    'Get-VMHostNumaNode'
    'Get-VMHostSupportedVersion'
    'Get-VMIntegrationService'
    'Get-VMKeyProtector'
    'Get-VMMemory'
    'Get-VMNetworkAdapter'
    'Get-VMNetworkAdapterVlan'
    'Get-VMProcessor'
    'Get-VMScsiController'
    'Get-VMSecurity'
    'Get-VMSnapshot'
    'Get-VMSwitch'
    'Get-VMVideo'
    'Import-VM'
    'Measure-VM'
    'Merge-VHD'
    'Mount-VHD'
    'Move-VM'
    'Move-VMStorage'
    'New-VHD'
    'New-VM'
    'New-VMSwitch'
    'Optimize-VHD'
    'Remove-VM'
    'Remove-VMDvdDrive'
    'Remove-VMHardDiskDrive'
    'Remove-VMNetworkAdapter'
    'Remove-VMSavedState'
    'Remove-VMScsiController'
    'Remove-VMSnapshot'
    'Remove-VMSwitch'
    'Rename-VM'
    'Rename-VMNetworkAdapter'
    'Rename-VMSnapshot'
    'Rename-VMSwitch'
    'Reset-VMResourceMetering'
    'Resize-VHD'
    'Restart-VM'
    'Restore-VMSnapshot'
    'Resume-VM'
    'Save-VM'
    'Set-VHD'
    'Set-VM'
    'Set-VMComPort'
    'Set-VMDvdDrive'
    'Set-VMFirmware'
    'Set-VMHardDiskDrive'
    'Set-VMHost'
    'Set-VMKeyProtector'
    'Set-VMMemory'
    'Set-VMNetworkAdapter'
    'Set-VMNetworkAdapterVlan'
    'Set-VMProcessor'
    'Set-VMSecurity'
    'Set-VMSwitch'
    'Set-VMVideo'
    'Start-VM'
    'Stop-VM'
    'Suspend-VM'
    'Test-VHD'
    'Update-VMVersion'
)

# Without -Force these ask a question that nobody would answer; all that it does to them is to keep them from asking.
# Stop-VM is not among them: there it also cuts a shutdown short after five minutes, which is for the caller to say.
$forcedCmdlets = @('Merge-VHD', 'Remove-VM', 'Remove-VMSwitch', 'Restart-VM', 'Update-VMVersion')

# Said by the script itself, or a way to another machine.
$reservedParameters = @(
    'AsJob'
    'CimSession'
    'ComputerName'
    'Confirm'
    'Credential'
    'DestinationCimSession'
    'DestinationCredential'
    'WhatIf'
)

$referenceDepthLimit = 3
$commands = @{}

function Get-AllowedCommand {
    param([string] $Name)

    if (-not ($allowedCmdlets -ccontains $Name)) {
        throw (New-HostError -Identifier 'CommandNotFoundException' -Category 'ObjectNotFound' -Message "'$Name' is not allowed here.")
    }
    if (-not $commands.ContainsKey($Name)) {
        Import-Module -Name Hyper-V -ErrorAction Stop
        # Qualified, because VMware's module has cmdlets of the same names.
        $commands[$Name] = Get-Command -Name "Hyper-V\$Name" -CommandType Cmdlet -ErrorAction Stop | Select-Object -First 1
    }
    return $commands[$Name]
}

# Runs one cmdlet and lets its objects out.
function Invoke-Cmdlet {
    param([string] $Name, $Parameters, [int] $Depth, [bool] $AsJob)

    $command = Get-AllowedCommand -Name $Name
    $arguments = Resolve-Argument -Command $command -Parameters $Parameters -Depth $Depth
    if ($command.Parameters.ContainsKey('Confirm')) {
        $arguments['Confirm'] = $false
    }
    $isForced = ($forcedCmdlets -ccontains $Name) -or (($Name -ceq 'Stop-VM') -and $arguments['TurnOff'])
    if ($isForced -and -not $arguments.ContainsKey('Force')) {
        $arguments['Force'] = $true
    }
    if ($AsJob) {
        if (-not $command.Parameters.ContainsKey('AsJob')) {
            throw (New-HostError -Identifier 'InvalidParameter' -Category 'InvalidArgument' -Message "$Name cannot run as a job.")
        }
        $arguments['AsJob'] = $true
    }
    $arguments['ErrorAction'] = 'Stop'
    & $command @arguments
}

# JSON parameters as a table to splat. Names must be whole: splatting would take any unambiguous beginning.
function Resolve-Argument {
    param([System.Management.Automation.CommandInfo] $Command, $Parameters, [int] $Depth)

    $arguments = @{}
    if ($null -eq $Parameters) {
        return $arguments
    }
    foreach ($property in $Parameters.PSObject.Properties) {
        $name = $property.Name
        $isRefused = ($reservedParameters -contains $name) -or [System.Management.Automation.Cmdlet]::CommonParameters.Contains($name)
        if ($isRefused -or -not $Command.Parameters.ContainsKey($name)) {
            throw (New-HostError -Identifier 'InvalidParameter' -Category 'InvalidArgument' -Message "$($Command.Name) has no parameter '$name' on this host.")
        }
        $value = $property.Value
        if ($value -is [System.Management.Automation.PSCustomObject]) {
            $value = Resolve-Reference -Reference $value -Depth ($Depth + 1)
        }
        $arguments[$name] = $value
    }
    return $arguments
}

# The one object that a reference names.
function Resolve-Reference {
    param($Reference, [int] $Depth)

    $from = $Reference.PSObject.Properties['$from']
    if (($null -eq $from) -or ($Depth -gt $referenceDepthLimit)) {
        throw (New-HostError -Identifier 'InvalidParameter' -Category 'InvalidArgument' -Message 'A value is an object that is no reference, or nests too deep.')
    }
    $source = $from.Value
    $name = [string] $source.cmdlet
    if (-not $name.StartsWith('Get-', [System.StringComparison]::Ordinal)) {
        throw (New-HostError -Identifier 'InvalidParameter' -Category 'InvalidArgument' -Message "A reference asks a Get- cmdlet, not '$name'.")
    }
    $fitting = [System.Collections.ArrayList]::new()
    foreach ($object in @(Invoke-Cmdlet -Name $name -Parameters $source.parameters -Depth $Depth -AsJob $false)) {
        if (Test-Property -Object $object -Where $source.where) {
            [void] $fitting.Add($object)
        }
    }
    if ($fitting.Count -eq 0) {
        throw (New-HostError -Identifier 'ObjectNotFound' -Category 'ObjectNotFound' -Message "$name has no object that fits.")
    }
    if ($fitting.Count -gt 1) {
        throw (New-HostError -Identifier 'InvalidOperation' -Category 'InvalidOperation' -Message "$name has $($fitting.Count) objects that fit, where one is needed.")
    }
    return $fitting[0]
}

# Equality as text, so that enumerations are compared by name and GUIDs in any case.
function Test-Property {
    param($Object, $Where)

    if ($null -eq $Where) {
        return $true
    }
    foreach ($property in $Where.PSObject.Properties) {
        $name = $property.Name
        $actual = $Object.$name
        if (($null -eq $actual) -ne ($null -eq $property.Value)) {
            return $false
        }
        if ([string] $actual -ne [string] $property.Value) {
            return $false
        }
    }
    return $true
}
