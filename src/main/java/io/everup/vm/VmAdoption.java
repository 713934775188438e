package io.everup.vm;

import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.host.HostConnections;
import io.everup.hypervisor.VmDescription;
import io.everup.hypervisor.VmReport;
import io.everup.hypervisor.VmSpec;
import io.everup.storage.StorageDirectory;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes over what a host says a VM is made of: for VMs that are new to Everup, and after every change of a known one. */
@Component
class VmAdoption {

    private static final Logger log = LoggerFactory.getLogger(VmAdoption.class);

    private final HostConnections connections;
    private final VmRepository vms;
    private final StorageDirectory storage;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final EventLog events;
    private final Clock clock;

    VmAdoption(
            HostConnections connections,
            VmRepository vms,
            StorageDirectory storage,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            EventLog events,
            Clock clock) {
        this.connections = connections;
        this.vms = vms;
        this.storage = storage;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.events = events;
        this.clock = clock;
    }

    /** Asks the host what the VM is made of and stores it, when the VM lives there or nowhere yet. */
    void describe(UUID host, VmReport report) {
        var home = jdbc.sql("select host_id, state from vm where id = :id")
                .param("id", report.uuid())
                .query((row, number) ->
                        new Home(row.getObject("host_id", UUID.class), VmState.valueOf(row.getString("state"))))
                .optional();
        if (home.isPresent() && (!host.equals(home.get().host()) || home.get().state() == VmState.DELETING)) {
            return;
        }
        if (home.isEmpty() && report.reason() == VmReport.Reason.MIGRATING) {
            // It is on its way here; where it lives is known when it has arrived.
            return;
        }
        if (home.isPresent() && home.get().state() == VmState.PROVISIONING) {
            return;
        }
        VmDescription description;
        try {
            description = connections.to(host).describe(report.uuid());
        } catch (io.everup.hypervisor.HypervisorFailure e) {
            log.debug("VM {} could not be described: {}", report.name(), e.getMessage());
            return;
        }
        transaction.executeWithoutResult(status -> store(host, report, description));
    }

    private record Home(UUID host, VmState state) {}

    private void store(UUID host, VmReport report, VmDescription description) {
        // Two links, or two replicas, may find the same VM at once: one of them adopts it, the other then knows it.
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:vm, 0))")
                .param("vm", report.uuid().toString())
                .query((row, number) -> 0)
                .list();
        var known = vms.lock(report.uuid());
        if (known.isEmpty()) {
            adopt(host, report, description);
        } else if (known.get().state() == VmState.DELETED) {
            return;
        } else if (report.persistent()) {
            update(host, known.get(), description);
        }
        console(report.uuid(), description.console());
    }

    private void adopt(UUID host, VmReport report, VmDescription description) {
        var pool = jdbc.sql("select pool_id from host where id = :host")
                .param("host", host)
                .query(UUID.class)
                .single();
        var state = switch (report.power()) {
            case RUNNING -> VmState.RUNNING;
            case PAUSED -> VmState.PAUSED;
            case OFF, UNKNOWN -> VmState.STOPPED;
        };
        var name = freeName(pool, host, report.name());
        var vm = Vm.adopted(pool, host, name, description.spec(), state, clock.instant());
        vm.defined(description.definition().text());
        vm.devices(disks(host, description.spec(), List.of()), nics(pool, description.spec(), List.of()));
        vms.saveAndFlush(vm);
        events.record(
                "vm-adopted",
                Severity.INFO,
                new Subject("vm", vm.id(), name),
                name + " was found on its host and adopted as it is.");
    }

    private String freeName(UUID pool, UUID host, String name) {
        var taken = jdbc.sql(
                                "select count(*) from vm where pool_id = :pool and lower(name) = lower(:name) and state <> 'DELETED'")
                        .param("pool", pool)
                        .param("name", name)
                        .query(Integer.class)
                        .single()
                > 0;
        if (!taken) {
            return name;
        }
        var hostName = jdbc.sql("select name from host where id = :host")
                .param("host", host)
                .query(String.class)
                .single();
        return name + " (" + hostName + ")";
    }

    private void update(UUID host, Vm vm, VmDescription description) {
        vm.hardware(description.spec());
        vm.defined(description.definition().text());
        vm.devices(disks(host, description.spec(), vm.disks()), nics(vm.poolId(), description.spec(), vm.nics()));
        vms.flush();
    }

    private List<Vm.Disk> disks(UUID host, VmSpec spec, List<Vm.Disk> before) {
        return spec.disks().stream()
                .map(disk -> {
                    var same = before.stream()
                            .filter(old -> disk.path() != null && disk.path().equals(old.path()))
                            .findFirst();
                    var volume = disk.path() == null
                            ? java.util.Optional.<io.everup.storage.VolumeView>empty()
                            : storage.atPath(host, disk.path());
                    return new Vm.Disk(
                            disk.target(),
                            volume.map(io.everup.storage.VolumeView::id).orElse(null),
                            volume.map(io.everup.storage.VolumeView::datastoreId)
                                    .orElse(same.map(Vm.Disk::datastoreId).orElse(null)),
                            disk.path(),
                            disk.format(),
                            disk.bus(),
                            disk.cdrom(),
                            disk.readOnly(),
                            same.map(Vm.Disk::owned).orElse(false));
                })
                .toList();
    }

    private List<Vm.Nic> nics(UUID pool, VmSpec spec, List<Vm.Nic> before) {
        return spec.nics().stream()
                .map(nic -> {
                    var same = before.stream()
                            .filter(old -> nic.mac() != null && nic.mac().equals(old.mac()))
                            .findFirst();
                    return new Vm.Nic(
                            nic.mac(),
                            network(pool, nic.network()),
                            nic.network() == null ? "" : nic.network(),
                            nic.model() == null ? "" : nic.model(),
                            same.map(Vm.Nic::address).orElse(null));
                })
                .toList();
    }

    private UUID network(UUID pool, String name) {
        return jdbc.sql("select id from network where pool_id = :pool and name = :name")
                .param("pool", pool)
                .param("name", name)
                .query(UUID.class)
                .optional()
                .orElse(null);
    }

    private void console(UUID vm, VmDescription.Console console) {
        jdbc.sql("""
                        update vm set console_kind = :kind, console_address = :address, console_port = :port where id = :id
                        """)
                .param("id", vm)
                .param("kind", console == null ? null : console.kind())
                .param("address", console == null ? null : console.address())
                .param("port", console == null ? null : console.port())
                .update();
    }
}
