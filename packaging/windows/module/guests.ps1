# VMs of this host, by the agent's named pipe: no network is needed, and no control plane.

$pipeName = 'vmgenie'
$pipeConnectMs = 5000

# One request of the agent's local protocol: what comes ahead of its answer goes through, then its answer's data. Only
# administrators of this host may ask.
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
        $reader = [System.IO.StreamReader]::new($pipe, $utf8)
        do {
            $answer = $reader.ReadLine()
            if ($null -eq $answer) {
                throw 'The agent of this host closed its pipe without an answer.'
            }
            $told = ConvertFrom-Json -InputObject $answer
            if ($told.status -eq 'error') {
                throw [string] $told.data
            }
            $told.data
        } while ($told.status -eq 'event')
    }
    finally {
        $pipe.Dispose()
    }
}

# One text that CommandLineToArgvW takes apart into exactly these words. Windows PowerShell itself loses quotes in the
# arguments of programs.
function ConvertTo-CommandLine {
    param([string[]] $Words)

    $quoted = foreach ($word in $Words) {
        '"' + ($word -replace '(\\*)"', '$1$1\"' -replace '(\\+)$', '$1$1') + '"'
    }
    $quoted -join ' '
}

# Runs the agent's own program on this console, whatever pipeline it is called from. Answers its exit code.
function Invoke-OnConsole {
    param([string[]] $Words)

    $start = [System.Diagnostics.ProcessStartInfo]::new((Get-AgentPath))
    $start.Arguments = ConvertTo-CommandLine -Words $Words
    $start.UseShellExecute = $false
    $running = [System.Diagnostics.Process]::Start($start)
    $running.WaitForExit()
    $running.ExitCode
}

function Enter-BusbarVM {
    <#
    .SYNOPSIS
        Opens a shell in a VM of this host, on this console, over VMBus: it works while the VM's network does not.
    .DESCRIPTION
        Asks the agent of this host, so it needs rights as an administrator, and knows VMs of this host only. Every key goes
        to the VM, Ctrl+C too, and the window's size follows. Ctrl+] leaves the shell, which goes on in the VM: it says by
        which ShellId to come back to it. When the way to the VM breaks it is tried again. The exit code of the shell is
        in LASTEXITCODE. It needs a console: not the ISE, and no remote session.
    .PARAMETER Id
        Of a VM, as Get-BusbarVM tells it.
    .PARAMETER User
        Account in the guest. Without it, root; in Windows guests, the system.
    .PARAMETER ShellId
        Of a shell that was left, to come back to it.
    .PARAMETER DetachKey
        Another key to leave by, such as ctrl-q, where Ctrl+] cannot be typed.
    .PARAMETER ArgumentList
        Program and arguments, instead of the user's own shell.
    .EXAMPLE
        Enter-BusbarVM -Id 01a1fe56-fde8-7b8b-9a81-25dc284e4a7b
    .EXAMPLE
        Get-BusbarVM -Search web-1 | Enter-BusbarVM -ArgumentList 'top'
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true, ValueFromPipelineByPropertyName = $true)]
        [guid] $Id,
        [string] $User = '',
        [string] $ShellId = '',
        [ValidatePattern('^[Cc]trl-[A-Za-z\\\]^_]$')]
        [string] $DetachKey = 'ctrl-]',
        [string[]] $ArgumentList = @()
    )

    process {
        $words = @('enter', $Id.ToString(), "--detach-key=$DetachKey")
        if ($User -ne '') {
            $words += "--user=$User"
        }
        if ($ShellId -ne '') {
            $words += "--shell=$ShellId"
        }
        $global:LASTEXITCODE = Invoke-OnConsole -Words ($words + '--' + $ArgumentList)
    }
}

function Invoke-BusbarCommand {
    <#
    .SYNOPSIS
        Runs a program in VMs of this host, over VMBus: it works while their network does not.
    .DESCRIPTION
        Asks the agent of this host, so it needs rights as an administrator, and knows VMs of this host only. One object a
        VM, with exit code and what the program printed, as text and as the very bytes. A program that fails is no error:
        look at ExitCode.
    .PARAMETER Id
        Of a VM, as Get-BusbarVM tells it.
    .PARAMETER ArgumentList
        Program and arguments. No shell is involved but one that is named here.
    .PARAMETER InputText
        What the program reads from its standard input, as UTF-8.
    .PARAMETER InputBytes
        The same as bytes, before the text if both are given; 700 KB at most.
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
        [byte[]] $InputBytes = @(),
        [string] $User = '',
        [ValidateRange(1, 3600)]
        [int] $TimeoutSeconds = 60
    )

    process {
        $utf8 = [System.Text.Encoding]::UTF8
        $parameters = @{
            action = 'exec'
            id = $Id.ToString()
            # Windows PowerShell writes some plain arrays as objects.
            argv = [System.Collections.ArrayList]::new($ArgumentList)
            stdin = [System.Convert]::ToBase64String([byte[]] ($InputBytes + $utf8.GetBytes($InputText)))
            encoding = 'base64'
            timeoutMs = $TimeoutSeconds * 1000
            # In pieces: Windows PowerShell reads no JSON of more than 2 MB.
            stream = $true
        }
        if ($User -ne '') {
            $parameters.user = $User
        }
        if ($PSCmdlet.ShouldProcess($Id, "Run $($ArgumentList -join ' ')")) {
            $printed = @{ stdout = [System.IO.MemoryStream]::new(); stderr = [System.IO.MemoryStream]::new() }
            foreach ($told in @(Invoke-LocalAgent -Command 'vm' -Parameters $parameters)) {
                $kind = $told.PSObject.Properties['event']
                if ($null -ne $kind -and $printed.ContainsKey($kind.Value)) {
                    $bytes = [System.Convert]::FromBase64String($told.data)
                    $printed[$kind.Value].Write($bytes, 0, $bytes.Length)
                }
            }
            [PSCustomObject]@{
                VMId = $told.id
                ExitCode = $told.exitCode
                Cause = $told.cause
                Output = $utf8.GetString($printed.stdout.ToArray())
                OutputBytes = $printed.stdout.ToArray()
                ErrorOutput = $utf8.GetString($printed.stderr.ToArray())
                ErrorOutputBytes = $printed.stderr.ToArray()
                Error = $told.error
            }
        }
    }
}
