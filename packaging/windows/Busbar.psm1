# Busbar in PowerShell: the agent of this host and its VMs, and VMs of the control plane over its REST interface.

Set-StrictMode -Version Latest

. "$PSScriptRoot\module\host.ps1"
. "$PSScriptRoot\module\control-plane.ps1"
. "$PSScriptRoot\module\fleet.ps1"
. "$PSScriptRoot\module\guests.ps1"
. "$PSScriptRoot\module\completion.ps1"

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
    'Enter-BusbarVM'
    'Invoke-BusbarCommand'
)
