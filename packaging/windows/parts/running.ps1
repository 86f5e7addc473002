# A service of Windows, by the name in the layout of whoever installs: found, stopped, started. For hosts and guests.

$startLimit = [TimeSpan]::FromSeconds(60)

function Find-AgentService {
    return Get-Service -Name $layout.Service -ErrorAction SilentlyContinue
}

function Invoke-ServiceControl {
    param([string[]] $Arguments)

    $program = Join-Path -Path $env:SystemRoot -ChildPath 'System32\sc.exe'
    & $program @Arguments | Out-Null
    if ($LASTEXITCODE -ne 0) {
        throw "sc.exe $($Arguments[0]) failed ($LASTEXITCODE)."
    }
}

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
