# First process in the new user namespace. Waits until the host agent has mapped the uids and recorded this
# process (a host agent that dies before that leaves nothing behind), then becomes the namespace's root.
# Arguments: <--clear-groups|--keep-groups> <command...>
set -eu
groups=$1
shift
echo namespace >&3
IFS= read -r word <&3
[ "$word" = go ]
exec setpriv --reuid 0 --regid 0 "$groups" -- "$@"
