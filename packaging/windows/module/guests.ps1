# VMs of this host, by the agent's named pipe: no network is needed, and no control plane.

$pipeName = 'vmgenie'
$pipeConnectMs = 5000

# One request of the agent's local protocol, and its answer's data. Only administrators of this host may ask.
function Invoke-LocalAgent {
    param([string] $Command, [System.Collections.IDictionary] $Parameters)

    $request = @{
        id = [guid]::NewGuid().ToString()
        command = $Command
        parameters = $Parameters
    }
    $utf8 = [System.Text.UTF8Encoding]::new($false)
    $line = $utf8.GetBytes((ConvertTo-Json -InputObject $request -Compress -Depth 6) + "`n")
    $pipe = [System.IO.Pipes.NamedPipeClientStream]::new('.', $pipeName, [System.IO.Pipes.PipeDirection]::InOut)
    try {
        $pipe.Connect($pipeConnectMs)
        $pipe.Write($line, 0, $line.Length)
        $pipe.Flush()
        $answer = [System.IO.StreamReader]::new($pipe, $utf8).ReadLine()
    }
    finally {
        $pipe.Dispose()
    }
    if ($null -eq $answer) {
        throw 'The agent of this host closed its pipe without an answer.'
    }
    $told = ConvertFrom-Json -InputObject $answer
    if ($told.status -ne 'ok') {
        throw [string] $told.data
    }
    $told.data
}

function Invoke-BusbarCommand {
    <#
    .SYNOPSIS
        Runs a program in VMs of this host, over VMBus: it works while their network does not.
    .DESCRIPTION
        Asks the agent of this host, so it needs rights as an administrator, and knows VMs of this host only. One object a
        VM, with exit code and what the program printed. A program that fails is no error: look at ExitCode.
    .PARAMETER Id
        Of a VM, as Get-BusbarVM tells it.
    .PARAMETER ArgumentList
        Program and arguments. No shell is involved but one that is named here.
    .PARAMETER InputText
        What the program reads from its standard input.
    .PARAMETER User
        Account in the guest. Without it, root.
    .PARAMETER TimeoutSeconds
        The program is ended when it runs longer.
    .EXAMPLE
        Invoke-BusbarCommand -Id 01a1fe56-fde8-7b8b-9a81-25dc284e4a7b -ArgumentList 'ip', 'address'
    .EXAMPLE
        Get-BusbarVM -Search web | Invoke-BusbarCommand -ArgumentList 'sh', '-c', 'df -h / | tail -1'
    #>
    [CmdletBinding(SupportsShouldProcess = $true)]
    param(
        [Parameter(Mandatory = $true, ValueFromPipelineByPropertyName = $true)]
        [guid] $Id,
        [Parameter(Mandatory = $true)]
        [string[]] $ArgumentList,
        [string] $InputText = '',
        [string] $User = '',
        [ValidateRange(1, 3600)]
        [int] $TimeoutSeconds = 60
    )

    process {
        $parameters = @{
            action = 'exec'
            id = $Id.ToString()
            # Windows PowerShell writes some plain arrays as objects.
            argv = [System.Collections.ArrayList]::new($ArgumentList)
            stdin = $InputText
            timeoutMs = $TimeoutSeconds * 1000
        }
        if ($User -ne '') {
            $parameters.user = $User
        }
        if ($PSCmdlet.ShouldProcess($Id, "Run $($ArgumentList -join ' ')")) {
            $told = Invoke-LocalAgent -Command 'vm' -Parameters $parameters
            [PSCustomObject]@{
                VMId = $told.id
                ExitCode = $told.exitCode
                Cause = $told.cause
                Output = $told.stdout
                ErrorOutput = $told.stderr
                Error = $told.error
            }
        }
    }
}
