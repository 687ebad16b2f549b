# One bridge, and per server a network namespace with one link to it.

mac_of() { # from the address: a restarted server must not meet its former link's ARP entries
  local a b c d
  IFS=. read -r a b c d <<<"$1"
  printf '02:00:%02x:%02x:%02x:%02x' "$a" "$b" "$c" "$d"
}

link_of() { echo "v-$LAB_PREFIX-$1"; }
namespace_of() { echo "$LAB_PREFIX-$1"; }

bridge_up() {
  ip link show "$BRIDGE" >/dev/null 2>&1 && return 0
  if ip -o -4 addr show | grep -qF " $GATEWAY/"; then fail "$GATEWAY is already in use on this machine: set LAB_NET."; fi
  ip link add "$BRIDGE" type bridge
  ip addr add "$GATEWAY/24" dev "$BRIDGE"
  ip link set "$BRIDGE" up
}

link_up() { # NAME
  local name=$1 address space link
  address=$(address_of "$name") space=$(namespace_of "$name") link=$(link_of "$name")
  link_down "$name"
  ip netns add "$space"
  ip link add "$link" type veth peer name eth0 address "$(mac_of "$address")" netns "$space"
  ip link set "$link" master "$BRIDGE" up
  ip -n "$space" link set lo up
  ip -n "$space" addr add "$address/24" dev eth0
  ip -n "$space" link set eth0 up
  ip -n "$space" route add default via "$GATEWAY"
}

link_down() { # NAME; the link dies with its namespace, unless something else still holds that one
  ip netns del "$(namespace_of "$1")" 2>/dev/null || true
  ip link del "$(link_of "$1")" 2>/dev/null || true
}

bridge_down() {
  ip link del "$BRIDGE" 2>/dev/null || true
  close_internet
}

lab_cut() { each_server bridge_port 0 "$@"; }
lab_mend() {
  each_server bridge_port 3 "$@"
  forget_unanswered
}
bridge_port() { bridge link set dev "$(link_of "$2")" state "$1"; }

# Who asked where a server is while it was away would go on waiting for that answer, then say there is no way to it.
forget_unanswered() {
  local space
  for space in $(ip netns list | awk -v prefix="$LAB_PREFIX-" 'index($1, prefix) == 1 { print $1 }'); do
    ip -n "$space" neigh flush dev eth0 nud incomplete
  done
  ip neigh flush dev "$BRIDGE" nud incomplete
}

# Bare servers install packages for themselves, so they need the way out that configured ones lack.
open_internet() {
  local table=lab_$LAB_PREFIX
  need_packages nftables
  nft list table ip "$table" >/dev/null 2>&1 && return 0
  nft -f - <<TEXT
table ip $table {
  chain out {
    type nat hook postrouting priority 100;
    ip saddr $LAB_NET.0/24 ip daddr != $LAB_NET.0/24 masquerade
  }
}
TEXT
  if [ "$(cat /proc/sys/net/ipv4/ip_forward)" = 0 ]; then
    touch "$LAB_DIR/forwarding-was-off"
    echo 1 >/proc/sys/net/ipv4/ip_forward
  fi
}

close_internet() {
  nft delete table ip "lab_$LAB_PREFIX" 2>/dev/null || true
  [ ! -e "$LAB_DIR/forwarding-was-off" ] || echo 0 >/proc/sys/net/ipv4/ip_forward
  rm -f "$LAB_DIR/forwarding-was-off"
}

# Where the machine itself asks; a stub on 127.0.0.53 cannot be reached from a server.
machine_resolvers() {
  local file=/etc/resolv.conf
  [ ! -e /run/systemd/resolve/resolv.conf ] || file=/run/systemd/resolve/resolv.conf
  awk '$1 == "nameserver" && $2 !~ /^127\./ && $2 !~ /:/ { print $2 }' $file
}
