package io.everup.hypervisor.libvirt;

import io.everup.hypervisor.HostUri;

/** How a host is named in sentences for people. */
final class Where {

    private Where() {}

    static String of(HostUri host) {
        if (host.address().isEmpty()) {
            return host.text();
        }
        return host.port() == 0 ? host.address() : host.address() + ":" + host.port();
    }
}
