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

# A server that was killed a moment ago may still hold the same file system on another loop device.
if [ -e "$disk/data.img" ]; then
  mkdir -p "$disk/root/srv"
  for _ in {1..50}; do
    mount -o loop,noatime "$disk/data.img" "$disk/root/srv" && break
    sleep 0.1
  done
  mountpoint -q "$disk/root/srv"
fi

# CAP_NET_ADMIN: the namespace is the server's own, and a server sets its own firewall.
# Of five changes to its mounts in a second, systemd puts off further mounts; on a busy machine it now and then never went on
# with its boot (Debian 12's 252; https://github.com/systemd/systemd/issues/28264 tells of the delay and of this variable).
exec systemd-nspawn --quiet --directory "$disk/root" --boot --capability=CAP_NET_ADMIN --register=no --keep-unit \
  --machine="$machine" --hostname="$name" --network-namespace-path="/run/netns/$namespace" \
  --setenv=SYSTEMD_DEFAULT_MOUNT_RATE_LIMIT_BURST=1000 --resolv-conf=off --timezone=off --link-journal=no --console=pipe
