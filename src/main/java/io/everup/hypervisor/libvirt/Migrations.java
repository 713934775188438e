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

    /** VIR_DOMAIN_PAUSED_POSTCOPY and VIR_DOMAIN_PAUSED_POSTCOPY_FAILED. */
    private static final int PAUSED_POSTCOPY = 12;

    private static final int PAUSED_POSTCOPY_FAILED = 13;

    private static final Pattern TAKEN =
            Pattern.compile("already (?:exists|defined) with uuid|is already (?:defined|active) as");

    private static final Pattern CERTIFICATES =
            Pattern.compile("x509|certificate|\\bTLS\\b|credentials", Pattern.CASE_INSENSITIVE);

    private static final Pattern PARALLEL = Pattern.compile("multifd|parallel", Pattern.CASE_INSENSITIVE);

    private static final Pattern UNRESOLVED =
            Pattern.compile("resolve|Name or service not known|resolved to localhost", Pattern.CASE_INSENSITIVE);

    private final LibvirtX libvirt = LibvirtRuntime.libvirt();
    private final Family family;
    private final MoveOrder order;

    Migrations(Family family) {
        this.family = family;
        this.order = new MoveOrder(family);
    }

    Void migrate(ConnectionPointer connection, UUID vm, HostUri destination, MigrationOptions options)
            throws LibvirtFault {
        if (family != Family.QEMU && !options.disks().isEmpty()) {
            throw new Refused("This hypervisor can't copy a VM's disks to another host while it runs.", null);
        }
        return Handles.domain(connection, vm, domain -> {
            limitPause(domain, options);
            var sent = send(domain, destination, options, family == Family.XEN);
            var fault = sent < 0 ? LibvirtFault.last() : null;
            if (fault != null && UNRESOLVED.matcher(fault.getMessage()).find() && alive(connection)) {
                // The destination names itself by a host name that means nothing here; by our address it does.
                fault = send(domain, destination, options, true) < 0 ? LibvirtFault.last() : null;
            }
            if (fault != null) {
                throw failure(connection, domain, fault, destination, options);
            }
            return null;
        });
    }

    /** As {@link #migrate}, of one that went over and lost its link. */
    Void resume(ConnectionPointer connection, UUID vm, HostUri destination, MigrationOptions options)
            throws LibvirtFault {
        return Handles.domain(connection, vm, domain -> {
            if (send(domain, destination, options, true, LibvirtX.MIGRATE_POSTCOPY_RESUME) >= 0) {
                return null;
            }
            var fault = LibvirtFault.last();
            if (!alive(connection)) {
                throw fault;
            }
            throw new Refused("The rest of its memory can't be sent: " + Failures.reason(fault) + ".", fault);
        });
    }

    private int send(DomainPointer domain, HostUri destination, MigrationOptions options, boolean explicit)
            throws LibvirtFault {
        return send(domain, destination, options, explicit, 0);
    }

    /** @param explicit whether guest memory goes to the destination's address as we know it, not as it names itself */
    private int send(DomainPointer domain, HostUri destination, MigrationOptions options, boolean explicit, int also)
            throws LibvirtFault {
        try (var parameters = TypedParams.array(order.parameters(domain, destination, options, explicit))) {
            return libvirt.virDomainMigrateToURI3(
                    domain,
                    LibvirtUri.text(destination),
                    parameters.count() == 0 ? null : parameters.memory(),
                    parameters.count(),
                    order.flags(options) | also);
        }
    }

    /** Kept by QEMU until the next one; its own limit is 300 ms. A host that can't be told is held to that. */
    private void limitPause(DomainPointer domain, MigrationOptions options) {
        if (options.pauseMillis() > 0 && family == Family.QEMU) {
            libvirt.virDomainMigrateSetMaxDowntime(domain, options.pauseMillis(), 0);
        }
    }

    private boolean alive(ConnectionPointer connection) {
        return libvirt.virConnectIsAlive(connection) != 0;
    }

    /** On a refusal the VM must be seen running here; whatever else is seen, the outcome is unknown. */
    private HypervisorFailure failure(
            ConnectionPointer connection,
            DomainPointer domain,
            LibvirtFault fault,
            HostUri destination,
            MigrationOptions options)
            throws LibvirtFault {
        if (!alive(connection)) {
            throw fault;
        }
        if (fault.code() == ErrorCode.NO_DOMAIN || !runsHere(domain)) {
            return new OutcomeUnknown(
                    "The migration to " + destination.address() + " ended unclearly: " + Failures.reason(fault), fault);
        }
        if (options.connections() > 1 && PARALLEL.matcher(fault.getMessage()).find()) {
            return Refused.withoutConnections(
                    "The hosts can't send memory over several connections: " + Failures.reason(fault) + ".", fault);
        }
        return refusal(fault, destination);
    }

    private boolean runsHere(DomainPointer domain) {
        var state = new IntByReference();
        var reason = new IntByReference();
        if (libvirt.virDomainGetState(domain, state, reason, 0) < 0) {
            return false;
        }
        var why = VmStats.reason(state.getValue(), reason.getValue());
        return why != Reason.MIGRATED && why != Reason.MIGRATING && why != Reason.TORN;
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
        if (CERTIFICATES.matcher(reason).find()) {
            return Refused.withoutCertificates(
                    "The migration can't be encrypted: " + reason
                            + ". Both hosts need ca-cert.pem, server-cert.pem, server-key.pem, client-cert.pem and"
                            + " client-key.pem in the folder that qemu.conf names as migrate_tls_x509_cert_dir.",
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
                        .map(job -> JobStats.progress(job, wentOver(domain))));
    }

    Optional<MigrationFigures> arrival(ConnectionPointer connection, UUID vm) throws LibvirtFault {
        return Handles.domainIfAny(
                connection,
                vm,
                domain -> job(domain, LibvirtX.JOB_STATS_COMPLETED | LibvirtX.JOB_STATS_KEEP_COMPLETED)
                        .filter(job -> job.getOrDefault("operation", (long) NO_JOB) == MIGRATION_IN)
                        .map(JobStats::figures));
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

    /** With post-copy the source stands still from the switch on, and says so. */
    private boolean wentOver(DomainPointer domain) {
        var state = new IntByReference();
        var reason = new IntByReference();
        return libvirt.virDomainGetState(domain, state, reason, 0) >= 0
                && VmStats.power(state.getValue()) == Power.PAUSED
                && (reason.getValue() == PAUSED_POSTCOPY || reason.getValue() == PAUSED_POSTCOPY_FAILED);
    }

    Void switchToPostCopy(ConnectionPointer connection, UUID vm) throws LibvirtFault {
        return Vms.perform(connection, vm, domain -> {
            var answer = libvirt.virDomainMigrateStartPostCopy(domain, 0);
            return answer < 0 && wentOver(domain) ? 0 : answer;
        });
    }

    Void cancel(ConnectionPointer connection, UUID vm) throws LibvirtFault {
        return Vms.perform(connection, vm, libvirt::virDomainAbortJob);
    }
}
