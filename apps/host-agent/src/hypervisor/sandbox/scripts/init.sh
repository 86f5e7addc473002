# The guest's pid 1: reaps what is orphaned (a shell's wait collects every child), applies the seed, and keeps
# the guest agent running. The agent's exit codes 64 and 65 shut down and reboot; anything else starts it
# again, later each time.
set -u
guest=/opt/busbar/busbar-guest
trap : HUP INT TERM
mkdir -p /var/log/busbar
exec </dev/null >>/var/log/busbar/agent.log 2>&1
if [ -e /run/busbar/seed/user-data ] || [ -e /run/busbar/seed/meta-data ]; then
  "$guest" apply-seed --seed /run/busbar/seed &
fi
pause=1
while :; do
  "$guest" serve --channel unix:/run/busbar/channel/agent.sock
  status=$?
  case $status in 64 | 65) exit "$status" ;; esac
  echo "the agent ended with $status; next start in $pause s"
  sleep "$pause"
  [ "$pause" -ge 30 ] || pause=$((pause * 2))
done
