# Each server lives in a control group of its own: without one all systemds would share the
# caller's group and mix their units, and after a kill -9 nobody could tell whose processes are whose.

# hybrid: version 1 controllers beside an empty version 2 tree (older or containerised machines)
# pure: version 2 alone, groups made by hand; systemd: version 2 alone and owned by systemd
cgroup_mode() {
  if [ "$(stat -fc %T /sys/fs/cgroup)" != cgroup2fs ]; then
    if [ -e /sys/fs/cgroup/unified/cgroup.procs ]; then echo hybrid; else echo none; fi
  elif [ -d /run/systemd/system ]; then
    echo systemd
  else
    echo pure
  fi
}

CGROUPS=$(cgroup_mode)

group_of() {
  case $CGROUPS in
    hybrid) echo "/sys/fs/cgroup/unified/$LAB_PREFIX/$1" ;;
    pure) echo "/sys/fs/cgroup/$LAB_PREFIX/$1" ;;
    systemd) echo "/sys/fs/cgroup/$LAB_PREFIX.slice/$LAB_PREFIX-$1.scope" ;;
  esac
}

memory_group_of() {
  if [ "$CGROUPS" = hybrid ]; then echo "/sys/fs/cgroup/memory/$LAB_PREFIX/$1"; else group_of "$1"; fi
}

# Replaces this shell by a command that runs inside the server's group. Call it in a subshell.
exec_in_group() { # NAME COMMAND…
  local name=$1 group
  shift
  if [ "$CGROUPS" = systemd ]; then
    exec systemd-run --quiet --scope --collect -p Delegate=yes --slice="$LAB_PREFIX.slice" --unit="$LAB_PREFIX-$name" -- "$@"
  fi
  for group in "$(group_of "$name")" "$(memory_group_of "$name")"; do
    mkdir -p "$group" 2>/dev/null || continue # a machine may keep the memory controller to itself
    echo "$BASHPID" >"$group/cgroup.procs"
  done
  exec "$@"
}

processes_of() { # every process of the server, by the machine's numbers
  find "$(group_of "$1")" -name cgroup.procs -exec cat {} + 2>/dev/null || true
}

# The server's own process 1, looked for in its group: files that name it lie after a kill -9.
systemd_of() {
  local depth pids found
  pids=$(processes_of "$1")
  [ -n "$pids" ] || return 1
  # Its number is 1 exactly one level below this shell's own process namespace.
  depth=$(awk '$1 == "NSpid:" { print NF - 1 }' /proc/self/status)
  # shellcheck disable=SC2086
  found=$(printf '/proc/%s/status\n' $pids | xargs grep -lsE "^NSpid:(\s[0-9]+){$depth}\s1\$") || true
  [ -n "$found" ] || return 1
  cut -d/ -f3 <<<"${found%%$'\n'*}"
}

is_running() {
  if has_own_kernel "$1"; then [ -n "$(processes_of "$1")" ]; else systemd_of "$1" >/dev/null; fi
}

# Ends everything in the group at once, whatever state it is in, and removes the group.
end_group() {
  local name=$1 group pid
  group=$(group_of "$name")
  for _ in {1..100}; do
    [ -n "$(processes_of "$name")" ] || break
    if [ -e "$group/cgroup.kill" ]; then
      echo 1 >"$group/cgroup.kill"
    else
      for pid in $(processes_of "$name"); do kill -KILL "$pid" 2>/dev/null || true; done
    fi
    sleep 0.02
  done
  remove_group "$group"
  remove_group "$(memory_group_of "$name")"
}

remove_group() {
  for _ in {1..50}; do
    [ -d "$1" ] || return 0
    find "$1" -depth -type d -exec rmdir {} + 2>/dev/null || true
    [ ! -d "$1" ] || sleep 0.02
  done
}

remove_all_groups() {
  if [ "$CGROUPS" = systemd ]; then
    systemctl stop "$LAB_PREFIX.slice" 2>/dev/null || true
  else
    rmdir "$(dirname "$(group_of x)")" "$(dirname "$(memory_group_of x)")" 2>/dev/null || true
  fi
}
