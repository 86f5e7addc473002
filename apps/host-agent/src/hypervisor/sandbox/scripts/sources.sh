# As the machine's root only: collects the VM's folders in /tmp of a private mount namespace, read-only where
# the guest must not write. The guest's root cannot walk to them by their real paths (its uid means nothing
# to the host), and mounts that come from a more privileged namespace stay locked as they are.
# Arguments: <VM folder> <channel folder> <guest executable> <command...>
set -eu
folder=$1 channel=$2 guest=$3
shift 3
mount -t tmpfs -o mode=755,size=1m,nosuid,nodev busbar-sources "$folder/mount"
cd "$folder/mount"
mkdir root seed channel mount
: > guest
mount --bind "$folder/root" root
mount -o remount,bind,nosuid,nodev root
mount --bind "$channel" channel
mount -o remount,bind,nosuid,nodev,noexec channel
mount --bind "$folder/seed" seed
mount -o remount,bind,ro,nosuid,nodev,noexec seed
mount --bind "$guest" guest
mount -o remount,bind,ro,nosuid,nodev guest
cd /
mount --move "$folder/mount" /tmp
exec "$@"
