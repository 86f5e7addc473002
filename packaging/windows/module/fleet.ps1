# VMs of the fleet, by the control plane.

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
