# Where Busbar lies on a Windows host, and what it is called there. Nothing happens here.

$layout = @{
    # As in the agent: apps/host-agent/src/service/run-service.ts.
    Service = 'busbar-host'
    DisplayName = 'Busbar host agent'
    Description = 'Provisions and reaches the virtual machines of this host for Busbar. VMs go on running when it stops.'
    DependsOn = @('vmms')
    FailureActions = 'restart/2000/restart/5000/restart/30000'
    # One of Node's threads waits for the service control manager; the others are for files.
    Environment = @('UV_THREADPOOL_SIZE=8')
    EventSource = 'Busbar'
    # The agent's port in Hyper-V's template for vsock: apps/host-agent/src/hypervisor/hyperv/dial-guest.ts.
    GuestService = '00001388-facb-11e6-bd58-64006a7986d3'
    GuestServices = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Virtualization\GuestCommunicationServices'
    Settings = 'HKLM:\SOFTWARE\Busbar'
    Programs = Join-Path -Path $env:ProgramFiles -ChildPath 'Busbar'
    Data = Join-Path -Path $env:ProgramData -ChildPath 'Busbar'
    Module = Join-Path -Path $env:ProgramFiles -ChildPath 'WindowsPowerShell\Modules\Busbar'
}

function Get-InstalledValue {
    param([string] $Name)

    if (-not (Test-Path -LiteralPath $layout.Settings)) {
        return $null
    }
    $settings = Get-Item -LiteralPath $layout.Settings
    return $settings.GetValue($Name, $null)
}

function Set-InstalledValue {
    param([string] $Name, [string] $Value)

    if (-not (Test-Path -LiteralPath $layout.Settings)) {
        New-Item -Path $layout.Settings -Force | Out-Null
    }
    Set-ItemProperty -LiteralPath $layout.Settings -Name $Name -Value $Value
}

# The agent of an installed version.
function Get-AgentPath {
    param([string] $Version)

    $folder = Join-Path -Path $layout.Programs -ChildPath $Version
    return Join-Path -Path $folder -ChildPath 'busbar-host.exe'
}

# Runs the agent; whatever it says is shown. Each argument is passed as it is.
function Invoke-Agent {
    param([string] $Path, [string[]] $Arguments, [string] $OnFailure)

    & $Path @Arguments | Out-Host
    if ($LASTEXITCODE -ne 0) {
        throw $OnFailure
    }
}
