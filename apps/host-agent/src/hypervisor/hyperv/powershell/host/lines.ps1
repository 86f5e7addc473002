# Lines in and out: UTF-8 without a byte order mark, whatever the console's code page is.

# An event waits this long at most while no request comes.
$eventPollMs = 250
# More characters than any request of the agent has: 1 MiB.
$lineLimit = 1048576

$utf8 = [System.Text.UTF8Encoding]::new($false)
$reader = [System.IO.StreamReader]::new([System.Console]::OpenStandardInput(), $utf8, $false, 65536)
$writer = [System.IO.StreamWriter]::new([System.Console]::OpenStandardOutput(), $utf8, 65536)

# Windows PowerShell gives arrays a second Count, and then writes some of them as { "value": [...], "Count": n }.
Remove-TypeData -TypeName System.Array -ErrorAction SilentlyContinue

# Null when the agent has gone.
function Read-Line {
    $pending = $reader.ReadLineAsync()
    while (-not $pending.Wait($eventPollMs)) {
        Send-Change
    }
    return $pending.Result
}

# The only door to standard output.
function Write-Line {
    param([System.Collections.IDictionary] $Message)

    $writer.Write((ConvertTo-Json -InputObject $Message -Compress -Depth 12))
    $writer.Write("`n")
    $writer.Flush()
}
