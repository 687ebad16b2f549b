# Is this machine fit to carry a lab, and does it have the packages for it?

need_root() {
  [ "$(id -u)" = 0 ] ||
    fail "needs root, because it mounts disks, creates network namespaces and boots a systemd in each server."
}

# Tries each thing once instead of reading versions: a kernel without modules, a container or
# a missing capability all end in the same sentence.
check_machine() {
  local probe=$LAB_PREFIX-probe
  [ "$(fit_stamp)" = "$(cat "$LAB_DIR/fit" 2>/dev/null)" ] && return 0
  [ "$(cgroup_mode)" != none ] || fail "this machine shows no cgroup v2 hierarchy, which systemd inside the servers needs."
  unshare -m true 2>/dev/null || fail "this machine does not let root create mount namespaces (CAP_SYS_ADMIN is missing)."
  try_overlay || fail "this kernel has no overlayfs (or $LAB_DIR is on a file system that cannot carry one: set LAB_DIR)."
  ip netns add "$probe" 2>/dev/null || fail "this kernel, or a missing capability, allows no network namespaces."
  ip netns del "$probe"
  ip link add "$probe" type bridge 2>/dev/null || fail "this kernel has no network bridges (or CAP_NET_ADMIN is missing)."
  ip link del "$probe"
  ip link add "$probe" type veth peer name "$probe-p" 2>/dev/null || fail "this kernel has no veth links (or CAP_NET_ADMIN is missing)."
  ip link del "$probe"
  fit_stamp >"$LAB_DIR/fit"
}

fit_stamp() { echo "$(uname -r) $(cgroup_mode) $LAB_DIR"; }

try_overlay() {
  local room=$LAB_DIR/probe status=0
  mkdir -p "$room"/{lower,upper,work,root}
  # A whiteout as well: some containers allow the mount and refuse mknod.
  unshare -m --propagation private bash -c '
    mount -t overlay probe -o "lowerdir=$1/lower,upperdir=$1/upper,workdir=$1/work" "$1/root" &&
    mknod "$1/upper/gone" c 0 0' lab "$room" 2>/dev/null || status=1
  wipe "$room"
  return $status
}

# Installs the Debian packages among its arguments that are missing.
need_packages() {
  local missing=() package
  for package; do
    [ "$(dpkg-query -Wf '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} != 0 ] || return 0
  refresh_lists
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=120 "${missing[@]}" \
    </dev/null >>"$LAB_DIR/log/apt.log" 2>&1 || fail "could not install ${missing[*]}: see $LAB_DIR/log/apt.log."
  say "installed ${missing[*]}"
}

# Lists older than a day name versions the mirror may have dropped. The files keep the mirror's
# dates, so the age is that of the folder apt works in.
refresh_lists() {
  local lists=/var/lib/apt/lists
  if compgen -G "$lists/*Packages*" >/dev/null && [ -n "$(find $lists/partial -maxdepth 0 -mtime -1 2>/dev/null)" ]; then return 0; fi
  apt-get update </dev/null >>"$LAB_DIR/log/apt.log" 2>&1 || fail "apt-get update failed: see $LAB_DIR/log/apt.log."
  say "refreshed the package lists"
}

# The machine's own Debian sources, whatever files they are written in.
debian_sources() {
  # shellcheck disable=SC2016  # apt fills these in, not the shell
  apt-get indextargets --format '$(ORIGIN) deb $(REPO_URI) $(RELEASE) main' 'Created-By: Packages' |
    sed -n 's/^Debian //p' | grep -E " bookworm(-updates|-security)? " | sort -u
}
