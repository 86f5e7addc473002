# Reads the system's tar on its standard input and writes a tar to its standard output: root.raw (ext4, sparse),
# vmlinuz, busybox and the modules of the initial RAM disk. Nothing is mounted, so any user namespace will do.
# Arguments: <file system UUID> <hash seed UUID> <size with its unit> <module...>
set -eu
uuid=$1 seed=$2 size=$3
shift 3
work=$(mktemp -d "${TMPDIR:-/tmp}/busbar-image.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/root" "$work/out"
tar -C "$work/root" -xpf - --numeric-owner --exclude='./dev/*'
cp "$work/root"/boot/vmlinuz-* "$work/out/vmlinuz"
cp "$work/root/usr/bin/busybox" "$work/out/busybox"
for module in "$@"; do
  find "$work/root/usr/lib/modules" -name "$module.ko" -exec cp {} "$work/out/" \;
done
mke2fs -q -t ext4 -d "$work/root" -L rootfs -O ^metadata_csum,^has_journal \
  -E "lazy_itable_init=1,hash_seed=$seed" -U "$uuid" "$work/out/root.raw" "$size" >&2
tar -C "$work/out" -cSf - .
