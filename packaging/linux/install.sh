#!/bin/sh
# Installs, upgrades or removes Busbar on a Linux machine with systemd.
#
#   install.sh control                      the control plane
#   install.sh host [--url U --token T --key K]   a host agent; with the three it is enrolled at once
#   install.sh upgrade                      puts this release in place and restarts what is installed
#   install.sh rollback                     goes back to the release before
#   install.sh uninstall [--purge]          removes programs and units; --purge also removes the state
#
# It copies the release that it lies in to /opt/busbar/<version> and points /opt/busbar/current at it. Options:
# PREFIX=<folder> stages everything below that folder and touches no running system (packagers, tests).
set -eu

PREFIX=${PREFIX:-}
release=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$release/package.json" | head -n 1)
programs=$PREFIX/opt/busbar
settings=$PREFIX/etc/busbar
units=$PREFIX/etc/systemd/system

say() { printf '%s\n' "$*"; }
die() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }
is_staged() { [ -n "$PREFIX" ]; }
# A release with its packages and pages in it (scripts/build-control-plane.mjs): for machines without npm and network.
is_built() { [ -e "$release/built" ]; }
systemd() { is_staged || systemctl "$@"; }

require() {
  is_staged && return 0
  [ "$(id -u)" = 0 ] || die 'run it as root: sudo packaging/linux/install.sh …'
  command -v systemctl >/dev/null || die 'systemd is needed; without it run the programs as docs/operations.md shows'
  is_built || command -v npm >/dev/null || die 'npm is needed: apt-get install npm (Node 20.19 or newer)'
}

put_release() {
  target=$programs/$version
  if [ "$release" != "$target" ]; then
    is_built && die "this release is built already: unpack it to $target and call it there"
    rm -rf "$target.new"
    mkdir -p "$target.new"
    (cd "$release" && tar -cf - --exclude=./node_modules --exclude=./.git --exclude=./data --exclude=./.cache --exclude=.next .) | tar -xf - -C "$target.new"
    is_staged || (cd "$target.new" && npm install --no-audit --no-fund --loglevel=error && PATH=$PWD/node_modules/.bin:$PATH node scripts/build-all.mjs)
    rm -rf "$target"
    mv "$target.new" "$target"
  fi
  if [ -L "$programs/current" ] && [ "$(readlink "$programs/current")" != "$version" ]; then
    ln -sfn "$(readlink "$programs/current")" "$programs/previous"
  fi
  ln -sfn "$version" "$programs/current"
}

put_settings() {
  mkdir -p "$settings" "$units"
  chmod 0750 "$settings"
  [ -e "$settings/$1.env" ] || install -m 0600 "$release/packaging/linux/$1.env" "$settings/$1.env"
  install -m 0644 "$release/packaging/linux/busbar-$1.service" "$units/busbar-$1.service"
  systemd daemon-reload
}

guest_executable() {
  is_staged && return 0
  built=$(cd "$programs/current" && PATH=$PWD/node_modules/.bin:$PATH node scripts/build-guest.mjs | tail -n 1)
  install -m 0755 "$built" "$programs/$version/busbar-guest"
}

install_control() {
  require
  is_staged || id busbar >/dev/null 2>&1 || useradd --system --home-dir /var/lib/busbar --shell /usr/sbin/nologin busbar
  put_release
  put_settings control
  systemd enable --now busbar-control.service
  say "Busbar $version: the control plane is installed. Its first sign-in link: journalctl -u busbar-control | grep welcome"
}

# The agent's command for people: `sudo busbar-host status`, `sudo busbar-host enrol …`.
put_command() {
  mkdir -p "$PREFIX/usr/local/bin"
  cat >"$PREFIX/usr/local/bin/busbar-host" <<'COMMAND'
#!/bin/sh
set -eu
set -a
. /etc/busbar/host.env
set +a
cd /opt/busbar/current
exec node_modules/.bin/node apps/host-agent/src/main.ts "$@"
COMMAND
  chmod 0755 "$PREFIX/usr/local/bin/busbar-host"
}

install_host() {
  require
  put_release
  guest_executable
  put_settings host
  put_command
  if [ $# -gt 0 ]; then
    is_staged && die 'enrolling needs the real system, not PREFIX'
    /usr/local/bin/busbar-host enrol "$@"
  fi
  systemd enable --now busbar-host.service
  say "Busbar $version: the host agent is installed."
  [ $# -gt 0 ] || say 'Enrol it with the line that the page Hosts → Add a host shows, then: systemctl start busbar-host'
}

restart_installed() {
  for name in control host; do
    [ -e "$units/busbar-$name.service" ] || continue
    [ "$name" = control ] || guest_executable
    put_settings "$name"
    systemd restart "busbar-$name.service"
  done
}

upgrade() {
  require
  put_release
  restart_installed
  say "Busbar $version is in place; the release before is kept for \`install.sh rollback\`."
}

rollback() {
  require
  [ -L "$programs/previous" ] || die 'there is no release to go back to'
  back=$(readlink "$programs/previous")
  ln -sfn "$(readlink "$programs/current")" "$programs/previous"
  ln -sfn "$back" "$programs/current"
  for name in control host; do
    [ ! -e "$units/busbar-$name.service" ] || systemd restart "busbar-$name.service"
  done
  say "Busbar $back is in place again."
}

uninstall() {
  require
  for name in control host; do
    [ -e "$units/busbar-$name.service" ] || continue
    systemd disable --now "busbar-$name.service"
    rm -f "$units/busbar-$name.service"
  done
  systemd daemon-reload
  rm -rf "$programs" "$PREFIX/usr/local/bin/busbar-host"
  if [ "${1:-}" = --purge ]; then
    rm -rf "$settings" "$PREFIX/var/lib/busbar" "$PREFIX/var/lib/busbar-host"
    say 'Busbar and its state are removed.'
  else
    say "Busbar is removed; settings in $settings and state in /var/lib/busbar and /var/lib/busbar-host are kept."
  fi
}

verb=${1:-}
[ $# -eq 0 ] || shift
case $verb in
  control) install_control ;;
  host) install_host "$@" ;;
  upgrade) upgrade ;;
  rollback) rollback ;;
  uninstall) uninstall "$@" ;;
  *) sed -n '2,12s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
