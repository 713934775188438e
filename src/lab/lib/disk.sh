# A host's own disk: the folders that become its /etc/libvirt, /var/lib/libvirt and so on. They outlive power cuts
# and `bin/lab down`. What the lab must be able to rely on is written anew by each `bin/lab up`.

host_disk() {
  local host=$1 dir etc
  dir=$(host_dir "$host") etc=$dir/etc-libvirt
  mkdir -p "$dir"/{log,local,var-lib,var-cache,var-log} \
    "$etc"/{storage/autostart,qemu/networks/autostart,qemu/autostart} "$LAB_SHARED/locks" || return 1

  { printf '127.0.0.1 localhost\n'; for h in "${LAB_HOSTS[@]}"; do printf '%s %s\n' "$(mgmt "$h")" "$h"; done; } >"$dir/hosts"

  # libvirt looks its own user up before it reads that we want root; a package we do without would create it.
  { grep -v '^libvirt-qemu:' /etc/passwd; say 'libvirt-qemu:x:64055:64055::/var/lib/libvirt:/usr/sbin/nologin'; } >"$dir/passwd"
  { grep -v '^libvirt-qemu:' /etc/group; say 'libvirt-qemu:x:64055:'; } >"$dir/group"

  cat >"$etc/libvirtd.conf" <<END
listen_tls = 0
listen_tcp = 1
listen_addr = "0.0.0.0"
auth_tcp = "none"
auth_unix_rw = "none"
host_uuid = "$(host_uuid "$host")"
keepalive_interval = 2
keepalive_count = 3
log_outputs = "3:file:/var/log/libvirt/libvirtd.log"
END
  cat >"$etc/qemu.conf" <<END
user = "root"
group = "root"
dynamic_ownership = 0
remember_owner = 0
cgroup_controllers = []
namespaces = []
security_driver = "none"
lock_manager = "lockd"
migration_address = "0.0.0.0"
migration_host = "$(mgmt "$host")"
vnc_listen = "$(mgmt "$host")"
migrate_tls_x509_cert_dir = "/etc/libvirt/migration"
migrate_tls_x509_verify = 1
END
  host_certificates "$host" "$etc/migration" || return 1
  cat >"$etc/qemu-lockd.conf" <<END
auto_disk_leases = 1
require_lease_for_disks = 1
file_lockspace_dir = "$LAB_SHARED/locks"
END
  pool "$etc" shared "$SHARED_POOL_UUID" "$LAB_SHARED"
  pool "$etc" local "$(local_pool_uuid "$host")" "$dir/local"
  cat >"$etc/qemu/networks/guests.xml" <<END
<network>
  <name>guests</name>
  <uuid>$GUESTS_NET_UUID</uuid>
  <forward mode='bridge'/>
  <bridge name='br-guests'/>
</network>
END
  ln -sfn /etc/libvirt/qemu/networks/guests.xml "$etc/qemu/networks/autostart/guests.xml"
}

# By which memory is encrypted on its way to another host. Each is server and client in one; the address it is called by
# stands in it. The lab's authority lives in its folder; hosts come up at once, so it is made under a lock.
lab_authority() {
  local authority=$LAB_DIR/authority
  mkdir -p "$authority"
  (
    flock 7
    [ -s "$authority/ca-cert.pem" ] || openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj '/CN=Everup lab' \
      -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign' \
      -keyout "$authority/ca-key.pem" -out "$authority/ca-cert.pem" 2>/dev/null
  ) 7>"$authority/lock"
}

host_certificates() {   # HOST FOLDER
  local authority=$LAB_DIR/authority
  lab_authority || return 1
  [ "$2/server-cert.pem" -nt "$authority/ca-cert.pem" ] && return 0
  mkdir -p "$2" && cp "$authority/ca-cert.pem" "$2/" &&
    openssl req -newkey rsa:2048 -nodes -subj "/CN=$1" -keyout "$2/server-key.pem" -out "$2/request.pem" 2>/dev/null &&
    openssl x509 -req -in "$2/request.pem" -CA "$authority/ca-cert.pem" -CAkey "$authority/ca-key.pem" -set_serial "0x$(openssl rand -hex 8)" \
      -days 3650 -out "$2/server-cert.pem" -extfile <(printf '%s\n' "subjectAltName=DNS:$1,IP:$(mgmt "$1")" \
      'keyUsage=critical,digitalSignature,keyEncipherment' 'extendedKeyUsage=serverAuth,clientAuth') 2>/dev/null &&
    ln -sf server-cert.pem "$2/client-cert.pem" && ln -sf server-key.pem "$2/client-key.pem"
}

# The shared pool has one UUID on all hosts: so a manager can tell that it is the same storage.
pool() {   # ETC NAME UUID FOLDER
  cat >"$1/storage/$2.xml" <<END
<pool type='dir'>
  <name>$2</name>
  <uuid>$3</uuid>
  <source/>
  <target><path>$4</path></target>
</pool>
END
  ln -sfn "/etc/libvirt/storage/$2.xml" "$1/storage/autostart/$2.xml"
}
