# The disks of a server with a kernel of its own: what Ansible made of the web server and of the backup server, in one root,
# with what that kernel needs; and an empty ext4 and XFS that hold accounts to their limits. Nothing is configured twice.

KERNEL_MODULES=(fs/quota/quota_tree fs/quota/quota_v2 drivers/block/loop lib/crc-ccitt net/ipv6/ipv6)
# Its nf_tables filters only what a bridge passes on; the rest costs seconds that prove nothing here.
KERNEL_MASKS=({nftables,e2scrub_reap,unattended-upgrades,systemd-logind,modprobe@}.service)

make_images() { # NAME FOLDER
  local name=$1 room=$2 size log=$LAB_DIR/log/$1.images.log web backup
  size=$(data_disk_of "$name") web=$(made_by web) backup=$(made_by backup)
  mkdir -p "$room"/{upper,work,root,other,data}
  seed_disk "$name" "$room/upper"
  seed_own_kernel "$name" "$room/upper"
  truncate -s 3G "$room/root.img"
  truncate -s "$size" "$room/ext4.img" "$room/xfs.img"
  copy_data_disks "$room" "$web" "$backup"
  unshare -m --propagation private bash -eu "$LAB_HOME/stages/join-servers.sh" "$room" "$(lower_of "$web")" "$(lower_of "$backup")" \
    >"$log" 2>&1 || fail "the images of $name could not be made: see $log."
  wipe "$room"/{upper,work,root,other,data,*.data.img}
}

# The configured server that carries a role.
made_by() { # ROLE
  # shellcheck disable=SC2046
  servers $(names_together) | awk -v role="$1" '$3 == role { print $1; exit }'
}

# Under numbers of their own, as their servers may be running.
copy_data_disks() { # FOLDER NAME…
  local room=$1 name
  shift
  for name; do
    make_data_disk "$name" "$room/$name.data.img"
    btrfstune -f -u "$room/$name.data.img" >/dev/null
  done
}

# Its address, its modules and its two file systems. No fstab: its device units would wait for udev, which the base masks.
seed_own_kernel() { # NAME UPPER
  local name=$1 upper=$2 version module unit
  version=$(basename /usr/lib/uml/modules/*)
  for module in "${KERNEL_MODULES[@]}"; do
    install -D -m 644 {/usr/lib/uml,"$upper/usr/lib"}"/modules/$version/kernel/$module.ko"
  done
  cp /usr/lib/uml/modules/"$version"/modules.{dep,alias,builtin,symbols}* "$upper/usr/lib/modules/$version/"
  mkdir -p "$upper"/etc/{modules-load.d,systemd/system/multi-user.target.wants}
  printf '%s\n' quota_v2 loop ipv6 >"$upper/etc/modules-load.d/lab.conf"
  for unit in "${KERNEL_MASKS[@]}"; do ln -sf /dev/null "$upper/etc/systemd/system/$unit"; done
  own_kernel_unit "$name" >"$upper/etc/systemd/system/lab-own-kernel.service"
  ln -sf ../lab-own-kernel.service "$upper/etc/systemd/system/multi-user.target.wants/lab-own-kernel.service"
}

own_kernel_unit() { # NAME
  cat <<TEXT
[Unit]
DefaultDependencies=no
Requires=systemd-modules-load.service
After=systemd-modules-load.service systemd-remount-fs.service
Before=network.target ssh.service amie-volumes.service
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=ip link set lo up
ExecStart=ip addr add $(address_of "$1")/24 dev vec0
ExecStart=ip link set vec0 up
ExecStart=ip route add default via $GATEWAY
ExecStart=mount -t ext4 -o noatime,usrquota,prjquota /dev/ubdb /srv/web
ExecStart=mount -t xfs -o noatime,usrquota,prjquota /dev/ubdc /srv/backup
ExecStart=cp -a --no-clobber /usr/local/share/lab/srv /
[Install]
WantedBy=multi-user.target
TEXT
}
