# What runs, and what it says.

state_of() {
  if is_running "$1"; then echo running; elif [ -e "$(disk_of "$1")/lower" ]; then echo stopped; else echo absent; fi
}

memory_of() { # bytes charged to the server, page cache included
  local group
  group=$(memory_group_of "$1")
  cat "$group/memory.usage_in_bytes" 2>/dev/null || cat "$group/memory.current" 2>/dev/null || echo 0
}

print_status() {
  local name octet role
  [ "${1:-}" != --json ] || { print_status_json && return 0; }
  printf '%-8s %-10s %-15s %-8s %s\n' server role address state memory
  while read -r name octet role; do
    printf '%-8s %-10s %-15s %-8s %s MiB\n' "$name" "$role" "$LAB_NET.$octet" "$(state_of "$name")" $(($(memory_of "$name") / 1048576))
  done < <(servers)
}

print_status_json() {
  local name octet role comma=''
  printf '['
  while read -r name octet role; do
    printf '%s{"name":"%s","role":"%s","address":"%s","state":"%s","memoryBytes":%d}' \
      "$comma" "$name" "$role" "$LAB_NET.$octet" "$(state_of "$name")" "$(memory_of "$name")"
    comma=,
  done < <(servers)
  printf ']\n'
}

print_log() {
  [ $# = 1 ] || fail "usage: lab log SERVER"
  names "$1" >/dev/null
  cat "$LAB_DIR/log/$1.console" 2>/dev/null || true
  ! is_running "$1" || exec_in "$1" journalctl --no-pager -n 200 </dev/null
}
