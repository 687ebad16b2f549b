# Runs inside a server's control group and a mount namespace of its own, and becomes its nspawn.
# The mounts made here vanish with the last process of the server, so nothing has to undo them.
set -euo pipefail
cgroups=$1 disk=$2 machine=$3 name=$4 namespace=$5

# nspawn gives its guest the hierarchy it sees itself; a modern systemd wants version 2 alone.
if [ "$cgroups" = hybrid ]; then
  umount -R /sys/fs/cgroup
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
fi

mount -t overlay "$machine" -o "lowerdir=$(cat "$disk/lower"),upperdir=$disk/upper,workdir=$disk/work" "$disk/root"

# CAP_NET_ADMIN: the namespace is the server's own, and a server sets its own firewall.
exec systemd-nspawn --quiet --directory "$disk/root" --boot --capability=CAP_NET_ADMIN --register=no --keep-unit \
  --machine="$machine" --hostname="$name" --network-namespace-path="/run/netns/$namespace" \
  --resolv-conf=off --timezone=off --link-journal=no --console=pipe
