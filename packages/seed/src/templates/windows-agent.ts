/**
 * Adds the guest agent to the seed of a Windows guest. cloudbase-init reads no vendor-data, so the agent's script becomes
 * the first part of a MIME message, and the user's own document the second, byte for byte. First, because a part may ask
 * for a restart, after which the parts behind it are not run.
 */
import type { SeedDocuments } from '@busbar/shared/domain/template';
import { windowsFormatOf } from '../windows-format.ts';
import { multipartOf, type Part } from './multipart.ts';

/** Where it lies on the tools disc. */
export const windowsInstaller = 'win-x64/install-guest.ps1';

/** Waits for a disc that comes late, as the one for Linux does. Its exit code stands in cloudbase-init's log. */
const script = (toolsLabel: string): string => `#ps1_sysnative
# Installs the Busbar guest agent from the tools disc.
$ErrorActionPreference = 'Stop'
$label = '${toolsLabel}'
$installer = $null
foreach ($try in 1..30) {
    $discs = @(Get-CimInstance -ClassName Win32_LogicalDisk -Filter "VolumeName = '$label'")
    foreach ($disc in $discs) {
        $path = Join-Path -Path "$($disc.DeviceID)\\" -ChildPath '${windowsInstaller.replace('/', '\\')}'
        if (Test-Path -LiteralPath $path) {
            $installer = $path
        }
    }
    if ($null -ne $installer) {
        break
    }
    Start-Sleep -Seconds 1
}
if ($null -eq $installer) {
    Write-Output "busbar: no disc labelled $label with the guest agent for Windows was found"
    exit 1
}
$powershell = Join-Path -Path $env:SystemRoot -ChildPath 'System32\\WindowsPowerShell\\v1.0\\powershell.exe'
& $powershell -NoProfile -NonInteractive -ExecutionPolicy Bypass -File $installer
exit $LASTEXITCODE
`;

export function withWindowsAgent(documents: SeedDocuments, toolsLabel: string): SeedDocuments {
  const agent: Part = {
    text: script(toolsLabel),
    mimeType: 'text/x-shellscript',
    fileName: 'busbar-agent.ps1',
  };
  return { ...documents, userData: multipartOf([agent, ...ownPart(documents.userData)]) };
}

/** A MIME message stands as it is, nested: its parts are walked like the others. */
function ownPart(text: string): readonly (Part | string)[] {
  switch (windowsFormatOf(text)) {
    case 'empty':
      return [];
    case 'mime':
      return [text];
    case 'cloud-config':
      return [{ text, mimeType: 'text/cloud-config', fileName: 'cloud-config.yaml' }];
    default:
      // Without an ending, so that the first line says what runs it.
      return [{ text, mimeType: 'text/x-shellscript', fileName: 'user-data' }];
  }
}
