# What the installer changes on the machine beside its own folders: once, and nothing of it twice.

# Without it Windows lets nobody dial the agents of VMs over hv_sock.
function Register-GuestService {
    $key = Join-Path -Path $layout.GuestServices -ChildPath $layout.GuestService
    if (-not (Test-Path -LiteralPath $key)) {
        New-Item -Path $key -Force | Out-Null
    }
    Set-ItemProperty -LiteralPath $key -Name ElementName -Value 'Busbar guest agent'
}

function Unregister-GuestService {
    $key = Join-Path -Path $layout.GuestServices -ChildPath $layout.GuestService
    if (Test-Path -LiteralPath $key) {
        Remove-Item -LiteralPath $key
    }
}

function Register-EventSource {
    if (-not [System.Diagnostics.EventLog]::SourceExists($layout.EventSource)) {
        New-EventLog -LogName Application -Source $layout.EventSource
    }
}

function Unregister-EventSource {
    if ([System.Diagnostics.EventLog]::SourceExists($layout.EventSource)) {
        Remove-EventLog -Source $layout.EventSource
    }
}

# Into a folder of its own, so that the version before stays whole for the way back.
function Copy-Release {
    param([string] $Source, [string] $Version)

    $target = Join-Path -Path $layout.Programs -ChildPath $Version
    if ($Source -eq $target) {
        return
    }
    if (Test-Path -LiteralPath $target) {
        Remove-Item -LiteralPath $target -Recurse -Force
    }
    New-Item -ItemType Directory -Path $target -Force | Out-Null
    Get-ChildItem -LiteralPath $Source | Copy-Item -Destination $target -Recurse
    New-Item -ItemType Directory -Path $layout.Module -Force | Out-Null
    foreach ($name in @('Busbar.psm1', 'module')) {
        Copy-Item -LiteralPath (Join-Path -Path $Source -ChildPath $name) -Destination $layout.Module -Recurse -Force
    }
}
