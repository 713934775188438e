#!/bin/bash
# The lab's check of itself: goes up in a folder of its own, plays a power cut and what else a lab is for, goes down, and looks for remains.
# One line per check; the exit status is the number of failed ones. Needs root, and that no lab is up.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd "$here/../.." && pwd)
export EVERUP_LAB_DIR=${EVERUP_LAB_TEST_DIR:-$repo/.data/lab-test}
lab=$repo/bin/lab shared=$EVERUP_LAB_DIR/shared
failed=0

now() { date +%s%N; }
check() {   # WORDS COMMAND...
  local words=$1 started out; shift
  started=$(now)
  if out=$("$@" 2>&1); then printf 'ok      %-75s %6s ms\n' "$words" $((($(now) - started) / 1000000))
  else printf 'FAILED  %s\n' "$words"; printf '%s\n' "$out" | tail -n 8 | sed 's/^/        /'; failed=$((failed + 1)); fi
}
until_true() {   # SECONDS COMMAND...
  local end=$(($(now) + $1 * 1000000000)); shift
  until "$@" >/dev/null 2>&1; do [ "$(now)" -lt $end ] || { echo "not within the time: $*"; return 1; }; sleep 0.05; done
}
fails() { ! "$@"; }
refused_for() { local words=$1 out; shift; if out=$("$@" 2>&1); then echo "was not refused"; return 1; fi; printf '%s\n' "$out"; grep -qiE "$words" <<<"$out"; }
different() { local n=$1 h; shift; [ "$(for h in h1 h2 h3; do on $h "$@" | grep -m1 -oE '[0-9a-f]{8}-[0-9a-f-]{27}'; done | sort -u | wc -l)" = "$n" ]; }

on() { local host=$1; shift; timeout 60 virsh -q -c "qemu+tcp://10.77.0.${host#h}/system" "$@"; }
fence() {   # HOST ACTION
  printf '%s\n' "ip=10.79.0.${1#h}" username=admin "password=${EVERUP_LAB_BMC_PASSWORD:-secret}" lanplus=1 cipher=3 power_wait=0 power_timeout=3 "action=$2" |
    timeout 30 fence_ipmilan
}
fenced_off() { fence "$1" status; [ $? = 2 ]; }
answers() { curl -sf --connect-timeout 0.2 --max-time 1 "http://10.78.0.11/status.json"; }
counter() { answers | sed -n 's/.*"counter":\([0-9]*\).*/\1/p'; }
counter_over() { local n; n=$(counter) && [ "${n:-0}" -gt "$1" ]; }
state_is() { [ "$(on "$1" domstate web-1)" = "$2" ]; }
migrate() { on "$1" migrate --live --p2p --persistent --undefinesource --unsafe web-1 "qemu+tcp://10.77.0.${2#h}/system"; }
disk_is_sound() { "$here/guest/read-counter" --at-least "$shown" "$shared/web-1.qcow2"; }
remains() { ip link | grep -o 'evr-[a-z0-9-]*'; ip netns | grep everup-; grep everup /proc/mounts; ls /run/everup-lab 2>/dev/null; ps -eo args | grep -F "$EVERUP_LAB_DIR" | grep -v grep; ps -eo args | grep '[i]pmi_sim.*everup-lab'; }
no_remains() { [ -z "$(remains)" ] || { remains; return 1; }; }

if "$lab" status >/dev/null; then echo "A lab is up on this machine: take it down first (bin/lab down)." >&2; exit 3; fi

check 'lab up' "$lab" up
[ $failed = 0 ] || exit 1
trap '"$lab" down >/dev/null' EXIT
check 'up again says that it is up' "$lab" up
check 'three hosts with different UUIDs' different 3 capabilities
check 'one shared pool' different 1 pool-uuid shared
check '  and a local one each' different 3 pool-uuid local
check '  and the image is a volume in it' on h3 vol-info --pool shared lab-data.qcow2
check '  and an active network' sh -c 'virsh -q -c qemu+tcp://10.77.0.3/system net-info guests | grep -q "Active: *yes"'

for h in h1 h2 h3; do on $h destroy web-1; on $h undefine web-1; done >/dev/null 2>&1
rm -f "$shared/web-1.qcow2"
qemu-img create -q -f qcow2 -b lab-data.qcow2 -F qcow2 "$shared/web-1.qcow2"
xml=$EVERUP_LAB_DIR/web-1.xml
sed "s|@SHARED@|$shared|" "$here/domain.xml.example" >"$xml"
check 'define a guest on h1' on h1 define "$xml"
check 'start it' on h1 start web-1
check '  its page answers' until_true 30 answers
check '  it counts' until_true 10 counter_over 3
check 'many rapid requests' sh -c 'for i in $(seq 200); do curl -sf --max-time 2 http://10.78.0.11/ >/dev/null || exit 1; done'
check 'live migration to h2' migrate h1 h2
check '  it answers' until_true 5 answers
check '  h1 has forgotten it' fails on h1 dominfo web-1
on h2 dumpxml --inactive web-1 >"$xml"; on h3 define "$xml" >/dev/null
check 'h3 may not start it while it runs on h2: locked' refused_for 'lock' on h3 start web-1
check 'h2: hang its libvirt' "$lab" hang h2
check '  libvirt is silent, the guest answers' sh -c '! timeout 2 virsh -q -c qemu+tcp://10.77.0.2/system version && curl -sf --max-time 1 http://10.78.0.11/'
check '  resume' "$lab" resume h2
check '  it answers again' until_true 5 on h2 version
check 'h2: kill its libvirt' "$lab" kill-libvirtd h2
check '  it comes back, and knows that the guest runs' until_true 20 state_is h2 running
check 'h2: cut its management link' "$lab" partition h2
check '  host silent, guest and BMC answer' sh -c '! ping -c1 -W1 10.77.0.2 && curl -sf --max-time 1 http://10.78.0.11/'
check '  BMC says on' fence h2 status
check '  heal' "$lab" heal h2
check '  it answers again' until_true 10 on h2 version
check 'h2: the shared folder vanishes' "$lab" storage h2 cut
check '  its files are not to be seen there' sh -c "echo 'test ! -e $shared/web-1.qcow2' | '$lab' shell h2"
check '  but elsewhere' test -e "$shared/web-1.qcow2"
check '  heal' "$lab" storage h2 heal
check '  they are back' sh -c "echo 'test -e $shared/web-1.qcow2' | '$lab' shell h2"
check 'BMC refuses the password' sh -c "'$lab' bmc h2 refuse"
check '  fence agent fails' fails fence h2 status
check 'BMC is dead' "$lab" bmc h2 off
check '  fence agent fails' fails fence h2 status
check 'BMC is back' "$lab" bmc h2 on
check '  fence agent reads the power' fence h2 status
shown=$(counter)
check 'h2: power cut by its BMC' fence h2 off
check '  the guest is gone' fails answers
check '  BMC says off' fenced_off h2
check 'h3 starts the guest' on h3 start web-1
check '  its page answers' until_true 30 answers
check "  its counter goes on from the disk (was $shown)" until_true 15 counter_over "$shown"
check '  nothing lost, no double run on the disk' disk_is_sound
check 'h2: power on by its BMC' fence h2 on
check '  libvirt answers' until_true 20 on h2 version
check '  it still has its copy of the guest, shut off' state_is h2 'shut off'
check '  and may not start it: locked' refused_for 'lock' on h2 start web-1
shown=$(counter)
check 'ACPI shutdown on h3' on h3 shutdown web-1
check '  off' until_true 10 state_is h3 'shut off'
check '  nothing lost on the disk' disk_is_sound
check 'power cycle of h1' "$lab" power h1 cycle
check '  libvirt answers' until_true 20 on h1 version

check 'lab down' "$lab" down
check '  leaves nothing behind' no_remains
check 'lab up' "$lab" up
check '  h3 still knows the guest' state_is h3 'shut off'
# A crash: hosts' processes and a board die without the lab's doing.
( . "$here/lib/all.sh"; kill -9 "$(host_pid1 h1)" "$(bmc_pid h2)" ) 2>/dev/null
check 'after a crash, status says so' sh -c "'$lab' status | grep -q damaged"
check '  and up mends it' "$lab" up
check '  h1 answers' on h1 version
check 'lab down' "$lab" down
check '  leaves nothing behind' no_remains
trap - EXIT
[ $failed = 0 ] && echo 'All is well.' || echo "$failed checks failed."
exit $failed
