# SSH keys of the lab itself: root's key, and each server's host key, made before any boot so
# that known_hosts is written and nothing is ever learnt over the wire.

write_keys() {
  local room=$LAB_DIR/ssh name octet role
  mkdir -p "$room"
  install -d -m 700 "$LAB_DIR/credentials"
  make_key "$room/root" 'root of the lab'
  while read -r name octet role; do
    make_key "$room/$name" "$name"
  done < <(servers)
  write_known_hosts
  write_ssh_config
}

make_key() { # FILE COMMENT; the public half is written last, so it tells that both are whole
  [ ! -s "$1.pub" ] || return 0
  rm -f "$1"
  ssh-keygen -q -t ed25519 -N '' -C "$2" -f "$1"
}

# Always for every server, not for the ones being started: `up mail1` must not break `ssh dir1`.
write_known_hosts() {
  local name octet role
  while read -r name octet role; do
    echo "$name,$name.$DOMAIN,$LAB_NET.$octet $(cut -d' ' -f1,2 "$LAB_DIR/ssh/$name.pub")"
  done < <(servers) >"$LAB_DIR/ssh/known_hosts"
}

write_ssh_config() {
  local name octet role
  {
    while read -r name octet role; do
      printf 'Host %s\n  HostName %s\n' "$name" "$LAB_NET.$octet"
    done < <(servers)
    printf 'Host *\n  User root\n  IdentityFile %s\n  IdentitiesOnly yes\n  UserKnownHostsFile %s\n' \
      "$LAB_DIR/ssh/root" "$LAB_DIR/ssh/known_hosts"
    printf '  StrictHostKeyChecking yes\n  LogLevel ERROR\n'
  } >"$LAB_DIR/ssh/config"
}

# Groups are the roles of the product; the outside world is not the product's to configure.
print_inventory() { # [NAME of one with its own kernel, which is a web and a backup server in one]
  local group name octet role only=${1:-}
  for group in directory mail web backup; do
    echo "[$group]"
    while read -r name octet role; do
      if [ -n "$only" ]; then role=web,backup; fi
      [[ ,$role, != *,$group,* ]] || echo "$name ansible_host=$LAB_NET.$octet"
    done < <(if [ -n "$only" ]; then servers "$only"; else servers $(names_together); fi)
    echo
  done
  cat <<TEXT
[all:vars]
ansible_user=root
ansible_ssh_private_key_file=$LAB_DIR/ssh/root
ansible_ssh_common_args=-o UserKnownHostsFile=$LAB_DIR/ssh/known_hosts -o StrictHostKeyChecking=yes -o IdentitiesOnly=yes
ansible_python_interpreter=/usr/bin/python3
amie_credentials=$LAB_DIR/credentials
web_acme_directory=https://$(outside_server).$DOMAIN:14000/directory
web_acme_directory_authority=$LAB_DIR/outside/certificate.pem
web_database_temporary_mib=64
TEXT
}
