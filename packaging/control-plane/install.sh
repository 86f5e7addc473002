#!/bin/sh
# Installs the control plane in this Linux VM from the disc that it lies on, or upgrades it; needs no network. Called over
# the VM's channel by `busbar-host control-plane create` (docs/adr/0036). It may be run again at any time.
#
#   install.sh <address>     https://… at which people and hosts reach the control plane
#
# PREFIX=<folder> stages everything below that folder and touches no running system (tests).
set -eu

PREFIX=${PREFIX:-}
address=${1:-}
disc=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
build=$(sed -n 's/.*"build":"\([^"]*\)".*/\1/p' "$disc/bundle.json")
version=$(sed -n 's/.*"version":"\([^"]*\)".*/\1/p' "$disc/bundle.json")
programs=$PREFIX/opt/busbar
target=$programs/$version
redis=$PREFIX/opt/busbar-redis
settings=$PREFIX/etc/busbar
state=$PREFIX/var/lib/busbar

die() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }
is_staged() { [ -n "$PREFIX" ]; }

case $address in https://*) ;; *) die 'say the address of the control plane: install.sh https://…' ;; esac
if ! is_staged; then
  [ "$(id -u)" = 0 ] || die 'run it as root'
  [ "$(uname -m)" = x86_64 ] || die "this disc is for x86_64, and this machine is $(uname -m)"
  command -v systemctl >/dev/null || die 'systemd is needed'
  free=$(df -Pk /opt | awk 'NR == 2 { print $4 }')
  [ "$free" -gt 2097152 ] || die "2 GiB must be free in /opt; there are $((free / 1024)) MiB"
  id busbar >/dev/null 2>&1 || useradd --system --home-dir /var/lib/busbar --shell /usr/sbin/nologin busbar
fi

# Whole or not there: the folder gets its name when everything is in it.
unpack() { # <archive> <folder>
  rm -rf "$2.new"
  mkdir -p "$2.new"
  tar -xzf "$1" -C "$2.new" --no-same-owner
  printf '%s\n' "$build" >"$2.new/built"
  rm -rf "$2"
  mv "$2.new" "$2"
}
is_there() { [ "$(cat "$1/built" 2>/dev/null)" = "$build" ]; }

node() { "$target/node_modules/.bin/node" "$@"; }
libraries() { echo "$redis"/usr/lib/*-linux-gnu; }

is_there "$target" || unpack "$disc/release.tar.gz" "$target"
is_there "$redis" || unpack "$disc/redis.tar.gz" "$redis"
node --version >/dev/null || die 'the Node of this disc does not run here: use Debian 12 or 13'
LD_LIBRARY_PATH=$(libraries) "$redis/usr/bin/redis-server" --version >/dev/null ||
  die 'the Redis of this disc does not run here: use Debian 12 or 13'

mkdir -p "$settings" "$state" "$PREFIX/etc/systemd/system"
chmod 0750 "$settings"
chmod 0700 "$state"

# A certificate of one's own in its place stays: nothing here is written over.
if [ ! -e "$settings/tls.crt" ]; then
  host=${address#https://}
  (umask 077 && node "$target/packaging/control-plane/make-certificate.mjs" "$settings" "${host%%:*}")
fi
# Its own settings too, but for the address, which may have changed.
if [ ! -e "$settings/control.env" ]; then
  (umask 077 && sed "s|^#.*||;/^$/d" "$target/packaging/control-plane/control.env" >"$settings/control.env")
fi
sed -i '/^BUSBAR_PUBLIC_URL=/d' "$settings/control.env"
printf 'BUSBAR_PUBLIC_URL=%s\n' "$address" >>"$settings/control.env"

sed "s|@LIBRARIES@|$(libraries | sed "s|^$PREFIX||")|" "$target/packaging/control-plane/busbar-redis.service" \
  >"$PREFIX/etc/systemd/system/busbar-redis.service"
if ! is_staged; then
  chgrp busbar "$settings" "$settings/tls.key" "$settings/tls.crt"
  chmod 0640 "$settings/tls.key" "$settings/tls.crt"
  chown busbar:busbar "$state"
  systemctl daemon-reload
  systemctl enable --now busbar-redis.service
fi
"$target/packaging/linux/install.sh" control
is_staged || systemctl restart busbar-control.service
