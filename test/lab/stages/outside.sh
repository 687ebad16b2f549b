outside_address() { local n o r; read -r n o r < <(servers | grep ' outside$'); echo "$LAB_NET.$o"; }
seed_outside() { :; }
first_boot_outside() { :; }
