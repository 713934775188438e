# shellcheck shell=bash
# Sourced by bin/run. Builds the portal when its sources are newer than what was built, and prepares it for a quick start.

JAR=$ROOT/target/everup.jar

# The jar's own modification time is a fixed one, for builds that can be repeated; when it was written is its change time.
must_build() {
  [ -f "$JAR" ] && [ -f "$ROOT/target/postgres-binaries.jar" ] || return 0
  [ -n "$(cd "$ROOT" && find pom.xml src/main config db frontend \( -name node_modules -o -path frontend/dist \) -prune \
    -o -newermc "$JAR" -print -quit)" ]
}

build() {
  must_build || return 0
  local first='' started=$SECONDS
  [ -f "$JAR" ] || first=' (the first time takes about two minutes)'
  say "Building$first ..."
  package || { registry_failed && package -U; } || fail_with_log 'The build failed' "$DATA/log/build.log"
  say "Built in $((SECONDS - started)) s."
}

# Maven leaves what was copied by an earlier build: a renamed script of the database would be there twice.
forget_copies() { rm -rf "$ROOT/target/classes/db" "$ROOT/target/classes/templates" "$ROOT/target/classes/static" "$ROOT/target/classes/messages"; }
package() { forget_copies; (cd "$ROOT" && mvn -B -q -DskipTests "$@" package </dev/null >"$DATA/log/build.log" 2>&1 8>&-); }
registry_failed() { grep -qE 'Could not (transfer|find|resolve)|npm (ERR!|error) (code|network)' "$DATA/log/build.log"; }

# major JAVA_HOME: its version, such as 17
major() { sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null; }

# Prints the home of the newest Java on this machine, or of the one that JAVA_HOME names.
find_java() {
  local home best='' best_version=0 version
  for home in ${JAVA_HOME:+"$JAVA_HOME"} "$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")" /usr/lib/jvm/*/; do
    home=${home%/}
    version=$(major "$home")
    [ -x "$home/bin/java" ] && [ "${version:-0}" -gt "$best_version" ] && best=$home best_version=$version
    [ -n "${JAVA_HOME:-}" ] && [ "$best_version" -ge 17 ] && break
  done
  [ "$best_version" -ge 17 ] || fail "Everup needs Java 17 or newer; the newest found is ${best_version/#0/none}."
  printf '%s' "$best"
}

# The jar unpacked: starts in two thirds of the time, and allows an archive of loaded classes.
unpack() {
  local stamp
  stamp="$(stat -c '%Z %s' "$JAR")"
  [ "$(cat "$DATA/app/.stamp" 2>/dev/null)" = "$stamp" ] && return 0
  rm -rf "$DATA/app"
  "$1/bin/java" -Djarmode=tools -jar "$JAR" extract --destination "$DATA/app" >"$DATA/log/unpack.log" 2>&1 8>&- ||
    fail_with_log "$JAR could not be unpacked" "$DATA/log/unpack.log"
  printf '%s\n' "$stamp" >"$DATA/app/.stamp"
}
