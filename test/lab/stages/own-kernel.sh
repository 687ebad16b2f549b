# Servers with a kernel of their own (User Mode Linux): what they prove, a machine's kernel may lack. They start when they
# are named, from images of their own (own-images.sh), and forks in them take ten times as long; everything else is as elsewhere.
# Such a server is a web and a backup server in one, with an ext4 and an XFS that hold accounts to their limits.

KERNEL=/usr/bin/linux.uml

has_own_kernel() { awk -v name="$1" '$1 == name && $5 == "alone" { found = 1 } END { exit !found }' "$LAB_HOME/servers.conf"; }
names_together() { awk '!/^#/ && NF && $5 != "alone" { print $1 }' "$LAB_HOME/servers.conf"; }
own_snapshot_of() { echo "$LAB_DIR/own-kernel/$1"; }

own_snapshot_hash() {
  {
    snapshot_hash
    snapshots_of "$(made_by web)"
    snapshots_of "$(made_by backup)"
    cat "$LAB_HOME"/stages/{own-kernel,own-images,join-servers,boot-own-kernel}.sh
    dpkg-query -Wf '${Version}' user-mode-linux
  } | short_hash
}

# Images of the configured servers → boot → the roles accept its file systems. It goes on running from there.
prepare_own_kernel() { # NAME
  local name=$1 room hash
  [ "$LAB_FROM" = snapshot ] || fail "$name starts from a snapshot only."
  need_packages user-mode-linux xfsprogs e2fsprogs btrfs-progs
  room=$(own_snapshot_of "$name") hash=$(own_snapshot_hash)
  [ "$hash" != "$(cat "$room/hash" 2>/dev/null)" ] || return 0
  power_cut "$name"
  wipe_disk "$name"
  wipe "$room"
  mkdir -p "$room"
  make_images "$name" "$room"
  say "images of $name made"
  boot_and_wait "$name"
  say "$name runs"
  show_disks_to_roles "$name"
  echo "$hash" >"$room/hash"
}

# What of Ansible a file system decides: the tasks tagged `disk`, of which each of the two roles has three that are not
# for btrfs. They find everything as it must be, or the images are not what the roles make.
show_disks_to_roles() { # NAME
  local log=$LAB_DIR/log/$1.roles.log
  run_ansible_for "$1" --tags disk >"$log" 2>&1 || fail "the roles refused a file system of $1: see $log."
  grep -qE " ok=([6-9]|[1-9][0-9]) +changed=0 " "$log" || fail "the roles did not ask $1 for its disks, or changed them: see $log."
  say "the roles accept the file systems of $1"
}

# A file of differences beside each image.
make_own_disk() { # NAME
  local disk
  disk=$(disk_of "$1")
  [ -e "$(own_snapshot_of "$1")/xfs.img" ] || fail "$1 was never made: lab up $1."
  mkdir -p "$disk"
  own_snapshot_of "$1" >"$disk/lower"
}

# Its kernel does not survive a power cut: what was on its way to a file of differences is torn. So that disk is forgotten,
# and with it the server: a reset of the whole lab would boot it again for each test.
drop_torn_disk() { # NAME
  ! has_own_kernel "$1" || [ -e "$(disk_of "$1")/is-whole" ] || wipe_disk "$1"
}

own_link_up() { # NAME
  link_down "$1"
  ip tuntap add dev "$(link_of "$1")" mode tap
  ip link set "$(link_of "$1")" master "$BRIDGE" up
}

start_own_kernel() { # NAME; in a subshell of its own
  exec_in_group "$1" setsid unshare -m --propagation private bash "$LAB_HOME/stages/boot-own-kernel.sh" \
    "$KERNEL" "$(disk_of "$1")" "$(own_snapshot_of "$1")" "$LAB_PREFIX-$1" "$(link_of "$1")" "$(mac_of "$(address_of "$1")")"
}

exec_over_ssh() { # NAME ARGV…
  local name=$1
  shift
  ssh -F "$LAB_DIR/ssh/config" "$name" "$(printf '%q ' env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "$@")"
}

power_off_own_kernel() {
  is_running "$1" || return 0
  exec_over_ssh "$1" systemctl poweroff </dev/null >/dev/null 2>&1 || true
  for _ in {1..600}; do
    is_running "$1" || { : >"$(disk_of "$1")/is-whole" && return 0; }
    sleep 0.05
  done
  say "$1 did not power off within 30 s, so it is killed"
}
