# The read-only layers under every server: one Debian base, and per role the packages its Ansible
# role installs. A layer's folder carries the hash of what made it, so a changed list builds anew.

base_hash() { { packages_of base; sha256sum <"$LAB_HOME/stages/base-tree.sh"; } | short_hash; }
base_layer() { echo "$LAB_LAYERS/base-$(base_hash)"; }

# A role layer holds a whole dpkg database, so it belongs to one build of the base.
layer_of() {
  local base
  base=$(base_layer)
  echo "$LAB_LAYERS/$1-$({ cat "$base.built"; packages_of "$1"; preseed_of "$1"; } | short_hash)"
}

preseed_of() {
  case $1 in
    directory) echo 'slapd slapd/no_configuration boolean true' ;;
    mail | outside) echo 'postfix postfix/main_mailer_type select No configuration' ;;
  esac
}

build_layers() {
  mkdir -p "$LAB_LAYERS"
  exec {LAYERS_LOCK}>"$LAB_LAYERS/lock"
  flock "$LAYERS_LOCK"
  end_builds
  [ "$LAB_FROM" = bare ] || renew_old_base
  [ -e "$(base_layer).built" ] || build_base
  (build_role_layers) # a subshell, so that its jobs are the builds and nothing else
  exec {LAYERS_LOCK}>&-
}

roles_needed() {
  if [ "$LAB_FROM" = bare ]; then echo outside; else servers | cut -d' ' -f3 | sort -u; fi
}

missing_layers() {
  local role
  for role in $(roles_needed); do
    [ -e "$(layer_of "$role").built" ] || echo "$role"
  done
}

# A new role layer needs package lists the mirror still honours.
renew_old_base() {
  local built
  built=$(base_layer).built
  [ -e "$built" ] || return 0
  [ -n "$(find "$built" -mtime +2)" ] && [ -n "$(missing_layers)" ] || return 0
  rm -f "$built"
}

build_base() {
  local base
  base=$(base_layer)
  say "building the Debian base (downloads about 60 MB)"
  wipe "$base"
  as_build base unshare -m --propagation private bash -euc '
    . "$LAB_HOME/stages/settings.sh"
    . "$LAB_HOME/stages/machine.sh"
    . "$LAB_HOME/stages/packages.sh"
    . "$LAB_HOME/stages/base-tree.sh"
    make_base_tree "$1"' lab "$base" >"$LAB_DIR/log/base.log" 2>&1 ||
    fail "the Debian base could not be built: see $LAB_DIR/log/base.log."
  cat /proc/sys/kernel/random/uuid >"$base.built"
  say "Debian base built"
}

build_role_layers() {
  local missing role
  missing=$(missing_layers)
  [ -n "$missing" ] || return 0
  fetch_packages "$missing"
  # Two at a time: dpkg is bound by one core, and more would only wait.
  for role in $missing; do
    while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n || fail "a layer could not be built: see $LAB_DIR/log/layer-*.log."; done
    build_layer "$role" &
  done
  while [ -n "$(jobs -rp)" ]; do wait -n || fail "a layer could not be built: see $LAB_DIR/log/layer-*.log."; done
  for role in $missing; do
    [ -e "$(layer_of "$role").built" ] || fail "the layer of $role could not be built: see $LAB_DIR/log/layer-$role.log."
  done
  wipe "$LAB_LAYERS/debs"
  say "layers built: $(xargs <<<"$missing")"
}

# One download for all, into a folder every build sees, so that no package is fetched twice.
fetch_packages() {
  local list='' role
  for role in $1; do list+=" $(packages_of "$role")"; done
  in_layer fetch "$LAB_LAYERS/fetch" "apt-get install -y -d --no-install-recommends $list" ||
    fail "the packages could not be fetched: see $LAB_DIR/log/layer-fetch.log."
  wipe "$LAB_LAYERS/fetch"
  say "packages fetched"
}

build_layer() {
  local role=$1 layer
  layer=$(layer_of "$role")
  wipe "$layer"
  in_layer "$role" "$layer" "
    debconf-set-selections <<<'$(preseed_of "$role")'
    apt-get install -y --no-install-recommends -o Debug::NoLocking=true -o Dpkg::Options::=--force-unsafe-io $(packages_of "$role")"
  touch "$layer.built"
}

# Runs a script in base + LAYER (writing into LAYER only), in mounts of its own that end with it.
in_layer() { # TAG LAYER SCRIPT
  local room=$LAB_LAYERS/mount-$1
  mkdir -p "$room"/{root,work} "$2" "$LAB_LAYERS/debs/partial"
  as_build "$1" unshare -m --propagation private bash -euc '
    room=$1 base=$2 layer=$3 debs=$4 script=$5 root=$1/root
    mount -t overlay layer -o "lowerdir=$base,upperdir=$layer,workdir=$room/work" "$root"
    mount -t proc proc "$root/proc"
    mount -t sysfs sysfs "$root/sys"
    mount --rbind /dev "$root/dev"
    mount -t tmpfs tmpfs "$root/run"
    mount -t tmpfs tmpfs "$root/tmp"
    mount --bind /etc/resolv.conf "$root/etc/resolv.conf"
    mount --bind "$debs" "$root/var/cache/apt/archives"
    exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
      DEBIAN_FRONTEND=noninteractive bash -euc "$script"' \
    lab "$room" "$(base_layer)" "$2" "$LAB_LAYERS/debs" "$3" >"$LAB_DIR/log/layer-$1.log" 2>&1 || return 1
  wipe "$room"
}

# Builds run in groups of their own, so that none outlives a killed lab and goes on writing.
as_build() { # TAG COMMAND…
  local tag=$1
  shift
  (
    exec {LOCK}>&- </dev/null
    exec_in_group "build-$tag" "$@"
  )
}

end_builds() {
  local tag
  for tag in base fetch $(servers | cut -d' ' -f3); do end_group "build-$tag"; done
}

# Layers of older hashes go, except those a running server of any lab still stands on:
# changing a lower folder under a mounted overlay is undefined.
prune_layers() {
  local keep role layer
  keep=$(base_layer)
  for role in $(servers | cut -d' ' -f3 | sort -u); do keep+=" $(layer_of "$role")"; done
  for layer in "$LAB_LAYERS"/*.built; do
    layer=${layer%.built}
    [[ " $keep " == *" $layer "* ]] && continue
    ! grep -qsF "$layer" /proc/[0-9]*/mountinfo || continue
    wipe "$layer" "$layer.built"
  done
}
