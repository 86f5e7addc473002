# Outlives the guest's reboots: each boot gets new namespaces of every kind. Runs no file that the guest can
# write. Arguments: <boot script> <boot arguments...>. Ends with 0 when the guest has shut down.
set -u
boot=$1
shift
while :; do
  # --pdeathsig: when this process is killed, the guest goes too.
  setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child --net --uts --ipc --cgroup \
    sh -c "$boot" busbar-boot "$@"
  status=$?
  # Only the first boot is announced; the host agent has hung up by now.
  exec 3<>/dev/null
  case $status in
    64) exit 0 ;;
    65) ;;
    *) exit "$status" ;;
  esac
done
