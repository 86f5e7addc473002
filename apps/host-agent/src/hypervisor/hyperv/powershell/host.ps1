#Requires -Version 5.1
<#
    Busbar's hand on Hyper-V: a Windows PowerShell process that reads one JSON request a line, runs one allowed cmdlet
    or operation, and answers with one JSON line. The agent runs up to two for questions and three for work.

    powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File host.ps1 -Lane query

    Values stay values: they are splatted to cmdlets that are named by a list, and nothing that was read is ever run.
    The automatic variable that holds piped objects must not be named anywhere in these files: PowerShell looks for its
    name, and when it finds it, takes standard input away from the script. ASCII only, because Windows PowerShell
    takes a file without a byte order mark for the system's code page.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [ValidateSet('query', 'work')]
    [string] $Lane
)

$ErrorActionPreference = 'Stop'
$ConfirmPreference = 'None'
$WhatIfPreference = $false
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
$VerbosePreference = 'SilentlyContinue'
$DebugPreference = 'SilentlyContinue'
$InformationPreference = 'SilentlyContinue'

. "$PSScriptRoot\host\errors.ps1"
. "$PSScriptRoot\host\lines.ps1"
. "$PSScriptRoot\host\projections.ps1"
. "$PSScriptRoot\host\cmdlets.ps1"
. "$PSScriptRoot\host\jobs.ps1"
. "$PSScriptRoot\host\watch.ps1"
. "$PSScriptRoot\host\preflight.ps1"
. "$PSScriptRoot\host\guest.ps1"
. "$PSScriptRoot\host\requests.ps1"

function Start-Lane {
    param([string] $Lane)

    Write-Line ([ordered]@{
            ready = [ordered]@{
                psVersion = [string] $PSVersionTable.PSVersion
                lane = $Lane
                protocol = 1
            }
        })
    while ($true) {
        $line = Read-Line
        if ($null -eq $line) {
            return
        }
        if ($line.Trim().Length -gt 0) {
            Write-Answer -Line $line
        }
    }
}

# Whatever a cmdlet lets slip must not reach standard output, which belongs to the answers.
Start-Lane -Lane $Lane | Out-Null
exit 0
