# The agent of this host.

$settingsKey = 'HKLM:\SOFTWARE\Busbar'
$serviceName = 'busbar-host'

function Get-AgentPath {
    if (-not (Test-Path -LiteralPath $settingsKey)) {
        throw 'The Busbar host agent is not installed here.'
    }
    $version = (Get-Item -LiteralPath $settingsKey).GetValue('Version')
    return Join-Path -Path $env:ProgramFiles -ChildPath "Busbar\$version\busbar-host.exe"
}

function Get-BusbarHost {
    <#
    .SYNOPSIS
        Tells how the agent of this host is.
    .DESCRIPTION
        Version, state of its service, and its link to the control plane as it says it.
    .EXAMPLE
        Get-BusbarHost
    #>
    [CmdletBinding()]
    param()

    $program = Get-AgentPath
    $said = @(& $program 'status')
    $isLinked = $LASTEXITCODE -eq 0
    [PSCustomObject]@{
        Version = [string] (& $program '--version')
        Service = [string] (Get-Service -Name $serviceName -ErrorAction Stop).Status
        IsLinked = $isLinked
        Status = $said -join "`n"
    }
}

function Test-BusbarHost {
    <#
    .SYNOPSIS
        Says what this host lacks, each with its remedy.
    .DESCRIPTION
        Hyper-V, its sockets, folders, enrolment, and whether the agents of running VMs answer. One object a finding, with
        the state ok, missing or unknown.
    .EXAMPLE
        Test-BusbarHost | Where-Object -Property state -NE -Value ok
    #>
    [CmdletBinding()]
    param()

    $program = Get-AgentPath
    $said = @(& $program 'doctor' '--json') -join "`n"
    ConvertFrom-Json -InputObject $said | ForEach-Object -Process { $_ }
}

function Get-BusbarLog {
    <#
    .SYNOPSIS
        Reads the log of the agent of this host.
    .DESCRIPTION
        One object a line, also of the files that were full before.
    .PARAMETER Tail
        So many of the last lines.
    .PARAMETER Wait
        Goes on with each line that is written, also when the file is full, until it is interrupted.
    .EXAMPLE
        Get-BusbarLog -Tail 20 -Wait
    #>
    [CmdletBinding()]
    param(
        [ValidateRange(1, 100000)]
        [int] $Tail = 100,
        [switch] $Wait
    )

    $words = @('log', '--json', '--lines', "$Tail")
    if ($Wait) {
        $words += '--follow'
    }
    $program = Get-AgentPath
    & $program @words | ForEach-Object -Process { ConvertFrom-Json -InputObject $_ }
}

function Restart-BusbarHost {
    <#
    .SYNOPSIS
        Restarts the agent of this host. VMs go on running, jobs go on afterwards.
    .EXAMPLE
        Restart-BusbarHost
    #>
    [CmdletBinding(SupportsShouldProcess = $true)]
    param()

    if ($PSCmdlet.ShouldProcess($serviceName, 'Restart')) {
        Restart-Service -Name $serviceName -ErrorAction Stop
    }
}
