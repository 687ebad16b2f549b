# Where a lab lives, what it is called, which servers it has, and how it speaks.

export LAB_HOME
LAB_PREFIX=${LAB_PREFIX:-amie}          # names of namespaces, links, cgroups: at most 6 letters and digits
LAB_NET=${LAB_NET:-198.18.10}           # RFC 2544's block: neither private nor public, so it collides with nothing
LAB_DIR=${LAB_DIR:-/var/lib/amie-lab}   # everything the lab writes
LAB_LAYERS=${LAB_LAYERS:-$LAB_DIR/layers} # read-only once built, so two labs may share one
LAB_FROM=${LAB_FROM:-snapshot}          # what servers start from: snapshot, layers (unconfigured) or bare (base only)
[ "${LAB_BARE:-0}" = 0 ] || LAB_FROM=bare

DOMAIN=lab.test
OUTSIDE_DOMAIN=ailleurs.test
GATEWAY=$LAB_NET.1
BRIDGE=${LAB_PREFIX}0
PROJECT=$(cd "$LAB_HOME/../.." && pwd)
STARTED=$EPOCHREALTIME

fail() {
  printf 'lab: %s\n' "$*" >&2
  exit 1
}

[[ $LAB_PREFIX =~ ^[a-z][a-z0-9]{0,5}$ ]] || fail "LAB_PREFIX must be 1 to 6 lower-case letters and digits (names of network links are short)."
[[ $LAB_NET =~ ^[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}$ ]] || fail "LAB_NET must be the first three numbers of an address, such as 198.18.10."
[[ $LAB_FROM =~ ^(snapshot|layers|bare)$ ]] || fail "LAB_FROM must be snapshot, layers or bare."

# Removes a tree, but never what is mounted in it: a build that was killed may have left /dev there.
wipe() { rm -rf --one-file-system "$@"; }

# Seconds since the command began, then what has just been done. On stderr: stdout is for answers.
say() {
  local now=$EPOCHREALTIME
  printf '%6.1f s  %s\n' "$(((${now/[.,]/} - ${STARTED/[.,]/}) / 100000))e-1" "$*" >&2
}

# "name octet role", one a line; all of them, or the ones named.
servers() {
  local name octet role
  local -A wanted=()
  for name; do wanted[$name]=1; done
  while read -r name octet role _; do
    [[ -z $name || $name == \#* ]] && continue
    [ $# = 0 ] || [ -n "${wanted[$name]:-}" ] || continue
    unset "wanted[$name]"
    echo "$name $octet $role"
  done <"$LAB_HOME/servers.conf"
  [ ${#wanted[@]} = 0 ] || fail "no server is called ${!wanted[*]} (see servers.conf)."
}

names() {
  local list
  list=$(servers "$@") || exit 1
  cut -d' ' -f1 <<<"$list"
}

# The servers named, or those that start without being asked for: the others cost seconds few tests need.
names_or_usual() {
  if [ $# != 0 ]; then names "$@"; else awk '$5 == "always" { print $1 }' "$LAB_HOME/servers.conf"; fi
}

# Size of the server's second disk, a btrfs mounted on /srv; nothing when it has none.
data_disk_of() { awk -v name="$1" '$1 == name && $4 != "-" { print $4 }' "$LAB_HOME/servers.conf"; }

field_of() { # NAME COLUMN
  local line
  line=$(servers "$1") || exit 1
  cut -d' ' -f"$2" <<<"$line"
}

address_of() { echo "$LAB_NET.$(field_of "$1" 2)"; }
role_of() { field_of "$1" 3; }
short_hash() { sha256sum | cut -c1-12; }
