# What needs Hyper-V's WMI classes: the guest's key-value pairs, its shutdown, screen and keyboard; and the neighbour table.

# A guest can write as many pairs as it likes. One boot of cloud-init writes some 200 of 300 characters.
$kvpLimit = 1024
$kvpLengthLimit = 131072
# Hyper-V's own limits are these in bytes.
$kvpNameLimit = 512
$kvpDataLimit = 2048
# 1920 x 1200 pixels of two bytes.
$screenLimit = 1920 * 1200
$typedTextLimit = 512
# What InitiateShutdown returns when it was asked before.
$shutdownInProgress = 32782

function Get-VmFilter {
    param($VMId, [string] $Property)

    $id = [guid]::Empty
    if (($VMId -isnot [string]) -or -not [guid]::TryParse($VMId, [ref] $id)) {
        throw (New-HostError -Identifier 'InvalidParameter' -Category 'InvalidArgument' -Message 'VMId is no GUID.')
    }
    return "$Property = '$($id.ToString().ToUpperInvariant())'"
}

# The one WMI object of this class that belongs to the VM.
function Get-VmPart {
    param([string] $ClassName, [string] $Filter)

    $found = @(Get-CimInstance -Namespace $namespace -ClassName $ClassName -Filter $Filter -ErrorAction Stop)
    if ($found.Count -eq 0) {
        throw (New-HostError -Identifier 'ObjectNotFound' -Category 'ObjectNotFound' -Message "Hyper-V has no $ClassName with $Filter.")
    }
    return $found[0]
}

# What guests have written, of those of these VMs that are there.
function Get-GuestPair {
    param($VMId)

    $filters = @(foreach ($id in @($VMId)) { Get-VmFilter -VMId $id -Property 'SystemName' })
    $found = Get-CimInstance -Namespace $namespace -ClassName 'Msvm_KvpExchangeComponent' -Filter ($filters -join ' OR ') -ErrorAction Stop
    foreach ($part in @($found)) {
        $id = ([string] $part.SystemName).ToLowerInvariant()
        try {
            $pairs = @(
                ConvertFrom-GuestPair -VMId $id -Source 'guest' -Documents @($part.GuestExchangeItems)
                ConvertFrom-GuestPair -VMId $id -Source 'intrinsic' -Documents @($part.GuestIntrinsicExchangeItems)
            )
            Assert-GuestPair -Pairs $pairs
            $pairs
        }
        catch {
            # One guest must not keep the others from being heard.
            New-GuestPair -VMId $id -Source 'refused' -Name '' -Data ([string] $_.Exception.Message)
        }
    }
}

function New-GuestPair {
    param([string] $VMId, [string] $Source, [string] $Name, [string] $Data)

    return [ordered]@{
        VMId = $VMId
        Source = $Source
        Name = $Name
        Data = $Data
    }
}

# Throws when a guest has written more than is told, whatever it may be.
function Assert-GuestPair {
    param([object[]] $Pairs)

    $length = 0
    foreach ($pair in $Pairs) {
        if (($pair.Name.Length -gt $kvpNameLimit) -or ($pair.Data.Length -gt $kvpDataLimit)) {
            throw 'The guest has written a pair that is larger than any pair may be.'
        }
        $length += $pair.Name.Length + $pair.Data.Length
    }
    if ($length -gt $kvpLengthLimit) {
        throw "The guest has written more than $kvpLengthLimit characters of pairs."
    }
}

# Each pair is an XML document with the guest's own text in it, so no DTD and nothing that it names is read.
function ConvertFrom-GuestPair {
    param([string] $VMId, [string] $Source, [object[]] $Documents)

    if ($Documents.Count -gt $kvpLimit) {
        throw "The guest has written more than $kvpLimit pairs."
    }
    $settings = [System.Xml.XmlReaderSettings]::new()
    $settings.DtdProcessing = [System.Xml.DtdProcessing]::Prohibit
    $settings.XmlResolver = $null
    foreach ($text in $Documents) {
        if ([string]::IsNullOrEmpty($text)) {
            continue
        }
        $document = [System.Xml.XmlDocument]::new()
        $document.XmlResolver = $null
        $document.Load([System.Xml.XmlReader]::Create([System.IO.StringReader]::new($text), $settings))
        $name = $document.SelectSingleNode("/INSTANCE/PROPERTY[@NAME='Name']/VALUE")
        $data = $document.SelectSingleNode("/INSTANCE/PROPERTY[@NAME='Data']/VALUE")
        if ($null -eq $name) {
            continue
        }
        $value = ''
        if ($null -ne $data) {
            $value = $data.InnerText
        }
        New-GuestPair -VMId $VMId -Source $Source -Name $name.InnerText -Data $value
    }
}

# Stop-VM would wait for the guest, and all other work behind it.
function Send-Shutdown {
    param($VMId)

    $shutdown = Get-VmPart -ClassName 'Msvm_ShutdownComponent' -Filter (Get-VmFilter -VMId $VMId -Property 'SystemName')
    $answer = Invoke-CimMethod -InputObject $shutdown -MethodName 'InitiateShutdown' -Arguments @{
        Force = $false
        Reason = 'Asked for in Busbar.'
    } -ErrorAction Stop
    if ([int] $answer.ReturnValue -ne $shutdownInProgress) {
        Assert-WmiResult -Result $answer -Method 'InitiateShutdown'
    }
}

# The size that the guest has chosen, made smaller where that is more than is told.
function Get-ScreenSize {
    param($VMId)

    $head = Get-VmPart -ClassName 'Msvm_VideoHead' -Filter (Get-VmFilter -VMId $VMId -Property 'SystemName')
    $width = [int] $head.CurrentHorizontalResolution
    $height = [int] $head.CurrentVerticalResolution
    if (($width -lt 1) -or ($height -lt 1)) {
        $width = 1024
        $height = 768
    }
    $share = [System.Math]::Min(1.0, [System.Math]::Sqrt($screenLimit / ($width * $height)))
    return [ordered]@{
        Width = [int] [System.Math]::Floor($width * $share)
        Height = [int] [System.Math]::Floor($height * $share)
    }
}

function Get-Screen {
    param($VMId, $Width, $Height)

    if (($null -eq $Width) -and ($null -eq $Height)) {
        $size = Get-ScreenSize -VMId $VMId
        $Width = $size.Width
        $Height = $size.Height
    }
    $isSize = ($Width -is [int]) -and ($Height -is [int]) -and ($Width -gt 0) -and ($Height -gt 0)
    if (-not $isSize -or ($Width * $Height -gt $screenLimit)) {
        throw (New-HostError -Identifier 'InvalidParameter' -Category 'InvalidArgument' -Message "A screen has at most $screenLimit pixels.")
    }
    $filter = Get-VmFilter -VMId $VMId -Property 'VirtualSystemIdentifier'
    $system = Get-VmPart -ClassName 'Msvm_VirtualSystemSettingData' -Filter "$filter AND VirtualSystemType = 'Microsoft:Hyper-V:System:Realized'"
    $service = Get-CimInstance -Namespace $namespace -ClassName 'Msvm_VirtualSystemManagementService' -ErrorAction Stop | Select-Object -First 1
    $answer = Invoke-CimMethod -InputObject $service -MethodName 'GetVirtualSystemThumbnailImage' -Arguments @{
        TargetSystem = $system
        WidthPixels = [uint16] $Width
        HeightPixels = [uint16] $Height
    } -ErrorAction Stop
    Assert-WmiResult -Result $answer -Method 'GetVirtualSystemThumbnailImage'
    $bytes = [byte[]] $answer.ImageData
    $length = $Width * $Height * 2
    # Some hosts send more bytes than the image has.
    if ($bytes.Length -lt $length) {
        throw (New-HostError -Identifier 'OperationFailed' -Category 'InvalidResult' -Message "The image has $($bytes.Length) bytes instead of $length.")
    }
    [ordered]@{
        Width = $Width
        Height = $Height
        Rgb565 = [System.Convert]::ToBase64String($bytes, 0, $length)
    }
}

function Send-Key {
    param($VMId, $Text, $ScanCodes, $CtrlAltDel)

    $keyboard = Get-VmPart -ClassName 'Msvm_Keyboard' -Filter (Get-VmFilter -VMId $VMId -Property 'SystemName')
    $method = 'TypeCtrlAltDel'
    $arguments = @{}
    if ($null -ne $Text) {
        if (($Text -isnot [string]) -or ($Text.Length -gt $typedTextLimit) -or ($Text -cmatch '[^\x00-\x7f]')) {
            throw (New-HostError -Identifier 'InvalidParameter' -Category 'InvalidArgument' -Message "Typed text is ASCII, at most $typedTextLimit characters.")
        }
        $method = 'TypeText'
        $arguments['asciiText'] = $Text
    }
    elseif ($null -ne $ScanCodes) {
        $method = 'TypeScancodes'
        $arguments['Scancodes'] = [byte[]] @($ScanCodes)
    }
    elseif ($CtrlAltDel -ne $true) {
        throw (New-HostError -Identifier 'InvalidParameter' -Category 'InvalidArgument' -Message 'Say Text, ScanCodes or CtrlAltDel.')
    }
    $answer = Invoke-CimMethod -InputObject $keyboard -MethodName $method -Arguments $arguments -ErrorAction Stop
    Assert-WmiResult -Result $answer -Method $method
}

# The table is read whole: asked for an address that it lacks, the cmdlet fails instead of answering nothing.
function Get-Neighbor {
    param($MacAddress)

    $wanted = @{}
    foreach ($address in @($MacAddress)) {
        $mac = ConvertTo-PlainMac -Address $address
        $wanted[$mac] = $true
    }
    foreach ($neighbor in @(NetTCPIP\Get-NetNeighbor -ErrorAction Stop)) {
        $mac = ConvertTo-PlainMac -Address $neighbor.LinkLayerAddress
        if ($wanted.ContainsKey($mac) -and ($mac.Length -eq 12)) {
            [ordered]@{
                MacAddress = $mac
                IPAddress = [string] $neighbor.IPAddress
                State = [string] $neighbor.State
                InterfaceAlias = [string] $neighbor.InterfaceAlias
            }
        }
    }
}

# Hardware only: the adapters that switches make for the host carry no further switch.
function Get-HostNetAdapter {
    foreach ($adapter in @(NetAdapter\Get-NetAdapter -Physical -ErrorAction Stop)) {
        if ($null -ne $adapter) {
            ConvertTo-Projection -Object $adapter -Name 'BusbarNetAdapter'
        }
    }
}

# Twelve digits in upper case, as Hyper-V writes them.
function ConvertTo-PlainMac {
    param($Address)

    $digits = ([string] $Address).ToUpperInvariant()
    return $digits -replace '[^0-9A-F]', ''
}
