#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
    Installs the Busbar host agent on this Hyper-V host, or upgrades it.
.DESCRIPTION
    Looks first at what this machine lacks, and changes nothing when something is missing. Then it copies the release to
    Program Files, closes ProgramData\Busbar to all but administrators, registers the service over which VMs are dialled
    (hv_sock), makes the Windows service busbar-host, enrols this machine when it is given an enrolment line, and starts.
    It opens no port and leaves the firewall alone: the agent only dials out. It may be run again at any time.
    An upgrade that does not start goes back to the version before by itself.
.PARAMETER Url
    Of the control plane. With Token and Key: the enrolment line of the page Hosts, Add a host.
.PARAMETER Token
    Good once and for an hour.
.PARAMETER Key
    Fingerprint of the control plane's key, sha256:...
.PARAMETER BehindProxy
    A proxy ends TLS in front of the control plane; its certificate must then be valid.
.PARAMETER Rollback
    Goes back to the version that was installed before.
.PARAMETER WithControlPlane
    Is refused: the control plane runs on Linux or in WSL; see docs/operations.md.
.EXAMPLE
    .\install.ps1 -Url https://busbar.example -Token ... -Key sha256:...
.EXAMPLE
    .\install.ps1
    Upgrades what is installed, or installs without enrolling.
#>
[CmdletBinding(DefaultParameterSetName = 'Install')]
param(
    [Parameter(Mandatory = $true, ParameterSetName = 'Enrol')]
    [string] $Url,
    [Parameter(Mandatory = $true, ParameterSetName = 'Enrol')]
    [string] $Token,
    [Parameter(Mandatory = $true, ParameterSetName = 'Enrol')]
    [string] $Key,
    [Parameter(ParameterSetName = 'Enrol')]
    [switch] $BehindProxy,
    [Parameter(ParameterSetName = 'Rollback')]
    [switch] $Rollback,
    [switch] $WithControlPlane
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

. "$PSScriptRoot\parts\layout.ps1"
. "$PSScriptRoot\parts\data-folder.ps1"
. "$PSScriptRoot\parts\machine.ps1"
. "$PSScriptRoot\parts\running.ps1"
. "$PSScriptRoot\parts\service.ps1"

# Puts a version into service; false when it does not stay up.
function Switch-Version {
    param([string] $Version)

    Set-AgentService -AgentPath (Get-AgentPath -Version $Version)
    if (-not (Test-Path -LiteralPath (Join-Path -Path $layout.Data -ChildPath 'host\identity.json'))) {
        Write-Warning -Message 'This machine is not enrolled, so the service is not started. Run install.ps1 again with -Url, -Token and -Key.'
        return $true
    }
    return Start-AgentService
}

function Install-Release {
    $source = Join-Path -Path $PSScriptRoot -ChildPath 'busbar-host.exe'
    $version = [string] (& $source '--version')
    Invoke-Agent -Path $source -Arguments @('doctor', '--machine') -OnFailure 'This machine lacks what is said above. Nothing was changed.'

    Protect-DataFolder
    # A running agent has its files open.
    Stop-AgentService
    Copy-Release -Source $PSScriptRoot -Version $version
    Register-GuestService
    Register-EventSource
    Register-Host -AgentPath (Get-AgentPath -Version $version)

    $before = Get-InstalledValue -Name 'Version'
    if (Switch-Version -Version $version) {
        if (($null -ne $before) -and ($before -ne $version)) {
            Set-InstalledValue -Name 'Previous' -Value $before
        }
        Set-InstalledValue -Name 'Version' -Value $version
        Write-Host "Busbar $version is installed. In a new PowerShell: Test-BusbarHost, Get-BusbarHost, Get-BusbarLog."
        return
    }
    if (($null -eq $before) -or ($before -eq $version)) {
        throw "Busbar $version does not stay up. See Get-BusbarLog and the event log, source Busbar."
    }
    Switch-Version -Version $before | Out-Null
    throw "Busbar $version does not stay up; $before is in service again. See Get-BusbarLog and the event log, source Busbar."
}

function Register-Host {
    param([string] $AgentPath)

    if ($Url -eq '') {
        return
    }
    $arguments = @('enrol', '--url', $Url, '--token', $Token, '--key', $Key)
    if ($BehindProxy) {
        $arguments += '--behind-proxy'
    }
    Invoke-Agent -Path $AgentPath -Arguments $arguments -OnFailure 'This machine was not enrolled; the reason is said above.'
}

function Restore-Release {
    $version = Get-InstalledValue -Name 'Version'
    $previous = Get-InstalledValue -Name 'Previous'
    if ($null -eq $previous) {
        throw 'There is no version to go back to.'
    }
    if (-not (Switch-Version -Version $previous)) {
        throw "Busbar $previous does not stay up. See Get-BusbarLog and the event log, source Busbar."
    }
    Set-InstalledValue -Name 'Version' -Value $previous
    Set-InstalledValue -Name 'Previous' -Value $version
    Write-Host "Busbar $previous is in service again."
}

if ($WithControlPlane) {
    throw 'This release does not install a control plane on Windows: run it on Linux or in WSL (docs/operations.md), then enrol this host there.'
}
if ($Rollback) {
    Restore-Release
}
else {
    Install-Release
}
