# A server's disk: what it wrote (upper) over its snapshots, its role's layer and the base.

disk_of() { echo "$LAB_DIR/servers/$1"; }

# The read-only folders a fresh disk of this server stands on, topmost first, joined by ':'.
lower_of() { # NAME
  local name=$1 role stack='' snap
  role=$(role_of "$name")
  if [ "$LAB_FROM" = snapshot ]; then
    for snap in $(snapshots_of "$name"); do stack+="$snap:"; done
  fi
  [ "$LAB_FROM" = bare ] && [ "$role" != outside ] || stack+="$(layer_of "$role"):"
  echo "$stack$(base_layer)"
}

# Makes the disk unless the server has one, kept by stop or kill.
make_disk() {
  local name=$1 disk
  disk=$(disk_of "$name")
  [ ! -e "$disk/lower" ] || return 0
  wipe "$disk"
  ! has_own_kernel "$name" || { make_own_disk "$name" && return; }
  mkdir -p "$disk"/{upper,work,root}
  # A snapshot was seeded before it was taken.
  if [ "$LAB_FROM" != snapshot ] || [ -z "$(snapshots_of "$name")" ]; then seed_disk "$name" "$disk/upper"; fi
  make_data_disk "$name" "$disk/data.img"
  echo "$LAB_FROM" >"$disk/from"
  lower_of "$name" >"$disk/lower" # last: its presence says the disk is whole
}

# The second disk: the snapshot's, or an empty one.
make_data_disk() { # NAME IMAGE
  local size snap
  size=$(data_disk_of "$1")
  [ -n "$size" ] || return 0
  if [ "$LAB_FROM" = snapshot ]; then
    for snap in $(snapshots_of "$1"); do
      cp --sparse=always --reflink=auto "$snap.data.img" "$2"
      return 0
    done
  fi
  need_packages btrfs-progs
  grep -qw btrfs /proc/filesystems || modprobe -q btrfs || fail "this kernel has no btrfs, which carries the data of $1."
  truncate -s "$size" "$2"
  mkfs.btrfs -q "$2" >"$LAB_DIR/log/$1.data.log" 2>&1
}

# A disk made from something else than what is asked for now is not what `up` promised.
drop_other_disk() {
  local disk
  disk=$(disk_of "$1")
  [ -e "$disk/lower" ] || return 0
  [ "$LAB_FROM $(lower_of "$1")" != "$(cat "$disk/from") $(cat "$disk/lower")" ] || return 0
  say "$1 was made from something else than $LAB_FROM: made anew"
  power_cut "$1"
  wipe_disk "$1"
}

check_disk() {
  local folder
  for folder in $(tr : ' ' <"$(disk_of "$1")/lower"); do
    [ -d "$folder" ] || fail "the disk of $1 stands on a layer that is gone: lab reset $1."
  done
}

wipe_disk() { wipe "$(disk_of "$1")"; }

# What must be there before the first boot.
seed_disk() { # NAME UPPER
  local name=$1 upper=$2
  mkdir -p "$upper"/{etc/ssh,root/.ssh,usr/sbin}
  chmod 700 "$upper/root" "$upper/root/.ssh"
  install -m 600 "$LAB_DIR/ssh/$name" "$upper/etc/ssh/ssh_host_ed25519_key"
  install -m 644 "$LAB_DIR/ssh/$name.pub" "$upper/etc/ssh/ssh_host_ed25519_key.pub"
  install -m 600 "$LAB_DIR/ssh/root.pub" "$upper/root/.ssh/authorized_keys"
  echo "$name" >"$upper/etc/hostname"
  # An empty one would mean "first boot" to systemd, which then resets every unit.
  tr -d - </proc/sys/kernel/random/uuid >"$upper/etc/machine-id"
  write_hosts >"$upper/etc/hosts"
  printf 'search %s\nnameserver %s\noptions timeout:1 attempts:2\n' $DOMAIN "$(outside_address)" >"$upper/etc/resolv.conf"
  mknod "$upper/usr/sbin/policy-rc.d" c 0 0 # a whiteout: from here on daemons do start
  [ "$(role_of "$name")" != outside ] || seed_outside "$upper"
}

# The platform's servers know one another even when the outside world is down.
write_hosts() {
  local name octet role
  echo '127.0.0.1 localhost'
  while read -r name octet role; do
    echo "$LAB_NET.$octet $name.$DOMAIN $name"
  done < <(servers)
  echo "$GATEWAY control.$DOMAIN control"
}
