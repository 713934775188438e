# shellcheck shell=bash
# Sourced by bin/run. Gives the portal its first hosts through its HTTP API, as anybody could: see /api/v1/docs.
# Each thing is looked up by name first, so this can be done again, and a first start that was interrupted is completed.

# api METHOD PATH [BODY]: the answer's body; fails with the portal's own words
api() {
  local answer status
  answer=$(curl -sS --max-time 90 -X "$1" -H 'Content-Type: application/json' -K <(printf 'header = "Authorization: Bearer %s"\n' "$TOKEN") \
    ${3:+--data "$3"} -w '\n%{http_code}' "http://127.0.0.1:$PORT/api/v1$2" 8>&-) || return 1
  status=${answer##*$'\n'} answer=${answer%$'\n'*}
  case $status in
    2*) printf '%s' "$answer" ;;
    *) jq -r '[.detail // .title // "refused", .next // empty] | join(" ")' <<<"$answer" 2>/dev/null >&2 || printf 'HTTP %s\n' "$status" >&2; return 1 ;;
  esac
}

# id_of COLLECTION NAME [POOL]: the id, or nothing
id_of() {
  api GET "/$1?limit=1000&q=name:%22${2// /%20}%22" | jq -r --arg name "$2" --arg pool "${3:-}" \
    'first(.items[] | select(.name == $name and ($pool == "" or .pool.id == $pool)) | .id) // empty'
}

# The token is kept beside the database's password, which gives more than the token does.
sign_in() {
  local file=$DATA/secrets/token answer
  TOKEN=$(cat "$file" 2>/dev/null)
  [ -n "$TOKEN" ] && api GET /me >/dev/null 2>&1 && return 0
  [ -n "$ADMIN_PASSWORD" ] || ADMIN_PASSWORD=${EVERUP_ADMIN_PASSWORD:-}
  [ -n "$ADMIN_PASSWORD" ] || return 1
  answer=$(curl -sS --max-time 30 -K <(printf 'user = "admin:%s"\n' "$(sed 's/["\\]/\\&/g' <<<"$ADMIN_PASSWORD")") -w '\n%{http_code}' \
    -H 'Content-Type: application/json' --data '{"name":"bin/run"}' "http://127.0.0.1:$PORT/api/v1/tokens" 2>&1 8>&-)
  TOKEN=$(jq -r '.token // empty' <<<"${answer%$'\n'*}" 2>/dev/null)
  [ "${answer##*$'\n'}" != 401 ] || rm -f "$file" "$DATA/secrets/first-password"
  [ -n "$TOKEN" ] && (umask 077 && printf '%s' "$TOKEN" >"$file")
}

pool() {   # NAME: its id
  local id
  id=$(id_of pools "$1")
  [ -n "$id" ] || id=$(api POST /pools "$(jq -n --arg name "$1" '{$name}')" | jq -r .id)
  [ -n "$id" ] && printf '%s' "$id"
}

# add_host NAME URI POOL FENCE: waits until it is in
add_host() {
  local task
  [ -z "$(id_of hosts "$1" "$3")" ] || return 0
  task=$(api POST /hosts "$(jq -n --arg name "$1" --arg uri "$2" --arg pool "$3" --argjson fence "$4" '{$name, $uri, $pool, fence: [$fence]}')" | jq -r .id) &&
    [ -n "$task" ] && finished "$task" "Host $1"
}

finished() {   # TASK WHAT
  local answer state end=$((SECONDS + 120))
  while [ $SECONDS -lt $end ]; do
    answer=$(api GET "/tasks/$1?wait=30") || return 1
    state=$(jq -r '.state | ascii_downcase' <<<"$answer")
    case $state in
      succeeded) return 0 ;;
      failed | cancelled) say "$2: $(jq -r '[.failure, .next] | map(select(. != null)) | join(" ")' <<<"$answer")" >&2; return 1 ;;
    esac
  done
  say "$2: not done after two minutes; its task goes on." >&2
  return 1
}

all_done() {   # PID...
  local job failed=0
  for job; do wait "$job" || failed=1; done
  return $failed
}

adopt_lab() {
  local office n jobs=()
  office=$(pool Office) || return 1
  for n in 1 2 3; do
    add_host "h$n" "qemu+tcp://10.77.0.$n/system" "$office" "$(lab_fence "$n")" & jobs+=($!)
  done
  all_done "${jobs[@]}" && lab_network "$office" && lab_template "$office"
}

lab_fence() {
  jq -cn --arg ip "10.79.0.$1" --arg password "${EVERUP_LAB_BMC_PASSWORD:-secret}" \
    '{agent: "fence_ipmilan", params: {$ip, username: "admin", $password, lanplus: "1", cipher: "3", power_wait: "0"}}'
}

# soon COMMAND...: its output, once there is some; hosts tell of their volumes and networks a moment after they came in
soon() {
  local found end=$((SECONDS + 30))
  until found=$("$@") && [ -n "$found" ]; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.5
  done
  printf '%s' "$found"
}

lab_network() {
  local network
  network=$(soon id_of networks guests "$1") || { say "The lab's network 'guests' was not found." >&2; return 1; }
  api PUT "/networks/$network/addresses" '{"first":"10.78.0.100","last":"10.78.0.199","prefixLength":24,"gateway":"10.78.0.254"}' >/dev/null
}

lab_template() {
  local disk network shared cmdline
  [ -z "$(id_of templates 'Lab Linux' "$1")" ] || return 0
  disk=$(soon id_of volumes lab-data.qcow2) || { say "The lab's disk 'lab-data.qcow2' was not found." >&2; return 1; }
  network=$(id_of networks guests "$1")
  shared=$(api GET "/volumes/$disk" | jq -r .path) && shared=${shared%/*}
  cmdline='console=ttyS0 console=tty0 quiet nokaslr mitigations=off swiotlb=noforce everup.name={name} everup.addr={address}/{prefix} everup.gw={gateway}'
  api POST /templates "$(jq -n --arg pool "$1" --arg disk "$disk" --arg network "$network" --arg shared "$shared" --arg cmdline "$cmdline" \
    '{name: "Lab Linux", $pool, note: "A tiny Linux that counts on its disk and shows it by HTTP; up in seconds.",
      cpus: 1, memoryMiB: 96, cpuModel: "qemu64",
      boot: {kernel: ($shared + "/lab-vmlinuz"), initrd: ($shared + "/lab-initrd.img"), $cmdline},
      disks: [{volume: $disk, bus: "virtio"}], $network}')" >/dev/null
}

# The last quarter of a simulated world's hosts is older than the rest, and so a pool of its own.
adopt_world() {   # HOSTSxVMS
  local hosts=${1%%x*} new office plant n jobs=()
  new=$((hosts < 8 ? hosts : hosts - hosts / 4))
  office=$(pool Office) && plant=$office || return 1
  if [ "$new" -lt "$hosts" ]; then plant=$(pool Plant) || return 1; fi
  for ((n = 1; n <= hosts; n++)); do
    add_host "h$n" "sim://$1/h$n" "$([ "$n" -le "$new" ] && echo "$office" || echo "$plant")" \
      "$(jq -cn --arg world "$1" --arg host "h$n" '{agent: "fence_sim", params: {$world, $host}}')" & jobs+=($!)
    # A few at a time, and a few thousand requests never at once.
    if [ ${#jobs[@]} -ge 20 ]; then all_done "${jobs[@]}" || return 1; jobs=(); fi
  done
  all_done "${jobs[@]}"
}
