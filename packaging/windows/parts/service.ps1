# The agent as a service of Windows. It answers the service control manager itself (docs/adr/0019).

$failureActions = 'restart/2000/restart/5000/restart/30000'
# One of Node's threads waits for the service control manager; the others are for files.
$serviceEnvironment = @('UV_THREADPOOL_SIZE=8')

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
