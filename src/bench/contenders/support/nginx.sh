# What a server of nginx's is configured with, whatever it serves. Sourced by front and nchan.sh.
# shellcheck shell=bash

# Workers of root's nginx are nobody's unless told, and may then not reach this folder.
user_line() {
  ((EUID != 0)) || echo "user $(id -un) $(id -gn);"
}

temporary_paths() {
  local kind
  echo "  client_body_temp_path $run/body;"
  for kind in proxy fastcgi uwsgi scgi; do
    echo "  ${kind}_temp_path $run/$kind;"
  done
}

run_nginx() {
  exec nginx -p "$run" -e stderr -c "$run/nginx.conf" 2>&1
}
