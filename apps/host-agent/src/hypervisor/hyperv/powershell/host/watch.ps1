# Changes of VMs as Windows tells them, made here or by anybody else.

$namespace = 'root\virtualization\v2'
$watch = @{ IsOn = $false }

# VMs come, go, change their power state, their name or their health. Without the comparisons every running VM would
# be told at each look, since its uptime is part of the same object. Windows looks every two seconds.
$watchQueries = @{
    'Busbar.Made' = "SELECT * FROM __InstanceCreationEvent WITHIN 2 WHERE TargetInstance ISA 'Msvm_ComputerSystem'"
    'Busbar.Gone' = "SELECT * FROM __InstanceDeletionEvent WITHIN 2 WHERE TargetInstance ISA 'Msvm_ComputerSystem'"
    'Busbar.Changed' = "SELECT * FROM __InstanceModificationEvent WITHIN 2 WHERE TargetInstance ISA 'Msvm_ComputerSystem' AND (TargetInstance.EnabledState <> PreviousInstance.EnabledState OR TargetInstance.ElementName <> PreviousInstance.ElementName OR TargetInstance.HealthState <> PreviousInstance.HealthState)"
}

function Start-Watch {
    if ($watch.IsOn) {
        return
    }
    try {
        foreach ($name in $watchQueries.Keys) {
            Register-CimIndicationEvent -Namespace $namespace -Query $watchQueries[$name] -SourceIdentifier $name | Out-Null
        }
    }
    catch {
        # All or none, so that asking again begins anew.
        Get-EventSubscriber | Unregister-Event
        throw
    }
    $watch.IsOn = $true
}

# Tells what has come in since the last look, each VM once. Without an action of their own, events queue up while the
# script waits for a line.
function Send-Change {
    if (-not $watch.IsOn) {
        return
    }
    $kinds = [ordered]@{}
    foreach ($arrival in @(Get-Event)) {
        Remove-Event -EventIdentifier $arrival.EventIdentifier
        $facts = $arrival.SourceEventArgs
        if ($null -eq $facts.NewEvent) {
            # The subscription is broken, for one when the service was stopped. A new process makes a new one.
            throw (New-HostError -Identifier 'OperationFailed' -Category 'ConnectionError' -Message "Windows no longer tells changes: $($facts.Exception.Message)")
        }
        $vmId = [guid]::Empty
        # The host itself is a computer system too; its name is no GUID.
        if ([guid]::TryParse([string] $facts.NewEvent.TargetInstance.Name, [ref] $vmId)) {
            $kind = 'changed'
            if ($arrival.SourceIdentifier -ceq 'Busbar.Gone') {
                $kind = 'gone'
            }
            $kinds[$vmId.ToString()] = $kind
        }
    }
    foreach ($key in $kinds.Keys) {
        Write-Line ([ordered]@{
                event = [ordered]@{
                    kind = $kinds[$key]
                    vmId = $key
                }
            })
    }
}
