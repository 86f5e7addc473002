# What Hyper-V needs on this host, each with its state and the exact remedy. It never fails: what cannot be found out is
# told as "unknown".

$administrators = 'S-1-5-32-544'
$hypervAdministrators = 'S-1-5-32-578'
$enableFeature = 'In an elevated PowerShell run: Enable-WindowsOptionalFeature -Online -FeatureName Microsoft-Hyper-V -All; then restart Windows.'
$installFeature = 'In an elevated PowerShell run: Install-WindowsFeature -Name Hyper-V -IncludeManagementTools -Restart.'

# In the order in which one needs the other.
function Get-Preflight {
    foreach ($name in @('rights', 'firmware', 'feature', 'module', 'hypervisor', 'service', 'tpm')) {
        try {
            Get-Finding -Name $name
        }
        catch {
            $message = [string] $_.Exception.Message
            New-Finding -Name $name -State 'unknown' -Message $message -Remedy 'Run the agent as LocalSystem or elevated, so that it can look.'
        }
    }
}

function Get-Finding {
    param([string] $Name)

    switch ($Name) {
        'rights' {
            Get-RightsFinding
        }
        'firmware' {
            Get-FirmwareFinding
        }
        'feature' {
            Get-FeatureFinding
        }
        'module' {
            Get-ModuleFinding
        }
        'hypervisor' {
            Get-HypervisorFinding
        }
        'service' {
            Get-ServiceFinding
        }
        'tpm' {
            Get-TpmFinding
        }
    }
}

# State: ok, missing or unknown.
function New-Finding {
    param([string] $Name, [string] $State, [string] $Message, [string] $Remedy)

    return [ordered]@{
        Name = $Name
        State = $State
        Message = $Message
        Remedy = $Remedy
    }
}

# Asked first: without these rights some releases of Windows answer every question with an empty list.
function Get-RightsFinding {
    $identity = [System.Security.Principal.WindowsIdentity]::GetCurrent()
    $principal = [System.Security.Principal.WindowsPrincipal]::new($identity)
    foreach ($sid in @($administrators, $hypervAdministrators)) {
        if ($principal.IsInRole([System.Security.Principal.SecurityIdentifier]::new($sid))) {
            return New-Finding -Name 'rights' -State 'ok' -Message "$($identity.Name) may manage Hyper-V." -Remedy ''
        }
    }
    if (Test-GroupMember -Sid $hypervAdministrators -User $identity.User) {
        return New-Finding -Name 'rights' -State 'missing' -Message "$($identity.Name) is one of the Hyper-V Administrators, but was logged on before that." -Remedy 'Log off and on again, or restart the service of the agent.'
    }
    return New-Finding -Name 'rights' -State 'missing' -Message "$($identity.Name) may not manage Hyper-V." -Remedy "Run the agent elevated, or in an elevated PowerShell run: Add-LocalGroupMember -SID $hypervAdministrators -Member '$($identity.Name)'; then log off and on again."
}

# What the group says, which a token knows only after the next logon. A group that cannot be read (it may be missing, or
# hold accounts that no longer exist) says no: that the rights are missing is known without it.
function Test-GroupMember {
    param([string] $Sid, [System.Security.Principal.SecurityIdentifier] $User)

    try {
        foreach ($member in @(Get-LocalGroupMember -SID $Sid -ErrorAction Stop)) {
            if ($member.SID -eq $User) {
                return $true
            }
        }
    }
    catch {
        return $false
    }
    return $false
}

function Test-Hypervisor {
    return [bool] (Get-CimInstance -ClassName Win32_ComputerSystem -ErrorAction Stop).HypervisorPresent
}

# Once a hypervisor runs, Windows itself is its guest and no longer sees what the processor can do.
function Get-FirmwareFinding {
    if (Test-Hypervisor) {
        return New-Finding -Name 'firmware' -State 'ok' -Message 'Virtualization is enabled in the firmware.' -Remedy ''
    }
    $processor = Get-CimInstance -ClassName Win32_Processor -ErrorAction Stop | Select-Object -First 1
    if (-not $processor.SecondLevelAddressTranslationExtensions) {
        return New-Finding -Name 'firmware' -State 'missing' -Message 'The processor has no second level address translation.' -Remedy 'Use a machine with Intel EPT or AMD RVI. In a virtual machine, enable nested virtualization for it.'
    }
    if (-not $processor.VirtualizationFirmwareEnabled) {
        return New-Finding -Name 'firmware' -State 'missing' -Message 'Virtualization is disabled in the firmware.' -Remedy 'Enable Intel VT-x or AMD-V (SVM) in the setup of the firmware, then start the machine again.'
    }
    return New-Finding -Name 'firmware' -State 'ok' -Message 'Virtualization is enabled in the firmware.' -Remedy ''
}

function Get-FeatureFinding {
    $isClient = (Get-CimInstance -ClassName Win32_OperatingSystem -ErrorAction Stop).ProductType -eq 1
    if ($isClient) {
        $state = [string] (Get-WindowsOptionalFeature -Online -FeatureName Microsoft-Hyper-V -ErrorAction Stop).State
        $remedy = $enableFeature
    }
    else {
        $state = [string] (Get-WindowsFeature -Name Hyper-V -ErrorAction Stop).InstallState
        $remedy = $installFeature
    }
    if (@('Enabled', 'Installed') -contains $state) {
        return New-Finding -Name 'feature' -State 'ok' -Message 'The feature Hyper-V is installed.' -Remedy ''
    }
    if (@('EnablePending', 'InstallPending') -contains $state) {
        return New-Finding -Name 'feature' -State 'missing' -Message 'The feature Hyper-V waits for a restart.' -Remedy 'Restart Windows.'
    }
    return New-Finding -Name 'feature' -State 'missing' -Message "The feature Hyper-V is not installed ($state)." -Remedy $remedy
}

function Get-ModuleFinding {
    if (@(Get-Module -ListAvailable -Name Hyper-V).Count -gt 0) {
        return New-Finding -Name 'module' -State 'ok' -Message 'The PowerShell module Hyper-V is installed.' -Remedy ''
    }
    return New-Finding -Name 'module' -State 'missing' -Message 'The PowerShell module Hyper-V is not installed.' -Remedy 'In an elevated PowerShell run: Install-WindowsFeature -Name Hyper-V-PowerShell (Windows Server), or Enable-WindowsOptionalFeature -Online -FeatureName Microsoft-Hyper-V-Management-PowerShell (Windows 10 and 11).'
}

function Get-HypervisorFinding {
    if (Test-Hypervisor) {
        return New-Finding -Name 'hypervisor' -State 'ok' -Message 'The hypervisor is running.' -Remedy ''
    }
    return New-Finding -Name 'hypervisor' -State 'missing' -Message 'The hypervisor is not running.' -Remedy 'When the feature is installed, restart Windows. If that does not help, run in an elevated prompt: bcdedit /set hypervisorlaunchtype auto; then restart again.'
}

function Get-ServiceFinding {
    $service = Get-Service -Name vmms -ErrorAction SilentlyContinue
    if ($null -eq $service) {
        return New-Finding -Name 'service' -State 'missing' -Message 'The Virtual Machine Management service (vmms) is not installed.' -Remedy 'Install the feature Hyper-V and restart Windows.'
    }
    if ([string] $service.Status -eq 'Running') {
        return New-Finding -Name 'service' -State 'ok' -Message 'The Virtual Machine Management service (vmms) is running.' -Remedy ''
    }
    return New-Finding -Name 'service' -State 'missing' -Message "The Virtual Machine Management service (vmms) is $($service.Status)." -Remedy 'In an elevated PowerShell run: Start-Service -Name vmms.'
}

# Only VMs with a TPM need it, so its absence stops nobody. Windows starts it when it is needed.
function Get-TpmFinding {
    $service = Get-Service -Name HgClientSvc -ErrorAction SilentlyContinue
    if ($null -eq $service) {
        return New-Finding -Name 'tpm' -State 'unknown' -Message 'The Host Guardian client (HgClientSvc), which unlocks the keys of virtual TPMs, is not there.' -Remedy 'For VMs with a TPM use Windows 10 1607, Windows Server 2016 or later, with all of the feature Hyper-V.'
    }
    if ([string] $service.StartType -eq 'Disabled') {
        return New-Finding -Name 'tpm' -State 'unknown' -Message 'The Host Guardian client (HgClientSvc), which unlocks the keys of virtual TPMs, is disabled: a VM with a TPM would not start.' -Remedy 'In an elevated PowerShell run: Set-Service -Name HgClientSvc -StartupType Manual.'
    }
    return New-Finding -Name 'tpm' -State 'ok' -Message 'The keys of virtual TPMs can be unlocked (HgClientSvc).' -Remedy ''
}
