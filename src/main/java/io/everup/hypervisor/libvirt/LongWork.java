package io.everup.hypervisor.libvirt;

import io.everup.hypervisor.Credentials;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.HypervisorFailure.OutcomeUnknown;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.MigrationOptions;
import java.time.Duration;
import java.util.UUID;

/** Migrations and copies, on connections of their own. */
final class LongWork {

    private static final int AT_ONCE = 4;

    private final NativeLink quick;
    private final Migrations migrations;
    private final Deadlines deadlines;
    private final Lanes lanes;

    /** @param quick the host's first connection, by which a migration is stopped */
    LongWork(HostUri host, Credentials credentials, NativeLink quick, Migrations migrations, Deadlines deadlines) {
        this.quick = quick;
        this.migrations = migrations;
        this.deadlines = deadlines;
        this.lanes = new Lanes(host, credentials, quick, AT_ONCE);
    }

    NativeLink link() {
        return lanes.link();
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

    /** There is no way back from it, so it is never stopped. */
    void resumePostCopy(UUID vm, HostUri destination, MigrationOptions options) {
        link().begin(connection -> migrations.resume(connection, vm, destination, options))
                .await(options.deadline());
    }

    private void stop(UUID vm) {
        try {
            quick.change(deadlines.stop(), connection -> migrations.cancel(connection, vm));
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

    void close() {
        lanes.close();
    }
}
