# shellcheck shell=bash
# Sourced by bin/run. The processes that it starts: each in a session of its own, so that Ctrl-C in a terminal reaches
# bin/run alone, which then stops them in the right order. What runs is noted in $DATA/run, so that the next bin/run finds
# what a killed one left behind. A process is known by its id and the time it started, never by its name.

is_alive() { [ -n "$1" ] && [ -r "/proc/$1/stat" ] && [ "$(state_of "$1")" != Z ]; }
# Fields after the command's name, which may hold blanks and brackets.
stat_of()    { local line; read -r line 2>/dev/null <"/proc/$1/stat" && printf '%s' "${line##*) }"; }
state_of()   { local fields; fields=$(stat_of "$1") && printf '%s' "${fields%% *}"; }
started_at() { stat_of "$1" | cut -d ' ' -f 20; }

# launch NAME COMMAND...: start it, its output in $DATA/log/NAME.log
launch() {
  local name=$1; shift
  setsid "$@" </dev/null >>"$DATA/log/$name.log" 2>&1 8>&- &
  note_child "$name" $!
}

note_child() { printf '%s %s\n' "$2" "$(started_at "$2")" >"$DATA/run/$1.pid"; }

# child NAME: the id of the process when it still runs, be it ours or a killed bin/run's
child() {
  local pid since
  read -r pid since 2>/dev/null <"$DATA/run/$1.pid" && is_alive "$pid" && [ "$(started_at "$pid")" = "$since" ] && printf '%s' "$pid"
}

# gone_within SECONDS PID
gone_within() {
  local tries=$(($1 * 10))
  while is_alive "$2"; do
    [ "$tries" -gt 0 ] || return 1
    tries=$((tries - 1))
    sleep 0.1
  done
}

# stop_child NAME SIGNAL SECONDS: ask it to end, and end it when it doesn't in time, which counts as failure
stop_child() {
  local pid killed=0
  if pid=$(child "$1"); then
    kill "-$2" "$pid" 2>/dev/null
    gone_within "$3" "$pid" || { killed=1; kill -KILL "$pid" 2>/dev/null; gone_within 5 "$pid"; }
  fi
  rm -f "$DATA/run/$1.pid"
  return $killed
}
