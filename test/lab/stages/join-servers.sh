# Runs in a mount namespace of its own: makes one root of two configured servers, and file systems of it.
set -euo pipefail
room=$1 web=$2 backup=$3
root=$room/root other=$room/other folders=$room/root/usr/local/share/lab/srv

mount -t overlay web -o "lowerdir=$web,upperdir=$room/upper,workdir=$room/work" "$root"
mount -t overlay backup -o "lowerdir=$backup" "$other"

# What only the backup server has: its role's settings and units, and its groups.
cd "$other"
find etc usr/local -print0 | while IFS= read -rd '' path; do
  [ -e "$root/$path" ] || [ -L "$root/$path" ] || printf '%s\0' "$path"
done | tar -c --null --no-recursion -T - | tar -x -C "$root"
cut -d: -f1 etc/group | while read -r group; do
  grep -q "^$group:" "$root/etc/group" || chroot "$root" groupadd --system "$group"
done

# The roles' folders on the data disks: where limits are, each boot copies them onto the file systems mounted there.
mkdir -p "$folders"
for image in "$room"/*.data.img; do
  mount -o loop,ro "$image" "$room/data"
  cp -a "$room/data/." "$folders/"
  umount "$room/data"
done
cp -a "$folders/." "$root/srv/"

mkfs.ext4 -q -F -O ^has_journal -d "$root" "$room/root.img"
mkfs.ext4 -q -F -O quota,project -E quotatype=usrquota:prjquota,lazy_itable_init=1 -i 4096 "$room/ext4.img"
mkfs.xfs -q -f "$room/xfs.img"
