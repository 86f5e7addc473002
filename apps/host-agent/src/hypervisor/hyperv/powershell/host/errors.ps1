# Errors are told by identifier and category. Their texts are in the language of Windows and only for people.

# What the methods of Hyper-V's WMI classes return when they fail.
$wmiIdentifiers = @{
    32768 = 'OperationFailed'
    32769 = 'AccessDenied'
    32770 = 'NotSupported'
    32771 = 'Unspecified'
    32772 = 'OperationTimeout'
    32773 = 'InvalidParameter'
    32774 = 'ObjectInUse'
    32775 = 'InvalidState'
    32776 = 'StatusIncorrectType'
    32777 = 'StatusUnavailable'
    32778 = 'OutOfMemory'
    32779 = 'FileNotFound'
    32780 = 'GuestNotReady'
    32781 = 'GuestNotReady'
}

# An error of this script, to be thrown.
function New-HostError {
    param(
        [string] $Identifier,
        [System.Management.Automation.ErrorCategory] $Category,
        [string] $Message
    )

    $exception = [System.InvalidOperationException]::new($Message)
    return [System.Management.Automation.ErrorRecord]::new($exception, $Identifier, $Category, $null)
}

function Assert-WmiResult {
    param($Result, [string] $Method)

    $code = [int] $Result.ReturnValue
    if ($code -eq 0) {
        return
    }
    $identifier = $wmiIdentifiers[$code]
    if ($null -eq $identifier) {
        $identifier = 'OperationFailed'
    }
    throw (New-HostError -Identifier $identifier -Category 'FromStdErr' -Message "$Method returned $code.")
}

# FullyQualifiedErrorId is "<identifier>,<class of the cmdlet>".
function ConvertTo-ErrorAnswer {
    param([System.Management.Automation.ErrorRecord] $Record)

    $parts = @(([string] $Record.FullyQualifiedErrorId).Split([char[]] @(','), 2))
    $class = $null
    if ($parts.Count -gt 1) {
        $class = $parts[1]
    }
    return [ordered]@{
        identifier = $parts[0]
        class = $class
        category = [string] $Record.CategoryInfo.Category
        message = [string] $Record.Exception.Message
        hresult = [int] $Record.Exception.GetBaseException().HResult
    }
}
