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

# What the parts, which hosts are installed with too, want to know.
$layout = @{
    # As in the agent: apps/guest-agent/src/service/run-service.ts.
    Service = 'busbar-guest'
    DisplayName = 'Busbar guest agent'
    Description = 'Lets the host of this virtual machine reach into it for Busbar, without a network.'
    DependsOn = @()
    # Started again for ever: it is how a broken guest is repaired.
    FailureActions = 'restart/1000/restart/2000/restart/10000'
    # One of Node's threads waits for the service control manager, one for each console that is being closed.
    Environment = @('UV_THREADPOOL_SIZE=16')
    EventSource = 'BusbarGuest'
    Programs = Join-Path -Path $env:ProgramFiles -ChildPath 'BusbarGuest'
    Data = Join-Path -Path $env:ProgramData -ChildPath 'BusbarGuest'
}

. "$PSScriptRoot\parts\running.ps1"
. "$PSScriptRoot\parts\data-folder.ps1"
. "$PSScriptRoot\parts\service.ps1"

function Assert-Administrator {
    $principal = [System.Security.Principal.WindowsPrincipal]::new([System.Security.Principal.WindowsIdentity]::GetCurrent())
    if (-not $principal.IsInRole([System.Security.Principal.SecurityIdentifier]::new($administrators))) {
        throw 'Run this in an elevated PowerShell.'
    }
}

# Into a folder of its own for each version, so that the one before stays whole for the way back.
function Copy-Agent {
    param([string] $Target)

    if ($PSScriptRoot -eq $Target) {
        return
    }
    New-Item -ItemType Directory -Path $Target -Force | Out-Null
    Get-ChildItem -LiteralPath $PSScriptRoot | Copy-Item -Destination $Target -Recurse -Force
    # What comes from a disc is marked as read-only.
    foreach ($file in @(Get-ChildItem -LiteralPath $Target -Recurse -File)) {
        Set-ItemProperty -LiteralPath $file.FullName -Name IsReadOnly -Value $false
    }
}

function Get-ProgramPath {
    param([string] $Folder)

    return Join-Path -Path $Folder -ChildPath 'busbar-guest.exe'
}

# The folder of the version that is in service; null when there is none.
function Get-InstalledFolder {
    $service = Get-CimInstance -ClassName Win32_Service -Filter "Name = '$($layout.Service)'"
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

    foreach ($folder in @(Get-ChildItem -LiteralPath $layout.Programs)) {
        if ($Kept -notcontains $folder.FullName) {
            Remove-Folder -Path $folder.FullName
        }
    }
}

function Install-Agent {
    $source = Get-ProgramPath -Folder $PSScriptRoot
    $version = [string] (& $source 'version')
    # Two builds of one version are told apart by the size of the program.
    $target = Join-Path -Path $layout.Programs -ChildPath "$version-$((Get-Item -LiteralPath $source).Length)"
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
    if (-not [System.Diagnostics.EventLog]::SourceExists($layout.EventSource)) {
        New-EventLog -LogName Application -Source $layout.EventSource
    }
    Set-AgentService -AgentPath (Get-ProgramPath -Folder $target)
    if (Start-AgentService) {
        Remove-OldVersion -Kept @($target, $before)
        Write-Host "The Busbar guest agent $version is installed."
        return
    }
    if (($null -eq $before) -or ($before -eq $target)) {
        throw "The Busbar guest agent $version does not stay up. See $($layout.Data)\logs and the event log, source $($layout.EventSource)."
    }
    Set-AgentService -AgentPath (Get-ProgramPath -Folder $before)
    Start-AgentService | Out-Null
    throw "The Busbar guest agent $version does not stay up; the one before is in service again. See $($layout.Data)\logs."
}

function Uninstall-Agent {
    Stop-AgentService
    if ($null -ne (Find-AgentService)) {
        Invoke-ServiceControl -Arguments @('delete', $layout.Service)
    }
    if ([System.Diagnostics.EventLog]::SourceExists($layout.EventSource)) {
        Remove-EventLog -Source $layout.EventSource
    }
    Remove-Folder -Path $layout.Programs
    Remove-Folder -Path $layout.Data
    Write-Host 'The Busbar guest agent is removed.'
}

Assert-Administrator
if ($Uninstall) {
    Uninstall-Agent
}
else {
    Install-Agent
}
