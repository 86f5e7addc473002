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

/** Types of .NET that the script names, lower case. None of them runs a program, reads a file or compiles text. */
export const knownTypes: readonly string[] = [
  'bool',
  'byte[]',
  'char[]',
  'cmdletbinding()',
  'guid',
  'int',
  'long',
  'object[]',
  'ordered',
  'ref',
  'string',
  'system.collections.arraylist',
  'system.collections.idictionary',
  'system.console',
  'system.convert',
  'system.invalidoperationexception',
  'system.io.streamreader',
  'system.io.streamwriter',
  'system.io.stringreader',
  'system.management.automation.cmdlet',
  'system.management.automation.commandinfo',
  'system.management.automation.errorcategory',
  'system.management.automation.errorrecord',
  'system.management.automation.icontainserrorrecord',
  'system.management.automation.job',
  'system.management.automation.pscustomobject',
  'system.math',
  'system.security.principal.securityidentifier',
  'system.security.principal.windowsidentity',
  'system.security.principal.windowsprincipal',
  'system.stringcomparison',
  'system.text.utf8encoding',
  'system.xml.dtdprocessing',
  'system.xml.xmldocument',
  'system.xml.xmlreader',
  'system.xml.xmlreadersettings',
  'uint16',
  'void',
];

/** WMI classes that the script names, and the methods that it invokes. */
export const knownWmi: readonly string[] = [
  'GetVirtualSystemThumbnailImage',
  'InitiateShutdown',
  'Msvm_ComputerSystem',
  'Msvm_Keyboard',
  'Msvm_KvpExchangeComponent',
  'Msvm_ShutdownComponent',
  'Msvm_VideoHead',
  'Msvm_VirtualSystemManagementService',
  'Msvm_VirtualSystemSettingData',
  'TypeCtrlAltDel',
  'TypeScancodes',
  'TypeText',
  'Win32_ComputerSystem',
  'Win32_OperatingSystem',
  'Win32_Processor',
];
