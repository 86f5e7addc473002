# An agent as a service of Windows, by what the layout of whoever installs says of it. It answers the service control manager
# itself (docs/adr/0019). For hosts and guests.

# Makes the service, or points it at another version. It is stopped afterwards.
function Set-AgentService {
    param([string] $AgentPath)

    $command = "`"$AgentPath`" service"
    Stop-AgentService
    if ($null -eq (Find-AgentService)) {
        $optional = @{}
        if ($layout.DependsOn.Count -gt 0) {
            $optional.DependsOn = $layout.DependsOn
        }
        New-Service -Name $layout.Service -BinaryPathName $command -DisplayName $layout.DisplayName -Description $layout.Description -StartupType Automatic @optional | Out-Null
    }
    else {
        $service = Get-CimInstance -ClassName Win32_Service -Filter "Name = '$($layout.Service)'"
        $changed = Invoke-CimMethod -InputObject $service -MethodName Change -Arguments @{ PathName = $command }
        if ($changed.ReturnValue -ne 0) {
            throw "Windows did not change the service $($layout.Service): it says $($changed.ReturnValue)."
        }
    }
    $key = "HKLM:\SYSTEM\CurrentControlSet\Services\$($layout.Service)"
    New-ItemProperty -LiteralPath $key -Name Environment -PropertyType MultiString -Value $layout.Environment -Force | Out-Null
    # Started again after a crash, and after an end with a failing exit code.
    Invoke-ServiceControl -Arguments @('failure', $layout.Service, 'reset=', '3600', 'actions=', $layout.FailureActions)
    Invoke-ServiceControl -Arguments @('failureflag', $layout.Service, '1')
}
