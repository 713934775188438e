package io.everup.hypervisor.libvirt;

import io.everup.hypervisor.Credentials;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.HypervisorFailure.OutcomeUnknown;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import io.everup.hypervisor.MigrationOptions;
import java.time.Duration;
import java.util.UUID;
import org.libvirt.jna.ConnectionPointer;

/**
 * Migrations and copies. They have a connection of their own, opened when first needed: a daemon serves only 5 requests
 * of one connection at a time, and hears not even keepalive while all of them run.
 */
final class LongWork {

    private static final int WORKERS = 4;
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final HostUri host;
    private final Credentials credentials;
    private final NativeLink quick;
    private final Migrations migrations;
    private final Deadlines deadlines;
    private NativeLink own;
    private boolean closed;

    /** @param quick the host's other connection, by which a migration is stopped */
    LongWork(HostUri host, Credentials credentials, NativeLink quick, Migrations migrations, Deadlines deadlines) {
        this.host = host;
        this.credentials = credentials;
        this.quick = quick;
        this.migrations = migrations;
        this.deadlines = deadlines;
    }

    /** The connection for long work; opened anew when the last one is dead. */
    synchronized NativeLink link() {
        if (closed) {
            throw new Unreachable("The link to " + Where.of(host) + " was closed.", null);
        }
        if (host.kind().equals("test")) {
            // each connection to a test host described by a file is a host of its own
            return quick;
        }
        if (own == null || own.isDead()) {
            own = new Opening(host, credentials).open(CONNECT, this::link);
        }
        return own;
    }

    private NativeLink link(ConnectionPointer connection) {
        return new NativeLink(connection, Where.of(host), WORKERS, () -> {});
    }

    void migrate(UUID vm, HostUri destination, MigrationOptions options) {
        LibvirtUri.text(destination);
        var migration = link().begin(connection -> migrations.migrate(connection, vm, destination, options));
        try {
            migration.await(options.deadline());
        } catch (OutcomeUnknown late) {
            // A caller that is told to stop leaves the migration to itself: whoever takes over probes both hosts.
            if (migration.isDone() || Thread.currentThread().isInterrupted()) {
                throw late;
            }
            stop(vm);
            giveUp(migration, options.deadline());
        }
    }

    private void stop(UUID vm) {
        try {
            quick.changeQuickly(deadlines.stop(), connection -> migrations.cancel(connection, vm));
        } catch (HypervisorFailure e) {
            // it may have ended by itself just now; how it ended is waited for anyway
        }
    }

    private void giveUp(NativeLink.Begun<Void> migration, Duration deadline) {
        try {
            migration.await(deadlines.stop());
        } catch (Refused stopped) {
            throw new Refused(
                    "The migration took longer than " + deadline.toSeconds()
                            + " s and was stopped; the VM runs on where it was.",
                    stopped);
        }
    }

    synchronized void close() {
        closed = true;
        if (own != null) {
            own.close();
        }
    }
}
