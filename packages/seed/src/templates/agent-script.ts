/**
 * The script that brings the guest agent into a VM. POSIX shell, coreutils and util-linux only; it runs at
 * every boot while a seed is attached, and every step may happen twice.
 */

/** Where the agent lives in the guest. Its unit, its copy and its record are all a later boot needs. */
export const agentHome = '/usr/local/lib/busbar';
export const agentExecutable = 'busbar-guest';
export const agentUnit = 'busbar-guest.service';

/**
 * Starts before the network and without waiting for it (no default dependencies), restarts for ever, and is
 * the last thing that the kernel kills when memory runs out: it is how a broken guest is repaired.
 */
const unitText = `[Unit]
Description=Busbar guest agent
DefaultDependencies=no
After=local-fs.target
Conflicts=shutdown.target
Before=shutdown.target
StartLimitIntervalSec=0

[Service]
ExecStart=${agentHome}/${agentExecutable} serve --channel auto
Restart=always
RestartSec=1
KillMode=mixed
OOMScoreAdjust=-900
LimitNOFILE=65536
TasksMax=infinity

[Install]
WantedBy=multi-user.target`;

/**
 * The copy is skipped while the record names the same file (size and time of the disc's copy), since the
 * executable has 100 MB. `systemctl enable` is avoided because it is slow (measured); its link is made here.
 */
export const agentScript = (toolsLabel: string): string => `#!/bin/sh
# Copies the Busbar guest agent from the tools disc to this machine's own disk and starts it.
label='${toolsLabel}'
home='${agentHome}'
agent="$home/${agentExecutable}"
record="$home/installed-from"
unit='/etc/systemd/system/${agentUnit}'
wants='/etc/systemd/system/multi-user.target.wants'
tools='/run/busbar-tools'

say() { echo "busbar: $*" >&2; }

# The executable on the mounted disc: one for this processor, or the only one.
find_agent() {
  case "$(uname -m)" in
    x86_64) platform=linux-x64 ;;
    aarch64) platform=linux-arm64 ;;
    *) platform=none ;;
  esac
  for found in "$tools/$platform/${agentExecutable}" "$tools/${agentExecutable}-$platform" "$tools/${agentExecutable}"; do
    [ -f "$found" ] && return 0
  done
  return 1
}

copy_agent() {
  stamp="$(stat -c '%s %Y' "$found")" || return 1
  if [ -x "$agent" ] && [ "$(cat "$record" 2>/dev/null)" = "$stamp" ]; then return 0; fi
  mkdir -p "$home" && cp "$found" "$agent.new" && chmod 0755 "$agent.new" || return 1
  if [ -e /sys/fs/selinux/enforce ]; then chcon -t bin_t "$agent.new" || say 'chcon failed'; fi
  sync "$agent.new" && mv -f "$agent.new" "$agent" && echo "$stamp" >"$record"
}

# Mounts one device and copies from it; the disc is never left mounted.
copy_from() {
  mkdir -p "$tools" && mount -t iso9660 -o ro "$1" "$tools" 2>/dev/null || return 1
  find_agent && copy_agent
  result=$?
  umount "$tools"
  return $result
}

copy_from_disc() {
  for device in "/dev/disk/by-label/$label" /dev/sr[0-9] /dev/vd[a-z] /dev/sd[a-z]; do
    if [ -b "$device" ] && copy_from "$device"; then return 0; fi
  done
  return 1
}

wanted_unit() {
  cat <<'UNIT'
${unitText}
UNIT
}

start_agent() {
  if [ ! -d /run/systemd/system ]; then
    say 'this machine does not run systemd; starting the agent directly'
    "$agent" serve --channel auto </dev/null >/dev/null 2>&1 &
    return 0
  fi
  if [ "$(cat "$unit" 2>/dev/null)" != "$(wanted_unit)" ] || [ ! -e "$wants/${agentUnit}" ]; then
    mkdir -p "$wants" && wanted_unit >"$unit" && ln -sfn "$unit" "$wants/${agentUnit}" || return 1
    systemctl daemon-reload || return 1
  fi
  systemctl start --no-block '${agentUnit}'
}

# Discs are usually there before cloud-init is; one that comes late is given ten seconds.
tries=0
until copy_from_disc; do
  if [ -x "$agent" ]; then break; fi
  tries=$((tries + 1))
  if [ "$tries" -gt 10 ]; then
    say "no disc labelled $label with the guest agent was found"
    exit 1
  fi
  sleep 1
done
start_agent || { say 'the guest agent could not be started'; exit 1; }
`;
