# Busbar in PowerShell: the agent of this host, and VMs of the control plane over its REST interface.

Set-StrictMode -Version Latest

$settingsKey = 'HKLM:\SOFTWARE\Busbar'
$serviceName = 'busbar-host'
$logPath = Join-Path -Path $env:ProgramData -ChildPath 'Busbar\logs\host-agent.log'
$connection = @{ Url = $null; Token = $null }

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
        One object a line. Older files lie beside it, with a number at the end of their names.
    .PARAMETER Tail
        So many of the last lines.
    .PARAMETER Wait
        Goes on with each line that is written, until it is interrupted.
    .EXAMPLE
        Get-BusbarLog -Tail 20 -Wait
    #>
    [CmdletBinding()]
    param(
        [ValidateRange(1, 100000)]
        [int] $Tail = 100,
        [switch] $Wait
    )

    Get-Content -LiteralPath $logPath -Tail $Tail -Wait:$Wait -Encoding UTF8 -ErrorAction Stop |
        ForEach-Object -Process { ConvertFrom-Json -InputObject $_ }
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

function Connect-Busbar {
    <#
    .SYNOPSIS
        Says which control plane the other functions talk to, and with which API token.
    .DESCRIPTION
        Both are kept in memory until the PowerShell ends.
    .PARAMETER Url
        Of the control plane, without a path.
    .PARAMETER Token
        An API token (Account, API tokens). Asked for when it is not given.
    .EXAMPLE
        Connect-Busbar -Url https://busbar.example -Token (Read-Host -AsSecureString)
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [uri] $Url,
        [Parameter(Mandatory = $true)]
        [securestring] $Token
    )

    $connection.Url = $Url.AbsoluteUri.TrimEnd('/')
    $connection.Token = $Token
}

function Invoke-BusbarApi {
    param([string] $Method, [string] $Path, [System.Collections.IDictionary] $Body)

    if ($null -eq $connection.Token) {
        throw 'Run Connect-Busbar first.'
    }
    # A credential is how Windows PowerShell gives the text of a secure string back.
    $token = [System.Net.NetworkCredential]::new('', $connection.Token).Password
    $request = @{
        Method = $Method
        Uri = "$($connection.Url)/api/rest$Path"
        Headers = @{ Authorization = "Bearer $token" }
        ErrorAction = 'Stop'
    }
    if ($null -ne $Body) {
        $request.ContentType = 'application/json; charset=utf-8'
        $request.Body = [System.Text.Encoding]::UTF8.GetBytes((ConvertTo-Json -InputObject $Body -Compress -Depth 6))
    }
    Invoke-RestMethod @request
}

function Get-BusbarVM {
    <#
    .SYNOPSIS
        Lists the VMs of the fleet.
    .PARAMETER Search
        Part of a name.
    .EXAMPLE
        Get-BusbarVM -Search web | Stop-BusbarVM
    #>
    [CmdletBinding()]
    param([string] $Search = '')

    $cursor = ''
    do {
        $query = "?limit=1000&search=$([uri]::EscapeDataString($Search))"
        if ($cursor -ne '') {
            $query += "&cursor=$([uri]::EscapeDataString($cursor))"
        }
        $page = Invoke-BusbarApi -Method Get -Path "/vms$query"
        $page.items
        $cursor = [string] $page.nextCursor
    } while ($cursor -ne '')
}

function New-BusbarVM {
    <#
    .SYNOPSIS
        Provisions a VM from a template. Answers its job.
    .PARAMETER Name
        Of the VM, and of its guest.
    .PARAMETER Template
        The short name of a template, as its page shows it.
    .PARAMETER Image
        Name of an image that a host has.
    .PARAMETER Driver
        hyperv, qemu or sandbox.
    .PARAMETER HostId
        Which host. Without it Busbar takes the online host with most free memory.
    .PARAMETER CpuCount
        Processors.
    .PARAMETER MemoryMb
        Memory in MiB.
    .PARAMETER DiskGb
        Size of its disk in GiB.
    .PARAMETER Variable
        Values of the template's variables by their names; what is left out takes its default.
    .EXAMPLE
        New-BusbarVM -Name web-1 -Template minimal -Image debian-12 -Variable @{ USERNAME = 'operator' }
    #>
    [CmdletBinding(SupportsShouldProcess = $true)]
    param(
        [Parameter(Mandatory = $true)]
        [string] $Name,
        [Parameter(Mandatory = $true)]
        [string] $Template,
        [Parameter(Mandatory = $true)]
        [string] $Image,
        [ValidateSet('hyperv', 'qemu', 'sandbox')]
        [string] $Driver = 'hyperv',
        [string] $HostId = '',
        [int] $CpuCount = 2,
        [int] $MemoryMb = 2048,
        [int] $DiskGb = 20,
        [System.Collections.IDictionary] $Variable = @{}
    )

    $found = @((Invoke-BusbarApi -Method Get -Path '/templates').items | Where-Object -Property slug -EQ -Value $Template)
    if ($found.Count -ne 1) {
        throw "There is no template '$Template'."
    }
    $body = @{
        hostId = $null
        driver = $Driver
        image = $Image
        templateId = $found[0].id
        name = $Name
        cpuCount = $CpuCount
        memoryMb = $MemoryMb
        diskGb = $DiskGb
        variables = $Variable
    }
    if ($HostId -ne '') {
        $body.hostId = $HostId
    }
    if ($PSCmdlet.ShouldProcess($Name, "Provision a VM from $Template")) {
        (Invoke-BusbarApi -Method Post -Path '/vms' -Body $body).jobs
    }
}

function Start-BusbarVM {
    <#
    .SYNOPSIS
        Starts VMs. Answers one job for each.
    .PARAMETER Id
        Of a VM, as Get-BusbarVM tells it.
    .EXAMPLE
        Get-BusbarVM -Search web-1 | Start-BusbarVM
    #>
    [CmdletBinding(SupportsShouldProcess = $true)]
    param(
        [Parameter(Mandatory = $true, ValueFromPipelineByPropertyName = $true)]
        [guid] $Id
    )

    process {
        if ($PSCmdlet.ShouldProcess($Id, 'Start the VM')) {
            Invoke-BusbarApi -Method Post -Path "/vms/$Id/power" -Body @{ action = 'start' }
        }
    }
}

function Stop-BusbarVM {
    <#
    .SYNOPSIS
        Shuts VMs down, or cuts their power. Answers one job for each.
    .PARAMETER Id
        Of a VM, as Get-BusbarVM tells it.
    .PARAMETER TurnOff
        Cuts the power: what the guest has not written is lost.
    .EXAMPLE
        Get-BusbarVM -Search web-1 | Stop-BusbarVM -WhatIf
    #>
    [CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Mandatory = $true, ValueFromPipelineByPropertyName = $true)]
        [guid] $Id,
        [switch] $TurnOff
    )

    process {
        $action = 'shutdown'
        if ($TurnOff) {
            $action = 'power-off'
        }
        if ($PSCmdlet.ShouldProcess($Id, "Power: $action")) {
            Invoke-BusbarApi -Method Post -Path "/vms/$Id/power" -Body @{ action = $action }
        }
    }
}

Export-ModuleMember -Function @(
    'Get-BusbarHost'
    'Test-BusbarHost'
    'Get-BusbarLog'
    'Restart-BusbarHost'
    'Connect-Busbar'
    'Get-BusbarVM'
    'New-BusbarVM'
    'Start-BusbarVM'
    'Stop-BusbarVM'
)
