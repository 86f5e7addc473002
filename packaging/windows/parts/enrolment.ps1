# Whether this machine belongs to a control plane, and asking whoever installs for the line by which it will.

function Test-Enrolled {
    return Test-Path -LiteralPath (Join-Path -Path $layout.Data -ChildPath 'host\identity.json')
}

# Its parts, in any order and with whatever stands around them; null for a text that lacks one.
function ConvertFrom-EnrolmentLine {
    param([string] $Text)

    $line = @{}
    foreach ($name in @('Url', 'Token', 'Key')) {
        $found = [regex]::Match($Text, "(?i)(?:^|\s)--?$name[\s=]+[`"']?([^\s`"']+)")
        if (-not $found.Success) {
            return $null
        }
        $line[$name] = $found.Groups[1].Value
    }
    $line.BehindProxy = $Text -match '(?i)(^|\s)--?behind-?proxy(\s|$)'
    return $line
}

# Asks until it is a line, or nothing. Where nobody can be asked there is none.
function Read-EnrolmentLine {
    if (-not [System.Environment]::UserInteractive) {
        return $null
    }
    Write-Host 'This machine is not enrolled. On the page Hosts of the control plane choose "Add a host" and copy the line.'
    while ($true) {
        $text = Read-Host -Prompt 'Paste it here (Enter: not now)'
        if ($text.Trim() -eq '') {
            return $null
        }
        $line = ConvertFrom-EnrolmentLine -Text $text
        if ($null -ne $line) {
            return $line
        }
        Write-Warning -Message 'That is no such line: it has --url, --token and --key.'
    }
}
