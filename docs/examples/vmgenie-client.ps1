<#
.SYNOPSIS
  A client of the host agent's local protocol (docs/local-protocol.md), for Windows PowerShell 5.1 and later.
.EXAMPLE
  .\vmgenie-client.ps1 -Command status
.EXAMPLE
  .\vmgenie-client.ps1 -Command vm -Parameters @{ action = 'list'; includeNetAddress = $true }
.EXAMPLE
  .\vmgenie-client.ps1 provision @{ template = 'debian-12'; vm_name = 'testvm' }
.NOTES
  Run it in an elevated console, or as a member of Hyper-V Administrators: the pipe is closed to others.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)] [string] $Command = 'help',
    [Parameter(Position = 1)] [hashtable] $Parameters = @{},
    [string] $PipeName = 'vmgenie',
    [int] $ConnectTimeoutMs = 5000
)
Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

$request = @{
    id = [guid]::NewGuid().ToString()
    command = $Command
    parameters = $Parameters
    timestamp = [datetime]::UtcNow.ToString('o')
}
$pipe = New-Object System.IO.Pipes.NamedPipeClientStream('.', $PipeName, [System.IO.Pipes.PipeDirection]::InOut)
try {
    $pipe.Connect($ConnectTimeoutMs)
    $utf8 = New-Object System.Text.UTF8Encoding($false)
    $line = (ConvertTo-Json -InputObject $request -Depth 20 -Compress) + "`n"
    $bytes = $utf8.GetBytes($line)
    $pipe.Write($bytes, 0, $bytes.Length)
    $pipe.Flush()
    $reader = New-Object System.IO.StreamReader($pipe, $utf8)
    $answered = $false
    while ($null -ne ($text = $reader.ReadLine())) {
        $answer = ConvertFrom-Json -InputObject $text
        $answered = $true
        if ($answer.status -eq 'error') { throw [string] $answer.data }
        $answer.data
    }
    if (-not $answered) { throw 'The service closed the connection without an answer.' }
} finally {
    $pipe.Dispose()
}
