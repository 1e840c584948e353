# nginx with nchan, by the number of workers. Sourced by nchan-1 and nchan-N, which set `workers`.
# shellcheck shell=bash

source src/bench/contenders/support/nginx.sh

readonly MODULE=/usr/lib/nginx/modules/ngx_nchan_module.so

check_installed() {
  need nginx nginx
  [[ -f $MODULE ]] || fail "needs $MODULE (Debian's package libnginx-mod-nchan)"
}

version() {
  check_installed
  local nginx
  nginx=$(nginx -v 2>&1)
  echo "nginx ${nginx##*/}, nchan $(debian_version libnginx-mod-nchan)"
}

# A queue of its own for each worker, so that the kernel spreads connections by hash and not by who
# is awake. With 15 000 streams a shared one was as even and cost as much.
listen_options() {
  ((workers == 1)) || echo " reuseport"
}

write_configuration() {
  cat >"$run/nginx.conf" <<END
$(user_line)
load_module $MODULE;
worker_processes $workers;
daemon off;
pid $run/nginx.pid;
error_log stderr warn;
events {
  # any of the workers could hold all streams; some files are its own
  worker_connections $((files - 100));
  multi_accept on;
}
http {
  access_log off;
$(temporary_paths)

  # the largest event stays in memory; what goes to a file is sent from a file to each subscriber
  client_body_buffer_size 128k;
  nchan_max_reserved_memory 256m;

  server {
    listen 127.0.0.1:$port backlog=4096$(listen_options);

    location ~ ^/sub/([A-Za-z0-9._-]+)\$ {
      nchan_subscriber eventsource;
      nchan_channel_id \$1;
      nchan_subscriber_first_message newest;
    }

    location ~ ^/pub/([A-Za-z0-9._-]+)\$ {
      nchan_publisher;
      nchan_channel_id \$1;
      # more than the events that returning subscribers are to be told
      nchan_message_buffer_length 200;
      keepalive_requests 100000000;
    }
  }
}
END
}

serve() {
  check_installed
  raise_file_limit
  make_run_folder
  write_configuration
  run_nginx
}
