# shellcheck shell=bash
# Sourced by bin/run. The portal's own PostgreSQL, from binaries that come with the build; nothing of it is installed.
# Durable, as any database should be, and reachable from this machine only, by password.

# PostgreSQL refuses to run as root. In a user namespace of its own it isn't root, though its files stay ours; where there
# are no user namespaces (some containers), it runs as nobody.
choose_database_user() {
  DATABASE_USER=()
  [ "$(id -u)" = 0 ] || return 0
  if unshare --user true 2>/dev/null; then DATABASE_USER=(unshare --user); return 0; fi
  DATABASE_USER=(setpriv --reuid=65534 --regid=65534 --clear-groups)
  "${DATABASE_USER[@]}" test -x "$DATA" ||
    fail "PostgreSQL doesn't run as root, and the user nobody can't reach $DATA. Choose another folder with --data, run as another user, or set SPRING_DATASOURCE_URL to a database of yours."
}
runs_as_nobody() { [ "${DATABASE_USER[0]:-}" = setpriv ]; }
give_to_nobody() { ! runs_as_nobody || chown -R 65534:65534 "$@"; }

unpack_postgres() {
  local stamp
  stamp=$(stat -c %s "$ROOT/target/postgres-binaries.jar")
  [ "$(cat "$DATA/postgres/.stamp" 2>/dev/null)" = "$stamp" ] && return 0
  rm -rf "$DATA/postgres" && mkdir -p "$DATA/postgres"
  (cd "$DATA/postgres" && "$1/bin/jar" xf "$ROOT/target/postgres-binaries.jar" && tar -xJf postgres-linux-*.txz && rm -rf postgres-linux-*.txz META-INF) ||
    fail "PostgreSQL could not be unpacked into $DATA/postgres."
  printf '%s\n' "$stamp" >"$DATA/postgres/.stamp"
}

database_password() {
  local file=$DATA/secrets/database-password
  [ -s "$file" ] || (umask 077 && random_word 32 >"$file")
  cat "$file"
}

# Made aside and moved into place, so that half a database is never taken for a whole one.
create_database() {
  [ ! -d "$DATABASE_DIR" ] || return 0
  local fresh=$DATABASE_DIR.new log=$DATA/log/database.log
  rm -rf "$fresh" && mkdir -m 700 "$fresh" && give_to_nobody "$fresh"
  (umask 077 && database_password >"$fresh.password")
  give_to_nobody "$fresh.password"
  "${DATABASE_USER[@]}" "$DATA/postgres/bin/initdb" -D "$fresh" -U everup --pwfile="$fresh.password" -A scram-sha-256 \
    -E UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8 >>"$log" 2>&1 8>&- &&
    "${DATABASE_USER[@]}" "$DATA/postgres/bin/postgres" --single -D "$fresh" postgres >>"$log" 2>&1 8>&- <<<'create database everup' ||
    fail_with_log 'The database could not be made' "$log"
  rm -f "$fresh.password"
  mv "$fresh" "$DATABASE_DIR"
}

# The postmaster of our folder, whoever started it: the file may be an old one, and its process id another program's by now.
postmaster() {
  local pid
  read -r pid 2>/dev/null <"$DATABASE_DIR/postmaster.pid" && is_alive "$pid" &&
    [ "$(readlink "/proc/$pid/cwd")" = "$DATABASE_DIR" ] && printf '%s' "$pid"
}

stop_database() {
  local pid
  if pid=$(postmaster); then
    kill -INT "$pid"
    gone_within 20 "$pid" || { kill -QUIT "$pid"; gone_within 5 "$pid"; }
  fi
  rm -f "$DATA/run/database.pid"
}

start_database() {
  choose_database_user
  unpack_postgres "$1"
  create_database
  stop_database
  # Made where there were user namespaces, and started where there are none, or the other way round.
  if runs_as_nobody; then give_to_nobody "$DATABASE_DIR"
  elif [ "$(id -u)" = 0 ] && [ "$(stat -c %u "$DATABASE_DIR")" != 0 ]; then chown -R 0:0 "$DATABASE_DIR"; fi
  rm -f "$DATABASE_DIR/postmaster.pid"
  local port attempt
  for attempt in 1 2 3; do
    port=$(free_port)
    launch database "${DATABASE_USER[@]}" "$DATA/postgres/bin/postgres" -D "$DATABASE_DIR" -c port="$port" \
      -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c shared_buffers=64MB
    if database_ready; then
      export SPRING_DATASOURCE_URL=jdbc:postgresql://127.0.0.1:$port/everup SPRING_DATASOURCE_USERNAME=everup
      SPRING_DATASOURCE_PASSWORD=$(database_password) && export SPRING_DATASOURCE_PASSWORD
      return 0
    fi
  done
  fail_with_log "The database did not start (tried $attempt times)" "$DATA/log/database.log"
}

database_ready() {
  local tries=600
  until [[ "$(sed -n 8p "$DATABASE_DIR/postmaster.pid" 2>/dev/null)" == ready* ]]; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] && child database >/dev/null || return 1
    sleep 0.1
  done
}
