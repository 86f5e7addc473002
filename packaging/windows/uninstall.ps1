#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
    Removes the Busbar host agent from this machine.
.DESCRIPTION
    Removes service, programs, module, event source and the registration for hv_sock. VMs go on running. Identity, logs,
    images and disks in ProgramData\Busbar are kept unless -RemoveData is given. Run it from the release's folder, not
    from Program Files.
.PARAMETER RemoveData
    Removes ProgramData\Busbar too. It is refused while there are disks of VMs in it: delete those VMs first.
.EXAMPLE
    .\uninstall.ps1
.EXAMPLE
    .\uninstall.ps1 -RemoveData -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
param(
    [switch] $RemoveData
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

. "$PSScriptRoot\parts\layout.ps1"
. "$PSScriptRoot\parts\data-folder.ps1"
. "$PSScriptRoot\parts\machine.ps1"
. "$PSScriptRoot\parts\running.ps1"
. "$PSScriptRoot\parts\service.ps1"

function Assert-NoDisk {
    $state = Join-Path -Path $layout.Data -ChildPath 'host\hyperv'
    if (-not (Test-Path -LiteralPath $state)) {
        return
    }
    $disks = @(Get-ChildItem -LiteralPath $state -Recurse -Include '*.vhdx', '*.avhdx' -File)
    if ($disks.Count -gt 0) {
        throw "There are disks of $($disks.Count) VMs or checkpoints in $state. Delete those VMs on the pages first. Nothing was removed."
    }
}

function Remove-Folder {
    param([string] $Path)

    if (Test-Path -LiteralPath $Path) {
        Remove-Item -LiteralPath $Path -Recurse -Force
    }
}

function Uninstall-Release {
    Stop-AgentService
    if ($null -ne (Find-AgentService)) {
        Invoke-ServiceControl -Arguments @('delete', $layout.Service)
    }
    Unregister-GuestService
    Unregister-EventSource
    Remove-Folder -Path $layout.Programs
    Remove-Folder -Path $layout.Module
    Remove-Folder -Path $layout.Settings
}

if ($RemoveData) {
    Assert-NoDisk
}
if ($PSCmdlet.ShouldProcess($layout.Programs, 'Remove the Busbar host agent')) {
    Uninstall-Release
    Write-Host "Busbar is removed. VMs go on running."
}
if ($RemoveData -and $PSCmdlet.ShouldProcess($layout.Data, 'Remove identity, logs and images')) {
    Remove-Folder -Path $layout.Data
}
elseif (-not $RemoveData) {
    Write-Host "Kept: $($layout.Data)."
}
