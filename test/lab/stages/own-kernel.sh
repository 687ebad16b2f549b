# Servers with a kernel of their own (User Mode Linux): what they prove, a machine's kernel may lack. They start when they
# are named, from a snapshot of their own, and forks in them take ten times as long; everything else is as elsewhere.
# Such a server is a web and a backup server in one, with an ext4 and an XFS that hold accounts to their limits.

KERNEL=/usr/bin/linux.uml
KERNEL_MODULES=(fs/quota/quota_tree fs/quota/quota_v2 drivers/block/loop lib/crc-ccitt net/ipv6/ipv6)

has_own_kernel() { awk -v name="$1" '$1 == name && $5 == "alone" { found = 1 } END { exit !found }' "$LAB_HOME/servers.conf"; }
names_together() { awk '!/^#/ && NF && $5 != "alone" { print $1 }' "$LAB_HOME/servers.conf"; }
own_snapshot_of() { echo "$LAB_DIR/own-kernel/$1"; }

own_snapshot_hash() {
  { snapshot_hash; cat "$LAB_HOME"/stages/{own-kernel,boot-own-kernel}.sh; dpkg-query -Wf '${Version}' user-mode-linux; } | short_hash
}

# Image of the role's layer → boot → the project's Ansible → power off. Later boots write beside these images.
prepare_own_kernel() { # NAME
  local name=$1 room hash
  [ "$LAB_FROM" = snapshot ] || fail "$name starts from a snapshot only."
  need_packages user-mode-linux xfsprogs e2fsprogs
  room=$(own_snapshot_of "$name") hash=$(own_snapshot_hash)
  [ "$hash" != "$(cat "$room/hash" 2>/dev/null)" ] || return 0
  power_cut "$name"
  wipe_disk "$name"
  wipe "$room"
  mkdir -p "$room"
  make_images "$name" "$room"
  boot_and_wait "$name"
  say "$name is up, unconfigured"
  configure_servers "$name"
  power_off "$name"
  power_cut "$name"
  wipe_disk "$name"
  echo "$hash" >"$room/hash"
}

make_images() { # NAME FOLDER
  local name=$1 room=$2 size log=$LAB_DIR/log/$1.images.log
  size=$(data_disk_of "$name")
  mkdir -p "$room"/{upper,work,root}
  seed_disk "$name" "$room/upper"
  seed_own_kernel "$name" "$room/upper"
  truncate -s 3G "$room/root.img"
  truncate -s "$size" "$room/ext4.img" "$room/xfs.img"
  unshare -m --propagation private bash -euc '
    mount -t overlay image -o "lowerdir=$2,upperdir=$1/upper,workdir=$1/work" "$1/root"
    mkfs.ext4 -q -F -O ^has_journal -d "$1/root" "$1/root.img"
    mkfs.ext4 -q -F -O quota,project -E quotatype=usrquota:prjquota,lazy_itable_init=1 -i 4096 "$1/ext4.img"
    mkfs.xfs -q -f "$1/xfs.img"' lab "$room" "$(layer_of "$(role_of "$name")"):$(base_layer)" >"$log" 2>&1 ||
    fail "the images of $name could not be made: see $log."
  wipe "$room"/{upper,work,root}
}

# Its address, its modules and its two file systems. No fstab: its device units would wait for udev, which the base masks.
seed_own_kernel() { # NAME UPPER
  local name=$1 upper=$2 version module
  version=$(basename /usr/lib/uml/modules/*)
  for module in "${KERNEL_MODULES[@]}"; do
    install -D -m 644 {/usr/lib/uml,"$upper/usr/lib"}"/modules/$version/kernel/$module.ko"
  done
  cp /usr/lib/uml/modules/"$version"/modules.{dep,alias,builtin,symbols}* "$upper/usr/lib/modules/$version/"
  mkdir -p "$upper"/etc/{modules-load.d,systemd/system/multi-user.target.wants}
  printf '%s\n' quota_v2 loop ipv6 >"$upper/etc/modules-load.d/lab.conf"
  cat >"$upper/etc/systemd/system/lab-own-kernel.service" <<TEXT
[Unit]
DefaultDependencies=no
Requires=systemd-modules-load.service
After=systemd-modules-load.service systemd-remount-fs.service
Before=network.target ssh.service amie-volumes.service
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=ip link set lo up
ExecStart=ip addr add $(address_of "$name")/24 dev vec0
ExecStart=ip link set vec0 up
ExecStart=ip route add default via $GATEWAY
ExecStart=mkdir -p /srv/web /srv/backup
ExecStart=mount -t ext4 -o noatime,usrquota,prjquota /dev/ubdb /srv/web
ExecStart=mount -t xfs -o noatime,usrquota,prjquota /dev/ubdc /srv/backup
[Install]
WantedBy=multi-user.target
TEXT
  ln -sf ../lab-own-kernel.service "$upper/etc/systemd/system/multi-user.target.wants/lab-own-kernel.service"
}

# The images themselves while the snapshot is made; afterwards a file of differences beside each.
make_own_disk() { # NAME
  local disk room
  disk=$(disk_of "$1") room=$(own_snapshot_of "$1")
  [ -e "$room/root.img" ] || fail "$1 was never made: lab up $1."
  mkdir -p "$disk"
  if [ -e "$room/hash" ]; then echo "$disk"; fi >"$disk/differences"
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
  exec_over_ssh "$1" systemctl poweroff </dev/null >/dev/null 2>&1 || true
  for _ in {1..600}; do
    is_running "$1" || return 0
    sleep 0.05
  done
  say "$1 did not power off within 30 s, so it is killed"
}
