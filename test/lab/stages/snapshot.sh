# Configured servers, kept: layers → boot → the project's Ansible → snapshot.

# Folders of a server's snapshots, newest first.
snapshots_of() { ls -dr "$LAB_DIR/snapshots/$1"/[0-9]*/ 2>/dev/null | sed 's:/$::' || true; }

# Everything a configured server is made of: its layers, its keys and addresses, the equipment
# outside, and the whole ansible/ tree.
snapshot_hash() {
  {
    cat "$(base_layer).built"
    for role in $(roles_needed); do layer_of "$role"; done
    cat "$LAB_HOME/servers.conf" "$LAB_DIR/ssh/known_hosts" "$LAB_HOME/stages/disk.sh" "$LAB_HOME/stages/outside.sh"
    tree_hash "$LAB_HOME/outside"
    tree_hash "$PROJECT/ansible"
  } | short_hash
}

tree_hash() { # contents, names and modes of every file
  [ -d "$1" ] || return 0
  find "$1" -name __pycache__ -prune -o -type f -printf '%P %m\n' | sort
  find "$1" -name __pycache__ -prune -o -type f -print0 | sort -z | xargs -0r cat
}

lay_foundation() {
  mkdir -p "$LAB_DIR"/{log,servers}
  need_packages iproute2 systemd-container mmdebstrap openssh-client
  # Unpacking it takes as long as the base does, and the base leaves a core idle.
  if [ "$LAB_FROM" = snapshot ] && [ ! -e "$LAB_DIR/snapshots/hash" ]; then need_packages ansible-core & fi
  check_machine
  build_layers
  write_keys
  bridge_up
  if [ "$LAB_FROM" = bare ]; then open_internet; else close_internet; fi
}

lab_prepare() {
  lay_foundation
  [ "$(snapshot_hash)" != "$(cat "$LAB_DIR/snapshots/hash" 2>/dev/null)" ] || return 0
  forget_servers
  local hash
  hash=$(snapshot_hash)
  # shellcheck disable=SC2046
  boot_and_wait $(names_together)
  say "bare servers are up"
  configure_servers
  take_snapshot
  echo "$hash" >"$LAB_DIR/snapshots/hash"
  prune_layers
}

# A changed tree makes new servers: nothing of the former ones may show through.
forget_servers() {
  local name
  for name in $(known_servers); do power_cut "$name" && wipe_disk "$name"; done
  wipe "$LAB_DIR/snapshots" "$LAB_DIR/credentials"
  write_keys
}

configure_servers() {
  [ -e "$PROJECT/ansible/site.yml" ] || { say "no ansible/site.yml yet: servers stay as they are" && return 0; }
  say "configuring the servers with ansible/site.yml (its words: $LAB_DIR/log/ansible.log)"
  if ! run_ansible >"$LAB_DIR/log/ansible.log" 2>&1; then
    tail -n 40 "$LAB_DIR/log/ansible.log" | cut -c1-1500 >&2
    ! grep -q 'Unable to fetch some archives' "$LAB_DIR/log/ansible.log" ||
      say "a role wants a package that no layer holds: name it in its defaults or in test/lab/packages.conf"
    fail "ansible/site.yml failed (above). The servers are up as it left them."
  fi
  say "servers configured"
}

run_ansible() { run_ansible_for '' "$@"; }

run_ansible_for() { # '' or the NAME of one with its own kernel, ARGUMENT of ansible-playbook…
  local only=$1 inventory=$LAB_DIR/inventory.ini sockets=/run/$LAB_PREFIX-lab$1 status=0
  shift
  need_packages ansible-core
  mkdir -p "$sockets"
  [ -z "$only" ] || inventory=$LAB_DIR/inventory-$only.ini
  print_inventory "$only" >"$inventory"
  (
    cd "$PROJECT/ansible"
    # Ansible refuses other locales; the connection options are the lab's, the rest is the project's.
    LC_ALL=C.UTF-8 ANSIBLE_PIPELINING=True \
      ANSIBLE_SSH_ARGS="-o ControlMaster=auto -o ControlPersist=30s -o ControlPath=$sockets/%C" \
      ansible-playbook -i "$inventory" site.yml "$@" </dev/null
  ) || status=$?
  close_connections "$sockets"
  return $status
}

close_connections() { # the masters Ansible leaves behind would outlive the servers
  local socket
  for socket in "$1"/*; do
    [ ! -S "$socket" ] || ssh -o ControlPath="$socket" -O exit lab 2>/dev/null || true
  done
  wipe "$1"
}

take_snapshot() {
  local name depth
  lab_stop
  for name in $(names_or_made); do
    ! has_own_kernel "$name" || continue # its snapshot is made when it is
    depth=$(snapshots_of "$name" | wc -l)
    mkdir -p "$LAB_DIR/snapshots/$name"
    mv "$(disk_of "$name")/upper" "$LAB_DIR/snapshots/$name/$((depth + 1))"
    [ ! -e "$(disk_of "$name")/data.img" ] || mv "$(disk_of "$name")/data.img" "$LAB_DIR/snapshots/$name/$((depth + 1)).data.img"
    wipe_disk "$name"
  done
  say "snapshot taken"
}
