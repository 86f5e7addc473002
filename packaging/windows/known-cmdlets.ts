/**
 * Cmdlets that come with every Windows PowerShell 5.1 and that the installer and the module may call, each with the
 * parameters that it may give (Microsoft's reference of PowerShell 5.1). What is not here is refused by the test; so is
 * whatever runs code from text.
 */
export const knownCmdlets: Readonly<Record<string, readonly string[]>> = {
  'ConvertFrom-Json': ['InputObject'],
  'ConvertTo-Json': ['InputObject', 'Compress', 'Depth'],
  'Copy-Item': ['LiteralPath', 'Destination', 'Recurse', 'Force'],
  'Export-ModuleMember': ['Function'],
  'ForEach-Object': ['Process'],
  'Get-Acl': ['LiteralPath'],
  'Get-ChildItem': ['LiteralPath', 'Recurse', 'Include', 'File'],
  'Get-CimInstance': ['ClassName', 'Filter'],
  'Get-Content': ['LiteralPath', 'Tail', 'Wait', 'Encoding'],
  'Get-Item': ['LiteralPath'],
  'Get-Service': ['Name'],
  'Invoke-CimMethod': ['InputObject', 'MethodName', 'Arguments'],
  'Invoke-RestMethod': [],
  'Join-Path': ['Path', 'ChildPath'],
  'New-EventLog': ['LogName', 'Source'],
  'New-Item': ['ItemType', 'Path', 'Force'],
  'New-ItemProperty': ['LiteralPath', 'Name', 'PropertyType', 'Value', 'Force'],
  'New-Service': ['Name', 'BinaryPathName', 'DisplayName', 'Description', 'StartupType', 'DependsOn'],
  'Out-Host': [],
  'Out-Null': [],
  'Remove-EventLog': ['Source'],
  'Remove-Item': ['LiteralPath', 'Recurse', 'Force'],
  'Restart-Service': ['Name'],
  'Set-ItemProperty': ['LiteralPath', 'Name', 'Value'],
  'Set-StrictMode': ['Version'],
  'Start-Service': ['InputObject'],
  'Start-Sleep': ['Seconds'],
  'Stop-Service': ['InputObject'],
  'Test-Path': ['LiteralPath'],
  'Write-Host': [],
  'Write-Warning': ['Message'],
};

/** Types and attributes that the scripts name, lower case. None of them runs a program or compiles text. */
export const knownTypes: readonly string[] = [
  'guid',
  'int',
  'pscustomobject',
  'securestring',
  'string',
  'string[]',
  'switch',
  'system.collections.idictionary',
  'system.diagnostics.eventlog',
  'system.io.directory',
  'system.net.networkcredential',
  'system.security.accesscontrol.accesscontrolsections',
  'system.security.accesscontrol.directorysecurity',
  'system.security.principal.securityidentifier',
  'system.text.encoding',
  'timespan',
  'uri',
];
