# The agent as a service of Windows. It answers the service control manager itself (docs/adr/0019).

$failureActions = 'restart/2000/restart/5000/restart/30000'
# One of Node's threads waits for the service control manager; the others are for files.
$serviceEnvironment = @('UV_THREADPOOL_SIZE=8')
$startLimit = [TimeSpan]::FromSeconds(60)

function Find-AgentService {
    return Get-Service -Name $layout.Service -ErrorAction SilentlyContinue
}

# Makes the service, or points it at another version. It is stopped afterwards.
function Set-AgentService {
    param([string] $AgentPath)

    $command = "`"$AgentPath`" service"
    Stop-AgentService
    if ($null -eq (Find-AgentService)) {
        New-Service -Name $layout.Service -BinaryPathName $command -DisplayName 'Busbar host agent' -Description 'Provisions and reaches the virtual machines of this host for Busbar. VMs go on running when it stops.' -StartupType Automatic -DependsOn 'vmms' | Out-Null
    }
    else {
        $service = Get-CimInstance -ClassName Win32_Service -Filter "Name = '$($layout.Service)'"
        $changed = Invoke-CimMethod -InputObject $service -MethodName Change -Arguments @{ PathName = $command }
        if ($changed.ReturnValue -ne 0) {
            throw "Windows did not change the service $($layout.Service): it says $($changed.ReturnValue)."
        }
    }
    $key = "HKLM:\SYSTEM\CurrentControlSet\Services\$($layout.Service)"
    New-ItemProperty -LiteralPath $key -Name Environment -PropertyType MultiString -Value $serviceEnvironment -Force | Out-Null
    # Started again after a crash, and after an end with a failing exit code.
    Invoke-ServiceControl -Arguments @('failure', $layout.Service, 'reset=', '3600', 'actions=', $failureActions)
    Invoke-ServiceControl -Arguments @('failureflag', $layout.Service, '1')
}

function Invoke-ServiceControl {
    param([string[]] $Arguments)

    $program = Join-Path -Path $env:SystemRoot -ChildPath 'System32\sc.exe'
    & $program @Arguments | Out-Null
    if ($LASTEXITCODE -ne 0) {
        throw "sc.exe $($Arguments[0]) failed ($LASTEXITCODE)."
    }
}

# VMs go on running.
function Stop-AgentService {
    $service = Find-AgentService
    if (($null -eq $service) -or ($service.Status -eq 'Stopped')) {
        return
    }
    $process = (Get-CimInstance -ClassName Win32_Service -Filter "Name = '$($layout.Service)'").ProcessId
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
    Start-Sleep -Seconds 5
    $service.Refresh()
    return $service.Status -eq 'Running'
}
