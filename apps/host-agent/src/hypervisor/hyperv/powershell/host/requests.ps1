# One request to one answer.

# Every line gets exactly one answer; with id null where the line has none.
function Write-Answer {
    param([string] $Line)

    $id = $null
    try {
        $request = Read-Request -Line $Line
        if (($request.id -is [int]) -or ($request.id -is [long])) {
            $id = $request.id
        }
        Assert-Request -Request $request
        $told = @(Invoke-Request -Request $request)
        Write-Line ([ordered]@{
                id = $id
                ok = $true
                result = $told
            })
    }
    catch {
        Write-Line ([ordered]@{
                id = $id
                ok = $false
                error = ConvertTo-ErrorAnswer -Record $_
            })
    }
}

function Read-Request {
    param([string] $Line)

    if ($Line.Length -gt $lineLimit) {
        throw (New-HostError -Identifier 'InvalidParameter' -Category 'InvalidArgument' -Message "A line has at most $lineLimit characters.")
    }
    try {
        return ConvertFrom-Json -InputObject $Line
    }
    catch {
        throw (New-HostError -Identifier 'InvalidParameter' -Category 'InvalidArgument' -Message 'The line is not JSON.')
    }
}

function Assert-Request {
    param($Request)

    $isRequest = ($Request -is [System.Management.Automation.PSCustomObject]) -and
        (($Request.id -is [int]) -or ($Request.id -is [long])) -and
        ($Request.cmdlet -is [string])
    if (-not $isRequest) {
        throw (New-HostError -Identifier 'InvalidParameter' -Category 'InvalidArgument' -Message 'The line is no request: it needs an id and a cmdlet.')
    }
}

function Invoke-Request {
    param($Request)

    $given = $Request.parameters
    switch -CaseSensitive ($Request.cmdlet) {
        'Get-BusbarPreflight' {
            Get-Preflight
        }
        'Get-BusbarVMSummary' {
            Get-VmSummary
        }
        'Watch-BusbarVM' {
            Start-Watch
        }
        'Get-BusbarKvp' {
            Get-GuestPair -VMId $given.VMId
        }
        'Send-BusbarShutdown' {
            Send-Shutdown -VMId $given.VMId
        }
        'Get-BusbarScreen' {
            Get-Screen -VMId $given.VMId -Width $given.Width -Height $given.Height
        }
        'Send-BusbarKey' {
            Send-Key -VMId $given.VMId -Text $given.Text -ScanCodes $given.ScanCodes -CtrlAltDel $given.CtrlAltDel
        }
        'Get-BusbarNeighbor' {
            Get-Neighbor -MacAddress $given.MacAddress
        }
        'Get-BusbarNetAdapter' {
            Get-HostNetAdapter
        }
        Default {
            Invoke-CmdletRequest -Request $Request
        }
    }
}

function Invoke-CmdletRequest {
    param($Request)

    $select = $Request.select
    if (($null -ne $select) -and -not ($projections.Keys -ccontains $select)) {
        throw (New-HostError -Identifier 'InvalidParameter' -Category 'InvalidArgument' -Message "There is no projection '$select'.")
    }
    if ($Request.asJob -eq $true) {
        $objects = @(Invoke-CmdletAsJob -Name $Request.cmdlet -Parameters $Request.parameters -Id $Request.id)
    }
    else {
        $objects = @(Invoke-Cmdlet -Name $Request.cmdlet -Parameters $Request.parameters -Depth 0 -AsJob $false)
    }
    if ($null -eq $select) {
        return
    }
    foreach ($object in $objects) {
        if ($null -ne $object) {
            ConvertTo-Projection -Object $object -Name $select
        }
    }
}

# One call for a whole list, instead of three more for each VM.
function Get-VmSummary {
    foreach ($vm in @(Invoke-Cmdlet -Name 'Get-VM' -Parameters $null -Depth 0 -AsJob $false)) {
        if ($null -ne $vm) {
            ConvertTo-Projection -Object $vm -Name 'BusbarVMSummary'
        }
    }
}
