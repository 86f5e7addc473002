#Requires -Version 5.1
<#
.SYNOPSIS
    Installs the Busbar guest agent in this Windows VM, or upgrades it.
.DESCRIPTION
    Runs from the tools disc, as the seed's user-data has cloudbase-init do at the first boot; by hand in an elevated
    PowerShell. Copies the agent to Program Files, where only administrators may write, makes the Windows service
    busbar-guest and starts it. It listens on hv_sock, for this VM's host alone: no port, no firewall rule. It may be run
    again at any time; an upgrade that does not start goes back to the version before by itself.
.PARAMETER Uninstall
    Removes service, programs and event source.
.EXAMPLE
    .\install-guest.ps1
.EXAMPLE
    .\install-guest.ps1 -Uninstall
#>
[CmdletBinding()]
param(
    [switch] $Uninstall
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# As in the agent: apps/guest-agent/src/service/run-service.ts.
$serviceName = 'busbar-guest'
$eventSource = 'BusbarGuest'
$programs = Join-Path -Path $env:ProgramFiles -ChildPath 'BusbarGuest'
$data = Join-Path -Path $env:ProgramData -ChildPath 'BusbarGuest'
$files = @('busbar-guest.exe', 'koffi.node', 'install-guest.ps1')
$failureActions = 'restart/1000/restart/2000/restart/10000'
# One of Node's threads waits for the service control manager, one for each console that is being closed.
$serviceEnvironment = @('UV_THREADPOOL_SIZE=16')
$startLimit = [TimeSpan]::FromSeconds(60)
# Full rights for administrators and LocalSystem, for what is made in it too; nothing is inherited from above.
$closed = 'O:BAG:BAD:PAI(A;OICI;FA;;;BA)(A;OICI;FA;;;SY)'
$administrators = 'S-1-5-32-544'
$localSystem = 'S-1-5-18'

function Assert-Administrator {
    $principal = [System.Security.Principal.WindowsPrincipal]::new([System.Security.Principal.WindowsIdentity]::GetCurrent())
    if (-not $principal.IsInRole([System.Security.Principal.SecurityIdentifier]::new($administrators))) {
        throw 'Run this in an elevated PowerShell.'
    }
}

# Anybody may make folders in ProgramData; a log that LocalSystem writes must not be led elsewhere.
function Protect-DataFolder {
    if (Test-Path -LiteralPath $data) {
        $owner = (Get-Acl -LiteralPath $data).GetOwner([System.Security.Principal.SecurityIdentifier]).Value
        if (@($administrators, $localSystem) -notcontains $owner) {
            throw "$data belongs to $owner. Look at what is in it, remove it, then install again."
        }
    }
    else {
        New-Item -ItemType Directory -Path $data | Out-Null
    }
    $access = [System.Security.AccessControl.DirectorySecurity]::new()
    $access.SetSecurityDescriptorSddlForm($closed, [System.Security.AccessControl.AccessControlSections] 'Owner, Group, Access')
    [System.IO.Directory]::SetAccessControl($data, $access)
}

function Find-AgentService {
    return Get-Service -Name $serviceName -ErrorAction SilentlyContinue
}

function Stop-AgentService {
    $service = Find-AgentService
    if (($null -eq $service) -or ($service.Status -eq 'Stopped')) {
        return
    }
    $process = (Get-CimInstance -ClassName Win32_Service -Filter "Name = '$serviceName'").ProcessId
    Stop-Service -InputObject $service
    $service.WaitForStatus('Stopped', $startLimit)
    # It says that it has stopped a moment before its process ends, which has the executable open.
    Wait-Process -Id $process -Timeout 30 -ErrorAction SilentlyContinue
}

# True when it runs, and still does after a moment in which a broken agent would have ended.
function Start-AgentService {
    $service = Find-AgentService
    try {
        Start-Service -InputObject $service
        $service.WaitForStatus('Running', $startLimit)
    }
    catch {
        Write-Warning -Message "The service did not start: $($_.Exception.Message)"
        return $false
    }
    Start-Sleep -Seconds 2
    $service.Refresh()
    return $service.Status -eq 'Running'
}

function Invoke-ServiceControl {
    param([string[]] $Arguments)

    $program = Join-Path -Path $env:SystemRoot -ChildPath 'System32\sc.exe'
    & $program @Arguments | Out-Null
    if ($LASTEXITCODE -ne 0) {
        throw "sc.exe $($Arguments[0]) failed ($LASTEXITCODE)."
    }
}

# Into a folder of its own for each version, so that the one before stays whole for the way back.
function Copy-Agent {
    param([string] $Target)

    if ($PSScriptRoot -eq $Target) {
        return
    }
    New-Item -ItemType Directory -Path $Target -Force | Out-Null
    foreach ($name in $files) {
        Copy-Item -LiteralPath (Join-Path -Path $PSScriptRoot -ChildPath $name) -Destination $Target -Force
        # What comes from a disc is marked as read-only.
        Set-ItemProperty -LiteralPath (Join-Path -Path $Target -ChildPath $name) -Name IsReadOnly -Value $false
    }
}

function Set-GuestAgent {
    param([string] $Folder)

    $command = "`"$(Join-Path -Path $Folder -ChildPath 'busbar-guest.exe')`" service"
    Stop-AgentService
    if ($null -eq (Find-AgentService)) {
        New-Service -Name $serviceName -BinaryPathName $command -DisplayName 'Busbar guest agent' -Description 'Lets the host of this virtual machine reach into it for Busbar, without a network.' -StartupType Automatic | Out-Null
    }
    else {
        $service = Get-CimInstance -ClassName Win32_Service -Filter "Name = '$serviceName'"
        $changed = Invoke-CimMethod -InputObject $service -MethodName Change -Arguments @{ PathName = $command }
        if ($changed.ReturnValue -ne 0) {
            throw "Windows did not change the service ${serviceName}: it says $($changed.ReturnValue)."
        }
    }
    $key = "HKLM:\SYSTEM\CurrentControlSet\Services\$serviceName"
    New-ItemProperty -LiteralPath $key -Name Environment -PropertyType MultiString -Value $serviceEnvironment -Force | Out-Null
    # Started again for ever: it is how a broken guest is repaired.
    Invoke-ServiceControl -Arguments @('failure', $serviceName, 'reset=', '3600', 'actions=', $failureActions)
    Invoke-ServiceControl -Arguments @('failureflag', $serviceName, '1')
}

# The folder of the version that is in service; null when there is none.
function Get-InstalledFolder {
    $service = Get-CimInstance -ClassName Win32_Service -Filter "Name = '$serviceName'"
    if (($null -eq $service) -or ($service.PathName -notmatch '^"(.+)\\busbar-guest\.exe" service$')) {
        return $null
    }
    return $Matches[1]
}

function Remove-Folder {
    param([string] $Path)

    if (Test-Path -LiteralPath $Path) {
        Remove-Item -LiteralPath $Path -Recurse -Force
    }
}

# Versions that are neither in service nor the way back.
function Remove-OldVersion {
    param([string[]] $Kept)

    foreach ($folder in @(Get-ChildItem -LiteralPath $programs)) {
        if ($Kept -notcontains $folder.FullName) {
            Remove-Folder -Path $folder.FullName
        }
    }
}

function Install-Agent {
    $source = Join-Path -Path $PSScriptRoot -ChildPath 'busbar-guest.exe'
    $version = [string] (& $source 'version')
    # Two builds of one version are told apart by the size of the program.
    $target = Join-Path -Path $programs -ChildPath "$version-$((Get-Item -LiteralPath $source).Length)"
    $before = Get-InstalledFolder
    if (($before -eq $target) -and ((Find-AgentService).Status -eq 'Running')) {
        Write-Host "The Busbar guest agent $version is installed already."
        return
    }
    Protect-DataFolder
    if ($before -eq $target) {
        Stop-AgentService
    }
    Copy-Agent -Target $target
    if (-not [System.Diagnostics.EventLog]::SourceExists($eventSource)) {
        New-EventLog -LogName Application -Source $eventSource
    }
    Set-GuestAgent -Folder $target
    if (Start-AgentService) {
        Remove-OldVersion -Kept @($target, $before)
        Write-Host "The Busbar guest agent $version is installed."
        return
    }
    if (($null -eq $before) -or ($before -eq $target)) {
        throw "The Busbar guest agent $version does not stay up. See $data\logs and the event log, source $eventSource."
    }
    Set-GuestAgent -Folder $before
    Start-AgentService | Out-Null
    throw "The Busbar guest agent $version does not stay up; the one before is in service again. See $data\logs."
}

function Uninstall-Agent {
    Stop-AgentService
    if ($null -ne (Find-AgentService)) {
        Invoke-ServiceControl -Arguments @('delete', $serviceName)
    }
    if ([System.Diagnostics.EventLog]::SourceExists($eventSource)) {
        Remove-EventLog -Source $eventSource
    }
    Remove-Folder -Path $programs
    Remove-Folder -Path $data
    Write-Host 'The Busbar guest agent is removed.'
}

Assert-Administrator
if ($Uninstall) {
    Uninstall-Agent
}
else {
    Install-Agent
}
