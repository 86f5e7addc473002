# One boot: builds the guest's root in fresh namespaces, leaves the host's behind, gives up every power that
# could undo that, and becomes the guest's init.
# Arguments: <name> <root> <seed> <channel> <guest> <mount point> <range|single> <init script>
set -eu
name=$1 root=$2 seed=$3 channel=$4 guest=$5 mount=$6 accounts=$7 init=$8

bind() {
  mount --bind "$1" "$2"
  mount -o "remount,bind,$3" "$2"
}

# A folder of the machine's, read-only. Where something is mounted below it (WSL's drivers, a container's
# libraries), the kernel refuses a copy without that, which would uncover what lies beneath.
bind_system() {
  if mount --bind "$1" "$2" 2>/dev/null; then
    mount -o remount,bind,ro,nosuid,nodev "$2"
    return
  fi
  mount --rbind "$1" "$2"
  mount -o remount,bind,ro,nosuid,nodev "$2"
  while read -r _ _ _ _ below _; do
    case $below in "$1"/*) mount -o remount,bind,ro,nosuid,nodev "$2${below#"$1"}" ;; esac
  done </proc/self/mountinfo
}

mount -t tmpfs -o mode=755,size=1m,nosuid,nodev busbar-root "$mount"
cd "$mount"
mkdir usr dev proc sys run tmp opt opt/busbar old
: > opt/busbar/busbar-guest
for folder in bin sbin lib lib32 lib64 libx32; do
  if [ -L "/$folder" ]; then
    ln -s "$(readlink "/$folder")" "$folder"
  elif [ -d "/$folder" ]; then
    mkdir "$folder"
    bind_system "/$folder" "$folder"
  fi
done
bind_system /usr usr
for folder in etc var root home srv mnt media; do
  mkdir "$folder"
  bind "$root/$folder" "$folder" nosuid,nodev
done
bind "$guest" opt/busbar/busbar-guest ro,nosuid,nodev
mount -t tmpfs -o mode=755,size=64m,nosuid,nodev busbar-run run
mkdir run/busbar run/busbar/channel run/busbar/seed run/lock
bind "$channel" run/busbar/channel nosuid,nodev,noexec
bind "$seed" run/busbar/seed ro,nosuid,nodev,noexec
mount -t tmpfs -o mode=1777,size=256m,nosuid,nodev busbar-tmp tmp

mount -t tmpfs -o mode=755,size=64k,nosuid,noexec busbar-dev dev
for node in null zero full random urandom tty; do
  : > "dev/$node"
  mount --bind "/dev/$node" "dev/$node"
done
mkdir dev/pts dev/shm
# Group 5 is tty; with one uid mapped there is no such group here.
case $accounts in range) terminals=,gid=5 ;; *) terminals= ;; esac
mount -t devpts -o "newinstance,ptmxmode=0666,mode=620,nosuid,noexec$terminals" busbar-pts dev/pts
mount -t tmpfs -o mode=1777,size=64m,nosuid,nodev,noexec busbar-shm dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr
mount -t proc -o nosuid,nodev,noexec busbar-proc proc
# Some containers forbid it; only network facts are read from it.
mount -t sysfs -o ro,nosuid,nodev,noexec busbar-sys sys 2>/dev/null || echo "no /sys in this sandbox" >&2

pivot_root . old
cd /
umount -l /old
rmdir /old
mount -o remount,bind,ro /

# From here every path is the guest's own; nothing that it planted can lead out.
if IFS= read -r saved 2>/dev/null </etc/hostname; then name=$saved; fi
hostname -- "$name" || echo "the host name could not be set" >&2
if command -v ip >/dev/null; then ip link set lo up || echo "loopback stays down" >&2; fi
# No user namespaces inside: root of one would get back the powers dropped below.
echo 0 >/proc/sys/user/max_user_namespaces
(echo up >&3) 2>/dev/null || :
exec 3>&-
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
  BUSBAR_SANDBOX=1 \
  setpriv --no-new-privs --inh-caps=-all \
  --bounding-set=-all,+chown,+dac_override,+dac_read_search,+fowner,+fsetid,+kill,+setgid,+setuid,+net_bind_service,+net_admin,+net_raw,+sys_chroot,+audit_write \
  sh -c "$init" busbar-init
