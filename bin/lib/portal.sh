# shellcheck shell=bash
# Sourced by bin/run. The portal itself: starting it, waiting for it, and its first administrator's password.

java_options() {   # JAVA_HOME
  local version archive
  version=$(major "$1")
  printf '%s\n' -Xmx700m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError
  [ "$version" -lt 22 ] || printf '%s\n' --enable-native-access=ALL-UNNAMED
  # The classes as a run had loaded them: made when the portal first ends, used by later starts.
  archive=$DATA/app/classes-$version.jsa
  rm -f "$archive.new"
  printf '%s\n' -Xlog:cds=off -Xlog:cds+dynamic=off -Xlog:class+path=off
  if [ -s "$archive" ]; then printf '%s\n' -Xshare:auto "-XX:SharedArchiveFile=$archive"
  else printf '%s\n' "-XX:ArchiveClassesAtExit=$archive.new"; fi
}

# Only the first start with a database uses it; it is kept until then, so that an interrupted first start can be completed.
first_password() {
  local file=$DATA/secrets/first-password
  if [ -s "$DATA/secrets/token" ]; then return 0; fi
  if [ -n "${EVERUP_ADMIN_PASSWORD:-}" ]; then printf '%s' "$EVERUP_ADMIN_PASSWORD"; return 0; fi
  [ -s "$file" ] || (umask 077 && random_word 16 >"$file")
  cat "$file"
}

# An archive that was cut short is not used; making one takes a busy machine a while.
stop_portal() {
  local archive patience=40
  compgen -G "$DATA/app/classes-*.jsa" >/dev/null || patience=80
  stop_child portal TERM $patience || return 0
  for archive in "$DATA/app"/classes-*.jsa.new; do [ ! -e "$archive" ] || mv "$archive" "${archive%.new}"; done
}

start_portal() {   # JAVA_HOME
  local options log=$DATA/log/portal.log
  readarray -t options < <(java_options "$1")
  [ "$(stat -c %s "$log" 2>/dev/null || echo 0)" -lt 20000000 ] || mv -f "$log" "$log.1"
  LOG_BEGIN=$(($(stat -c %s "$log" 2>/dev/null || echo 0) + 1))
  export SERVER_PORT=$PORT EVERUP_DATA_DIRECTORY=$DATA/portal EVERUP_SIMULATOR_DIRECTORY=$DATA/worlds
  [ -z "$BANNER" ] || export EVERUP_BANNER=$BANNER
  ADMIN_PASSWORD=$(first_password)
  EVERUP_ADMIN_PASSWORD=$ADMIN_PASSWORD launch portal "$1/bin/java" "${options[@]}" -jar "$DATA/app/everup.jar"
}

portal_answers() { curl -fs -o /dev/null --max-time 5 "http://127.0.0.1:$PORT/actuator/health/readiness" 8>&-; }

wait_for_portal() {
  local end=$((SECONDS + 600))
  until portal_answers; do
    child portal >/dev/null || portal_ended
    [ $SECONDS -lt $end ] || portal_failed 'The portal is not ready after ten minutes'
    sleep 0.3
  done
}

portal_ended() { portal_failed 'The portal ended by itself'; }

# The sentence that tells the cause is rarely the last line of the log.
portal_failed() {
  local log=$DATA/log/portal.log said
  said=$(tail -c "+$LOG_BEGIN" "$log" | grep -E -A 2 'Description:|Caused by:| ERROR |^Error|OutOfMemory' | tail -n 12)
  printf '%s. From %s:\n%s\n' "$1" "$log" "${said:-$(tail -n 4 "$log")}" | cut -c 1-300 >&2
  exit 1
}
