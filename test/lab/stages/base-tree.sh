# Makes the Debian base tree. Its text is part of the base's hash: editing it rebuilds everything.

make_base_tree() { # FOLDER
  local tree=$1 proxy
  proxy=$(apt-config shell proxy Acquire::http::Proxy | sed -n "s/^proxy='\(.*\)'$/\1/p")
  debian_sources | mmdebstrap --variant=minbase --include="$(packages_of base | tr ' ' ,)" \
    --skip=cleanup/apt/lists ${proxy:+--aptopt="Acquire::http::Proxy \"$proxy\""} \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --dpkgopt=force-unsafe-io bookworm "$tree" -
  # Postinst scripts must not start daemons while layers are built; running servers hide this file.
  printf '#!/bin/sh\nexit 101\n' >"$tree/usr/sbin/policy-rc.d"
  chmod 755 "$tree/usr/sbin/policy-rc.d"
  # Identity is each server's own.
  rm -f "$tree"/etc/ssh/ssh_host_* "$tree/etc/machine-id" "$tree/etc/resolv.conf"
  : >"$tree/etc/resolv.conf"
  quiet_base_units "$tree"
  printf 'PasswordAuthentication no\nPermitRootLogin prohibit-password\nUseDNS no\n' >"$tree/etc/ssh/sshd_config.d/lab.conf"
  echo 'LANG=C.UTF-8' >"$tree/etc/default/locale"
}

# Units that have nothing to do in a lab: timers that wake on their own, consoles, hardware.
quiet_base_units() {
  local unit
  for unit in apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer fstrim.timer getty@.service \
    console-getty.service systemd-resolved.service systemd-timesyncd.service systemd-udevd.service; do
    ln -sf /dev/null "$1/etc/systemd/system/$unit"
  done
}
