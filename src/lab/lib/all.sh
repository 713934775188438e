# Sourced: all parts of the lab.
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
. "$LAB_SRC/lib/network.sh"
. "$LAB_SRC/lib/host.sh"
. "$LAB_SRC/lib/disk.sh"
. "$LAB_SRC/lib/bmc.sh"
. "$LAB_SRC/lib/lab.sh"
