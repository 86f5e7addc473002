# The REST interface of the control plane.

$connection = @{ Url = $null; Token = $null }

function Connect-Busbar {
    <#
    .SYNOPSIS
        Says which control plane the other functions talk to, and with which API token.
    .DESCRIPTION
        Both are kept in memory until the PowerShell ends.
    .PARAMETER Url
        Of the control plane, without a path.
    .PARAMETER Token
        An API token (Account, API tokens). Asked for when it is not given.
    .EXAMPLE
        Connect-Busbar -Url https://busbar.example -Token (Read-Host -AsSecureString)
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [uri] $Url,
        [Parameter(Mandatory = $true)]
        [securestring] $Token
    )

    $connection.Url = $Url.AbsoluteUri.TrimEnd('/')
    $connection.Token = $Token
}

function Invoke-BusbarApi {
    param([string] $Method, [string] $Path, [System.Collections.IDictionary] $Body)

    if ($null -eq $connection.Token) {
        throw 'Run Connect-Busbar first.'
    }
    # A credential is how Windows PowerShell gives the text of a secure string back.
    $token = [System.Net.NetworkCredential]::new('', $connection.Token).Password
    $request = @{
        Method = $Method
        Uri = "$($connection.Url)/api/rest$Path"
        Headers = @{ Authorization = "Bearer $token" }
        ErrorAction = 'Stop'
    }
    if ($null -ne $Body) {
        $request.ContentType = 'application/json; charset=utf-8'
        $request.Body = [System.Text.Encoding]::UTF8.GetBytes((ConvertTo-Json -InputObject $Body -Compress -Depth 6))
    }
    Invoke-RestMethod @request
}
