package io.everup.hypervisor.libvirt;

import io.everup.hypervisor.Credentials;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.libvirt.jna.ConnectionPointer;

/**
 * Several connections to one host, each used by one thread at a time; a call takes the one with the least to do.
 *
 * <p>One connection must never be used by two threads at once: before libvirt 10.3 a client that does so may read from
 * the stack of a call that has ended, and the whole program dies (CVE-2024-4418).
 */
final class Lanes {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final HostUri host;
    private final Credentials credentials;
    private final NativeLink first;
    private final int most;
    private final List<NativeLink> own = new ArrayList<>();
    private boolean closed;

    /** @param first the host's first connection, the only one to a test host: each further one would be a host of its own */
    Lanes(HostUri host, Credentials credentials, NativeLink first, int most) {
        this.host = host;
        this.credentials = credentials;
        this.first = first;
        this.most = most;
    }

    /** The connection with the least to do; a further one is opened while all are busy and there are fewer than allowed. */
    synchronized NativeLink link() {
        if (closed) {
            throw new Unreachable("The link to " + Where.of(host) + " was closed.", null);
        }
        if (host.kind().equals("test")) {
            return first;
        }
        own.removeIf(link -> {
            if (link.isDead()) {
                link.close();
                return true;
            }
            return false;
        });
        var idlest = own.stream().min(Comparator.comparingInt(NativeLink::load));
        if (idlest.isPresent() && (idlest.get().load() == 0 || own.size() >= most)) {
            return idlest.get();
        }
        var fresh = new Opening(host, credentials).open(CONNECT, this::link);
        own.add(fresh);
        return fresh;
    }

    private NativeLink link(ConnectionPointer connection) {
        return new NativeLink(connection, Where.of(host), () -> {});
    }

    synchronized void close() {
        closed = true;
        own.forEach(NativeLink::close);
    }
}
