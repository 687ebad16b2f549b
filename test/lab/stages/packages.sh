# Which Debian packages a layer holds.

packages_of() { # ROLE
  case $1 in
    directory | mail | web | backup) { listed_packages common; listed_packages "$1"; role_packages common; role_packages "$1"; } ;;
    *) listed_packages "$1" ;;
  esac | tr -s ' \n' '\n' | sort -u | xargs
}

listed_packages() { awk -v role="$1" '$1 == role { $1 = ""; print }' "$LAB_HOME/packages.conf"; }

# `ROLE_packages:` of the role's defaults, written as [a, b] or as a list of lines.
role_packages() {
  local defaults=$PROJECT/ansible/roles/$1/defaults/main.yml
  [ -e "$defaults" ] || return 0
  awk -v key="$1_packages:" '
    $1 == key { inside = 1; $1 = ""; gsub(/[][,]/, " "); print; next }
    inside && /^ *- / { print $2; next }
    inside && !/^ *(#|$)/ { gsub(/[][,]/, " "); if ($0 ~ /^ /) print; else inside = 0 }' "$defaults"
}
