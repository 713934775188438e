package io.everup.hypervisor.libvirt;

import io.everup.hypervisor.Credentials;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorDriver;
import io.everup.hypervisor.HypervisorListener;
import java.time.Duration;
import java.util.Set;
import org.springframework.stereotype.Component;

/** QEMU and Xen hosts, and libvirt's own test driver. The library is loaded at the first connection. */
@Component
public class LibvirtDriver implements HypervisorDriver {

    private static final Set<String> KINDS = Set.of("qemu", "xen", "test");

    @Override
    public boolean speaks(HostUri uri) {
        return KINDS.contains(uri.kind());
    }

    /**
     * {@inheritDoc}
     *
     * <p>By SSH the host's key must be known to this machine ({@code /etc/ssh/ssh_known_hosts} or the portal user's
     * {@code ~/.ssh/known_hosts}); an unknown or changed key is {@code Refused}. Without a key in the credentials the
     * portal user's own keys are tried.
     */
    @Override
    public Hypervisor connect(HostUri uri, Credentials credentials, HypervisorListener listener, Duration deadline) {
        return LibvirtHypervisor.connect(uri, credentials, listener, deadline, Deadlines.USUAL);
    }
}
