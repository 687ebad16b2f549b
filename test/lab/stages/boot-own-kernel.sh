# Runs inside a server's control group and a mount namespace of its own, and becomes its kernel.
set -euo pipefail
kernel=$1 disk=$2 images=$3 machine=$4 link=$5 mac=$6

# Its memory is a file that is mapped, which only memory itself carries fast enough. It ends with the last process.
mkdir -p "$disk/memory"
mount -t tmpfs -o size=1500M,mode=0700 memory "$disk/memory"

drives=()
for drive in a:root b:ext4 c:xfs; do
  file=${drive#*:}
  drives+=("ubd${drive%%:*}=$disk/$file.cow,$images/$file.img")
done

cd "$disk"
rm -rf "$disk/is-whole" "${disk:?}/$machine"
TMPDIR=$disk/memory exec "$kernel" mem=1G "${drives[@]}" root=/dev/ubda rw umid="$machine" uml_dir="$disk/" \
  "vec0:transport=tap,ifname=$link,depth=64,gro=1,mac=$mac" con0=null,fd:1 con=null ssl=null quiet
