package io.everup.hypervisor.libvirt;

import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.HypervisorFailure.Conflict;
import io.everup.hypervisor.HypervisorFailure.OutcomeUnknown;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.MigrationFigures;
import io.everup.hypervisor.MigrationOptions;
import io.everup.hypervisor.MigrationProgress;
import io.everup.hypervisor.VmReport.Power;
import io.everup.hypervisor.VmReport.Reason;
import io.everup.hypervisor.libvirt.DomainWriter.Family;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;

/** Live migration from host to host: the source's daemon talks to the destination's itself ("peer to peer"). */
final class Migrations {

    private static final int NO_JOB = 0;
    private static final int MIGRATION_IN = 4;
    private static final int MIGRATION_OUT = 5;

    private static final Pattern TAKEN =
            Pattern.compile("already (?:exists|defined) with uuid|is already (?:defined|active) as");

    private static final Pattern UNRESOLVED =
            Pattern.compile("resolve|Name or service not known|resolved to localhost", Pattern.CASE_INSENSITIVE);

    private final LibvirtX libvirt = LibvirtRuntime.libvirt();
    private final Family family;

    Migrations(Family family) {
        this.family = family;
    }

    Void migrate(ConnectionPointer connection, UUID vm, HostUri destination, MigrationOptions options)
            throws LibvirtFault {
        return Handles.domain(connection, vm, domain -> {
            var sent = send(domain, destination, options, family == Family.XEN);
            var fault = sent < 0 ? LibvirtFault.last() : null;
            if (fault != null && UNRESOLVED.matcher(fault.getMessage()).find() && alive(connection)) {
                // The destination names itself by a host name that means nothing here; by our address it does.
                fault = send(domain, destination, options, true) < 0 ? LibvirtFault.last() : null;
            }
            if (fault != null) {
                throw failure(connection, domain, fault, destination);
            }
            return null;
        });
    }

    /** @param explicit whether guest memory goes to the destination's address as we know it, not as it names itself */
    private int send(DomainPointer domain, HostUri destination, MigrationOptions options, boolean explicit) {
        try (var parameters = TypedParams.array(parameters(destination, options, explicit))) {
            return libvirt.virDomainMigrateToURI3(
                    domain,
                    LibvirtUri.text(destination),
                    parameters.count() == 0 ? null : parameters.memory(),
                    parameters.count(),
                    flags(options));
        }
    }

    /** Xen's driver knows only the first four. */
    int flags(MigrationOptions options) {
        return LibvirtX.MIGRATE_LIVE
                | LibvirtX.MIGRATE_PEER2PEER
                | LibvirtX.MIGRATE_PERSIST_DEST
                | LibvirtX.MIGRATE_UNDEFINE_SOURCE
                | (options.sharedByDeclaration() && family == Family.QEMU ? LibvirtX.MIGRATE_UNSAFE : 0);
    }

    private Map<String, Object> parameters(HostUri destination, MigrationOptions options, boolean explicit) {
        var result = new HashMap<String, Object>();
        if (options.bandwidthMiBps() > 0 && family == Family.QEMU) {
            result.put("bandwidth", options.bandwidthMiBps());
        }
        if (explicit) {
            result.put("migrate_uri", "tcp://" + destination.address());
        }
        return result;
    }

    private boolean alive(ConnectionPointer connection) {
        return libvirt.virConnectIsAlive(connection) != 0;
    }

    /** On a refusal the VM must be seen running here; whatever else is seen, the outcome is unknown. */
    private HypervisorFailure failure(
            ConnectionPointer connection, DomainPointer domain, LibvirtFault fault, HostUri destination)
            throws LibvirtFault {
        if (!alive(connection)) {
            throw fault;
        }
        if (fault.code() == ErrorCode.NO_DOMAIN || !runsHere(domain)) {
            return new OutcomeUnknown(
                    "The migration to " + destination.address() + " ended unclearly: " + Failures.reason(fault), fault);
        }
        return refusal(fault, destination);
    }

    private boolean runsHere(DomainPointer domain) {
        var state = new IntByReference();
        var reason = new IntByReference();
        if (libvirt.virDomainGetState(domain, state, reason, 0) < 0) {
            return false;
        }
        var power = VmStats.power(state.getValue());
        return power == Power.OFF
                ? VmStats.reason(state.getValue(), reason.getValue()) != Reason.MIGRATED
                : VmStats.reason(state.getValue(), reason.getValue()) != Reason.MIGRATING;
    }

    static HypervisorFailure refusal(LibvirtFault fault, HostUri destination) {
        var reason = Failures.reason(fault);
        if (fault.code() == ErrorCode.OPERATION_ABORTED || reason.contains("canceled by client")) {
            return new Refused("The migration was stopped; the VM runs on where it was.", fault);
        }
        if (TAKEN.matcher(reason).find()) {
            return new Conflict(
                    destination.address() + " has another VM of this name, or this VM by another name. (" + reason
                            + ")",
                    fault);
        }
        if (fault.code() == ErrorCode.MIGRATE_UNSAFE) {
            return new Refused(
                    "The VM's disks aren't known to be on storage that both hosts share, or use the host's cache: "
                            + reason,
                    fault);
        }
        if (fault.is(ErrorCode.SYSTEM_ERROR, ErrorCode.NO_CONNECT, ErrorCode.RPC)) {
            return new Refused(
                    "The source host can't reach " + destination.address() + " for the migration: " + reason, fault);
        }
        var mapped = Failures.of(fault);
        // "no such domain" and the like are said of the destination here
        return mapped instanceof HypervisorFailure.Missing ? new Refused(reason, fault) : mapped;
    }

    Optional<MigrationProgress> progress(ConnectionPointer connection, UUID vm) throws LibvirtFault {
        return Handles.domainIfAny(
                connection,
                vm,
                domain -> job(domain, 0)
                        .filter(job -> job.getOrDefault("operation", (long) MIGRATION_OUT) == MIGRATION_OUT)
                        .map(Migrations::progress));
    }

    /**
     * What is done is what no longer remains: the bytes sent tell less, since empty pages take next to none. Before the
     * first pages are counted all counters stand at 0, which says nothing.
     */
    static MigrationProgress progress(Map<String, Long> job) {
        var total = value(job, "data_total");
        var remaining = value(job, "data_remaining");
        return total <= 0 || remaining < 0
                ? new MigrationProgress(value(job, "time_elapsed"), -1, -1, -1)
                : new MigrationProgress(value(job, "time_elapsed"), total, Math.max(0, total - remaining), remaining);
    }

    Optional<MigrationFigures> arrival(ConnectionPointer connection, UUID vm) throws LibvirtFault {
        return Handles.domainIfAny(
                connection,
                vm,
                domain -> job(domain, LibvirtX.JOB_STATS_COMPLETED | LibvirtX.JOB_STATS_KEEP_COMPLETED)
                        .filter(job -> job.getOrDefault("operation", (long) NO_JOB) == MIGRATION_IN)
                        .map(job -> new MigrationFigures(
                                value(job, "time_elapsed"), value(job, "downtime"), value(job, "memory_processed"))));
    }

    private Optional<Map<String, Long>> job(DomainPointer domain, int flags) throws LibvirtFault {
        var type = new IntByReference();
        var params = new PointerByReference();
        var count = new IntByReference();
        if (libvirt.virDomainGetJobStats(domain, type, params, count, flags) < 0) {
            var fault = LibvirtFault.last();
            // a VM that is off has no job
            if (fault.unsupported() || fault.is(ErrorCode.INVALID_ARG, ErrorCode.OPERATION_INVALID)) {
                return Optional.empty();
            }
            throw fault;
        }
        try {
            return type.getValue() == NO_JOB
                    ? Optional.empty()
                    : Optional.of(TypedParams.numbers(params.getValue(), count.getValue()));
        } finally {
            if (params.getValue() != null) {
                libvirt.virTypedParamsFree(params.getValue(), count.getValue());
            }
        }
    }

    private static long value(Map<String, Long> job, String name) {
        return job.getOrDefault(name, -1L);
    }

    Void cancel(ConnectionPointer connection, UUID vm) throws LibvirtFault {
        return Vms.perform(connection, vm, libvirt::virDomainAbortJob);
    }
}
