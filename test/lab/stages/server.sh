# A server's life: start, stop, kill, reset. Nothing here trusts a file about what runs; the
# control group knows.

each_server() { # FUNCTION [WORD] NAME… : calls FUNCTION [WORD] for each named server
  local call=() list
  while [ $# != 0 ] && ! grep -q "^$1 " "$LAB_HOME/servers.conf"; do call+=("$1") && shift; done
  [ $# != 0 ] || fail "name at least one server: $(names | xargs)."
  list=$(names "$@") || exit 1
  for name in $list; do "${call[@]}" "$name"; done
}

boot() { # NAME
  local name=$1 disk
  is_running "$name" && return 0
  end_group "$name" # what a half-dead run may have left
  disk=$(disk_of "$name")
  drop_torn_disk "$name"
  make_disk "$name"
  if has_own_kernel "$name"; then own_link_up "$name"; else check_disk "$name" && link_up "$name"; fi
  # A new session and no inherited locks: the server outlives this command.
  (
    exec {LOCK}>&- </dev/null >"$LAB_DIR/log/$name.console" 2>&1
    ! has_own_kernel "$name" || start_own_kernel "$name"
    exec_in_group "$name" setsid unshare -m --propagation private \
      bash "$LAB_HOME/stages/boot.sh" "$CGROUPS" "$disk" "$LAB_PREFIX-$name" "$name" "$(namespace_of "$name")"
  ) &
}

boot_and_wait() { # NAME…
  local name
  for name; do boot "$name"; done
  for name; do wait_for_ssh "$name"; done
  for name; do wait_until_settled "$name"; done
  forget_unanswered
}

wait_for_ssh() {
  local address banner until=$((SECONDS + 60))
  address=$(address_of "$1")
  while [ $SECONDS -lt $until ]; do
    if { exec {PROBE}<>"/dev/tcp/$address/22"; } 2>/dev/null; then
      banner=''
      read -rt 2 banner <&"$PROBE" || true
      exec {PROBE}>&-
      [[ $banner != SSH* ]] || return 0
    fi
    sleep 0.05
  done
  tail -5 "$LAB_DIR/log/$1.console" >&2
  fail "$1 did not answer on port 22 within a minute: see \`lab log $1\`."
}

# Until no unit is starting any more. A failed unit is worth a line, not a failure: servers
# that Ansible has not configured yet have some.
wait_until_settled() {
  local state
  state=$(exec_in "$1" timeout 120 systemctl is-system-running --wait </dev/null 2>/dev/null) || true
  [ "$state" != degraded ] || [ "$LAB_FROM" != snapshot ] || [ -z "$(snapshots_of "$1")" ] ||
    say "$1 runs, but failed: $(exec_in "$1" systemctl --failed --plain --no-legend </dev/null | awk '{ print $1 }' | xargs)"
}

exec_in() { # NAME ARGV…
  local pid
  [ $# -ge 2 ] || fail "usage: lab exec SERVER ARGV…"
  ! has_own_kernel "$1" || { exec_over_ssh "$@" && return || return; }
  pid=$(systemd_of "$1") || fail "$1 is not running."
  shift
  nsenter -t "$pid" -m -u -i -n -p -- env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "$@"
}

# Power off as a person would: services stop, disks are written.
power_off() {
  local pid
  ! has_own_kernel "$1" || { power_off_own_kernel "$1" && return; }
  pid=$(systemd_of "$1") || return 0
  kill -s RTMIN+4 "$pid"
  for _ in {1..400}; do
    [ -d "/proc/$pid" ] || return 0
    sleep 0.05
  done
  say "$1 did not power off within 20 s, so it is killed"
}

power_cut() {
  end_group "$1"
  link_down "$1"
}

lab_stop() {
  local list name
  list=$(names_or_made "$@")
  for name in $list; do power_off "$name" & done
  wait
  for name in $list; do power_cut "$name"; done
  say "stopped: $(xargs <<<"$list")"
}

lab_start() {
  local list
  list=$(names_or_made "$@")
  bridge_up
  # shellcheck disable=SC2086
  boot_and_wait $list
  say "started: $(xargs <<<"$list")"
}

lab_kill() {
  each_server power_cut "$@"
  each_server drop_torn_disk "$@"
  say "killed: $*"
}

lab_reset() {
  local list name
  list=$(names_or_made "$@")
  for name in $list; do power_cut "$name" && wipe_disk "$name"; done
  bridge_up
  # shellcheck disable=SC2086
  boot_and_wait $list
  say "reset: $(xargs <<<"$list")"
}

# The servers named, or those that have a disk.
names_or_made() {
  local name made=''
  if [ $# != 0 ]; then names "$@" && return; fi
  for name in $(names); do [ ! -e "$(disk_of "$name")/lower" ] || made+="$name "; done
  names_or_usual $made
}

lab_up() {
  local list name
  list=$(names_or_usual "$@")
  if [ "$LAB_FROM" = snapshot ]; then lab_prepare; else lay_foundation; fi
  for name in $list; do if has_own_kernel "$name"; then prepare_own_kernel "$name"; else drop_other_disk "$name"; fi; done
  # shellcheck disable=SC2086
  boot_and_wait $list
  say "up: $(xargs <<<"$list")"
}

lab_down() {
  local name
  for name in $(known_servers); do power_cut "$name"; done
  for name in $(known_servers); do wipe_disk "$name"; done
  end_builds
  bridge_down
  remove_all_groups
  say "down"
}

# Also those an older servers.conf named.
known_servers() {
  { names; ls "$LAB_DIR/servers" 2>/dev/null || true; } | sort -u
}

lab_destroy() {
  lab_down
  if [[ $LAB_LAYERS == "$LAB_DIR"/* ]] && grep -qsF "=$LAB_LAYERS/" /proc/[0-9]*/mountinfo; then
    fail "another lab stands on the layers in $LAB_LAYERS: end that one first."
  fi
  wipe "$LAB_DIR"
  say "destroyed: nothing of the lab is left"
}
