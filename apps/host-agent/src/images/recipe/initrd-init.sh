#!/bin/busybox sh
# The initial RAM disk's only program: loads the disk's driver, mounts the root and hands over.
/bin/busybox mount -t devtmpfs devtmpfs /dev
for module in $(/bin/busybox cat /modules/order); do
  /bin/busybox insmod "/modules/$module.ko" || echo "busbar: $module was not loaded"
done
waited=0
while [ ! -b /dev/vda ]; do
  waited=$((waited + 1))
  if [ "$waited" -gt 600 ]; then
    echo "busbar: the disk did not appear within 30 s"
    /bin/busybox poweroff -f
  fi
  /bin/busybox usleep 50000
done
/bin/busybox mount -t ext4 -o rw,noatime /dev/vda /root || /bin/busybox poweroff -f
exec /bin/busybox switch_root /root /lib/systemd/systemd
