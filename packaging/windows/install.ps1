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
.PARAMETER Unattended
    Asks nothing: a machine that is not enrolled stays so until it is given an enrolment line.
.PARAMETER Rollback
    Goes back to the version that was installed before.
.PARAMETER WithControlPlane
    Makes a control plane for this machine, in a Linux VM on it, and enrols this machine there: for a shop without Linux
    servers. Needs a release that was built with it. Run again, it goes on where it stopped, or upgrades what is there.
.PARAMETER Image
    What the VM is made from: the name of an image of this host, a file, or the URL of a cloud image of Debian 12 or 13.
    Default: the newest such image of this host.
.PARAMETER ImageSum
    Checksum of a file or URL: sha256:..., sha512:..., or the URL of a list such as SHA512SUMS.
.PARAMETER SwitchName
    The virtual switch that the VM is on. Default: the Default Switch, else the only external one.
.PARAMETER Address
    Of the VM, with its prefix length, such as 192.0.2.10/24. Default: by DHCP.
.PARAMETER Gateway
    Of a given address.
.PARAMETER Dns
    DNS servers of a given address.
.PARAMETER PublicUrl
    How people reach the control plane, such as https://busbar.example:7420. Default: by the address of its VM.
.EXAMPLE
    .\install.ps1 -Url https://busbar.example -Token ... -Key sha256:...
.EXAMPLE
    .\install.ps1
    Upgrades what is installed. On a machine that is not enrolled it asks for the line of the page Hosts, Add a host.
.EXAMPLE
    .\install.ps1 -WithControlPlane -Image C:\debian-12-generic-amd64.qcow2 -SwitchName LAN -Address 192.0.2.10/24 -Gateway 192.0.2.1
    Makes the control plane too; at the end it prints its address and the first administrator's link.
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
    [Parameter(ParameterSetName = 'Install')]
    [switch] $Unattended,
    [Parameter(ParameterSetName = 'Rollback')]
    [switch] $Rollback,
    [Parameter(Mandatory = $true, ParameterSetName = 'ControlPlane')]
    [switch] $WithControlPlane,
    [Parameter(ParameterSetName = 'ControlPlane')]
    [string] $Image,
    [Parameter(ParameterSetName = 'ControlPlane')]
    [string] $ImageSum,
    [Parameter(ParameterSetName = 'ControlPlane')]
    [string] $SwitchName,
    [Parameter(ParameterSetName = 'ControlPlane')]
    [string] $Address,
    [Parameter(ParameterSetName = 'ControlPlane')]
    [string] $Gateway,
    [Parameter(ParameterSetName = 'ControlPlane')]
    [string[]] $Dns = @(),
    [Parameter(ParameterSetName = 'ControlPlane')]
    [string] $PublicUrl
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

. "$PSScriptRoot\parts\layout.ps1"
. "$PSScriptRoot\parts\data-folder.ps1"
. "$PSScriptRoot\parts\enrolment.ps1"
. "$PSScriptRoot\parts\machine.ps1"
. "$PSScriptRoot\parts\running.ps1"
. "$PSScriptRoot\parts\service.ps1"

# Puts a version into service; false when it does not stay up.
function Switch-Version {
    param([string] $Version)

    Set-AgentService -AgentPath (Get-AgentPath -Version $Version)
    if (-not (Test-Enrolled)) {
        Write-Warning -Message 'This machine is not enrolled, so the service is not started. Run install.ps1 again with -Url, -Token and -Key.'
        return $true
    }
    return Start-AgentService
}

function Install-Release {
    $source = Join-Path -Path $PSScriptRoot -ChildPath 'busbar-host.exe'
    $version = [string] (& $source '--version')
    if ($WithControlPlane -and (-not (Test-Path -LiteralPath (Join-Path -Path $PSScriptRoot -ChildPath 'control-plane\bundle.json')))) {
        throw 'This release has no control plane in it: build it with --with-control-plane (docs/operations.md). Nothing was changed.'
    }
    Invoke-Agent -Path $source -Arguments @('doctor', '--machine') -OnFailure 'This machine lacks what is said above. Nothing was changed.'

    Protect-DataFolder
    # A running agent has its files open.
    Stop-AgentService
    Copy-Release -Source $PSScriptRoot -Version $version
    Register-GuestService
    Register-EventSource
    Register-Host -AgentPath (Get-AgentPath -Version $version)
    if ($WithControlPlane) {
        New-ControlPlane -AgentPath (Get-AgentPath -Version $version)
    }

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

    $line = $null
    if ($Url -ne '') {
        $line = @{ Url = $Url; Token = $Token; Key = $Key; BehindProxy = $BehindProxy.IsPresent }
    }
    elseif (($PSCmdlet.ParameterSetName -eq 'Install') -and (-not $Unattended) -and (-not (Test-Enrolled))) {
        $line = Read-EnrolmentLine
    }
    if ($null -eq $line) {
        return
    }
    $arguments = @('enrol', '--url', $line.Url, '--token', $line.Token, '--key', $line.Key)
    if ($line.BehindProxy) {
        $arguments += '--behind-proxy'
    }
    Invoke-Agent -Path $AgentPath -Arguments $arguments -OnFailure 'This machine was not enrolled; the reason is said above.'
}

# All of it is the agent's work (docs/adr/0036). The service is stopped meanwhile, since both would use the same state; it is
# started afterwards, and from then on has the VM run.
function New-ControlPlane {
    param([string] $AgentPath)

    $arguments = @('control-plane', 'create')
    $given = @{
        '--image' = $Image
        '--image-sum' = $ImageSum
        '--switch' = $SwitchName
        '--address' = $Address
        '--gateway' = $Gateway
        '--dns' = $Dns -join ','
        '--url' = $PublicUrl
    }
    foreach ($name in $given.Keys) {
        if ($given[$name] -ne '') {
            $arguments += @($name, $given[$name])
        }
    }
    Invoke-Agent -Path $AgentPath -Arguments $arguments -OnFailure 'The control plane is not there yet; the reason is said above. Run the same line again: it goes on from here.'
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

if ($Rollback) {
    Restore-Release
}
else {
    Install-Release
}
