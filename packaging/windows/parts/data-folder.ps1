# The folder in ProgramData: closed to all but administrators and LocalSystem. For hosts and guests.

$administrators = 'S-1-5-32-544'
$localSystem = 'S-1-5-18'
# Full rights for administrators and LocalSystem, for what is made in it too; nothing is inherited from above.
$closed = 'O:BAG:BAD:PAI(A;OICI;FA;;;BA)(A;OICI;FA;;;SY)'

# Anybody may make folders in ProgramData. One that somebody else made could hold settings that LocalSystem would follow.
function Protect-DataFolder {
    if (Test-Path -LiteralPath $layout.Data) {
        $owner = (Get-Acl -LiteralPath $layout.Data).GetOwner([System.Security.Principal.SecurityIdentifier]).Value
        if (@($administrators, $localSystem) -notcontains $owner) {
            throw "$($layout.Data) belongs to $owner. Look at what is in it, remove it, then install again."
        }
    }
    else {
        New-Item -ItemType Directory -Path $layout.Data | Out-Null
    }
    $access = [System.Security.AccessControl.DirectorySecurity]::new()
    # Not the audit rules, which take another privilege.
    $access.SetSecurityDescriptorSddlForm($closed, [System.Security.AccessControl.AccessControlSections] 'Owner, Group, Access')
    [System.IO.Directory]::SetAccessControl($layout.Data, $access)
}
