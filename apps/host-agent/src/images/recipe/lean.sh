# Runs inside mmdebstrap's customize step, as the root of the new system in $1: what a guest without a
# network, a console user or a second disk does not need is not started. Reproducible: no times, no random.
set -eu
root=$1
mask() {
  for unit in "$@"; do ln -sf /dev/null "$root/etc/systemd/system/$unit"; done
}
mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service \
  fstrim.timer systemd-tmpfiles-clean.timer getty@.service getty@tty1.service serial-getty@.service \
  getty-static.service systemd-logind.service systemd-journal-flush.service systemd-update-utmp.service \
  systemd-update-utmp-runlevel.service systemd-firstboot.service systemd-hwdb-update.service \
  systemd-update-done.service systemd-machine-id-commit.service systemd-sysusers.service \
  systemd-binfmt.service systemd-pstore.service systemd-remount-fs.service systemd-ask-password-console.path \
  systemd-ask-password-wall.path systemd-timesyncd.service systemd-networkd-wait-online.service \
  systemd-rfkill.service systemd-rfkill.socket systemd-backlight@.service proc-sys-fs-binfmt_misc.automount \
  sys-kernel-debug.mount sys-kernel-tracing.mount sys-fs-fuse-connections.mount dev-hugepages.mount \
  dev-mqueue.mount modprobe@configfs.service modprobe@drm.service modprobe@efi_pstore.service \
  modprobe@fuse.service modprobe@dm_mod.service modprobe@loop.service initrd-cleanup.service \
  cloud-init-hotplugd.socket networking.service

echo 'LABEL=rootfs / ext4 defaults,noatime 0 1' >"$root/etc/fstab"
: >"$root/etc/machine-id"
rm -f "$root/var/lib/dbus/machine-id" "$root/etc/hostname" "$root/boot"/initrd.img-* "$root/var/lib/systemd/random-seed"
# Every machine makes host keys of its own (cloud-init's ssh module); these would be everybody's.
rm -f "$root"/etc/ssh/ssh_host_*
rm -rf "$root/var/cache/apt" "$root/var/lib/apt/lists" "$root/var/log/apt" "$root/var/log/dpkg.log"
mkdir -p "$root/var/cache/apt/archives/partial" "$root/var/lib/apt/lists/partial"

echo 'policy: enabled' >"$root/etc/cloud/ds-identify.cfg"
cat >"$root/etc/cloud/cloud.cfg.d/90-busbar.cfg" <<'CFG'
datasource_list: [ NoCloud ]
manage_etc_hosts: true
preserve_hostname: false
disable_root: false
network: { config: disabled }
ssh_genkeytypes: [ed25519]
cloud_init_modules: [seed_random, bootcmd, write-files, resizefs, set_hostname, update_hostname, update_etc_hosts, users-groups, ssh]
cloud_config_modules: [set-passwords, timezone, runcmd]
cloud_final_modules: [write-files-deferred, scripts-per-once, scripts-per-boot, scripts-per-instance, scripts-user, final-message]
CFG
touch "$root/etc/.updated" "$root/var/.updated"
