# The outside world, one server: DNS for the whole lab, a mail server that is not ours, and an
# authority that certifies names.
# It is test equipment, so the lab configures it, not the product's roles; and its files are
# seeded before its first boot, so that it needs nothing afterwards.

outside_server() { servers | awk '$3 == "outside" { print $1 }'; }
outside_address() { address_of "$(outside_server)"; }

seed_outside() { # UPPER
  local upper=$1
  mkdir -p "$upper"/{etc/bind,etc/default,etc/dovecot,etc/postfix,etc/ssl/private,usr/local/sbin,var/lib/bind}
  render_outside named.conf >"$upper/etc/bind/named.conf"
  root_zone_statement >"$upper/etc/bind/root-zone.conf"
  echo 'OPTIONS="-u bind -4 -n 1"' >"$upper/etc/default/named"
  write_test_zone >"$upper/var/lib/bind/test.zone"
  write_reverse_zone >"$upper/var/lib/bind/reverse.zone"
  { start_of_zone; echo "test. NS $(outside_server).$DOMAIN."; } >"$upper/var/lib/bind/root.zone"
  chown_as bind "$upper"/var/lib/bind "$upper"/var/lib/bind/*.zone
  render_outside main.cf >"$upper/etc/postfix/main.cf"
  render_outside dovecot.conf >"$upper/etc/dovecot/dovecot.conf"
  : >"$upper/etc/postfix/mailboxes"
  : >"$upper/etc/dovecot/mailboxes"
  install -m 755 "$LAB_HOME/outside/outside-mailbox" "$upper/usr/local/sbin/"
  install -d -o 5000 -g 5000 "$upper/var/vmail"
  write_outside_certificate
  install -m 644 "$LAB_DIR/outside/certificate.pem" "$upper/etc/ssl/outside.pem"
  install -m 600 "$LAB_DIR/outside/key.pem" "$upper/etc/ssl/private/outside.key"
  install -m 755 "$LAB_HOME/outside/acme-server" "$upper/usr/local/sbin/"
  mkdir -p "$upper/etc/systemd/system/multi-user.target.wants"
  install -m 644 "$LAB_HOME/outside/acme-server.service" "$upper/etc/systemd/system/"
  ln -s ../acme-server.service "$upper/etc/systemd/system/multi-user.target.wants/acme-server.service"
  # One connection per smtpd: each reads the list of mailboxes as it is then. A longer-lived one
  # notices a new list by its date in seconds, and would refuse a mailbox made in the same second.
  sed 's/^\(smtp  *inet  *n .*\) smtpd$/\1 smtpd -o max_use=1/' "$(layer_of outside)/usr/share/postfix/master.cf.dist" >"$upper/etc/postfix/master.cf"
}

# Names in the layer, not on this machine, have these numbers.
chown_as() { # USER PATH…
  local owner
  owner=$(awk -F: -v user="$1" '$1 == user { print $3 ":" $4 }' "$(layer_of outside)/etc/passwd")
  shift
  chown "$owner" "$@"
}

render_outside() {
  sed -e "s/@NET@/$LAB_NET/g; s/@DOMAIN@/$DOMAIN/g; s/@OUTSIDE@/$OUTSIDE_DOMAIN/g; s/@REVERSE@/$(reverse_name)/g" \
    -e "s/@FORWARDING@/$(forwarding)/" "$LAB_HOME/outside/$1"
}

reverse_name() { awk -F. '{ print $3 "." $2 "." $1 ".in-addr.arpa" }' <<<"$LAB_NET"; }

# Bare servers need the real names of the mirrors. For all others the world ends with the lab:
# an own root zone makes every foreign name unknown at once, where no answer would cost seconds.
forwarding() {
  [ "$LAB_FROM" != bare ] || echo "forward only; forwarders { $(machine_resolvers | sed 's/$/;/' | xargs) };"
}

root_zone_statement() {
  [ "$LAB_FROM" = bare ] || echo 'zone "." { type primary; file "/var/lib/bind/root.zone"; update-policy local; };'
}

# One second to live: tests change records and look again.
start_of_zone() {
  echo '$TTL 1'
  echo "@ SOA $(outside_server).$DOMAIN. root.$DOMAIN. 1 3600 600 86400 1"
  echo "@ NS $(outside_server).$DOMAIN."
}

write_test_zone() {
  local name octet role
  start_of_zone
  while read -r name octet role; do echo "$name.$DOMAIN. A $LAB_NET.$octet"; done < <(servers)
  echo "control.$DOMAIN. A $GATEWAY"
  echo "$OUTSIDE_DOMAIN. MX 10 $(outside_server).$DOMAIN."
  echo "$OUTSIDE_DOMAIN. A $(outside_address)"
}

write_reverse_zone() {
  local name octet role
  start_of_zone
  while read -r name octet role; do echo "$octet PTR $name.$DOMAIN."; done < <(servers)
  echo "1 PTR control.$DOMAIN."
}

write_outside_certificate() {
  local room=$LAB_DIR/outside host
  [ ! -e "$room/certificate.pem" ] || return 0
  need_packages openssl
  host=$(outside_server).$DOMAIN
  mkdir -p "$room"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=$host" \
    -addext "subjectAltName=DNS:$host,IP:$(outside_address)" \
    -keyout "$room/key.pem" -out "$room/certificate.pem" 2>>"$LAB_DIR/log/outside.log"
}

change_dns() { # add|remove NAME TYPE VALUE
  local verb=${1:-} name=${2:-} type=${3:-} value=${4:-} order
  case $verb in
    add) order="update add ${name%.}. 1" ;;
    remove) order="update delete ${name%.}." ;;
    *) fail "usage: lab dns add|remove NAME TYPE VALUE (remove without VALUE removes all of that TYPE)" ;;
  esac
  [ -n "$type" ] && { [ -n "$value" ] || [ "$verb" = remove ]; } || fail "usage: lab dns $verb NAME TYPE VALUE"
  [[ "$name$type$value" != *$'\n'* ]] || fail "a DNS record holds no line break."
  printf '%s %s %s\nsend\n' "$order" "$type" "$(record_value "$type" "$value")" |
    exec_in "$(outside_server)" nsupdate -4 -l || fail "the DNS change was refused (above)."
}

# A TXT record is a row of quoted strings of at most 255 characters; names of hosts end in a dot.
record_value() {
  local type=${1^^} value=$2
  if [ -z "$value" ]; then return 0; fi
  case $type in
    TXT) fold -w 200 <<<"$value" | sed 's/["\\]/\\&/g; s/.*/"&"/' | tr '\n' ' ' ;;
    MX | CNAME | NS | PTR | SRV) echo "${value%.}." ;;
    *) echo "$value" ;;
  esac
}

make_outside_mailbox() { # ADDRESS, its password on stdin; or --many
  local address=${1:-} password
  if [ "$address" = --many ]; then
    exec_in "$(outside_server)" /usr/local/sbin/outside-mailbox
    return
  fi
  [[ $address =~ ^[^@[:space:]:]+@$OUTSIDE_DOMAIN$ ]] || fail "usage: lab outside-mailbox SOMEONE@$OUTSIDE_DOMAIN (password on stdin)"
  IFS= read -r password || [ -n "$password" ] || fail "give the password on stdin."
  printf '%s %s\n' "$address" "$password" | exec_in "$(outside_server)" /usr/local/sbin/outside-mailbox
}
