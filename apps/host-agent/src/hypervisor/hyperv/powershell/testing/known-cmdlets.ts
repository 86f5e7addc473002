/**
 * Cmdlets that come with every Windows PowerShell 5.1 and that the host script may call, each with the parameters that
 * it may give. Whatever is not here, runs code from text or makes a type from source (Invoke-Expression, Add-Type), is
 * refused by the test. Cmdlets that the catalogue documents are checked against it instead.
 */
export const knownCmdlets: Readonly<Record<string, readonly string[]>> = {
  'ConvertFrom-Json': ['InputObject'],
  'ConvertTo-Json': ['InputObject', 'Compress', 'Depth'],
  'Get-CimInstance': ['Namespace', 'ClassName', 'Filter', 'ErrorAction'],
  'Get-Command': ['Name', 'CommandType', 'ErrorAction'],
  'Get-Event': [],
  'Get-EventSubscriber': [],
  'Get-LocalGroupMember': ['SID', 'ErrorAction'],
  'Get-Module': ['ListAvailable', 'Name'],
  'Get-Service': ['Name', 'ErrorAction'],
  'Import-Module': ['Name', 'ErrorAction'],
  'Invoke-CimMethod': ['InputObject', 'MethodName', 'Arguments', 'ErrorAction'],
  'Out-Null': [],
  'Receive-Job': ['Job', 'ErrorAction'],
  'Register-CimIndicationEvent': ['Namespace', 'Query', 'SourceIdentifier'],
  'Remove-Event': ['EventIdentifier'],
  'Remove-Job': ['Job', 'Force', 'ErrorAction'],
  'Remove-TypeData': ['TypeName', 'ErrorAction'],
  'Select-Object': ['First'],
  'Unregister-Event': [],
};

/** Variables that PowerShell itself sets, or reads as settings. */
export const automaticVariables: ReadonlySet<string> = new Set([
  '_',
  'true',
  'false',
  'null',
  'psscriptroot',
  'psversiontable',
]);
