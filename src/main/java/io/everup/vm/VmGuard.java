package io.everup.vm;

import io.everup.host.Admission;
import io.everup.identity.Actor;
import java.util.HashMap;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Asks before a VM takes room that a failover would need. */
@Component
class VmGuard {

    private final Admission admission;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher publisher;

    VmGuard(Admission admission, JdbcClient jdbc, ApplicationEventPublisher publisher) {
        this.admission = admission;
        this.jdbc = jdbc;
        this.publisher = publisher;
    }

    Optional<String> judge(Actor actor, Vm vm, Admission.Change change, String override) {
        return admission.judge(actor, vm.poolId(), change, override);
    }

    /** @param vm planned, with its devices, and not stored yet */
    Optional<String> create(Actor actor, Vm vm, String override) {
        return judge(actor, vm, making(vm), override);
    }

    /** As {@link #create}, for one that nobody asked for yet. */
    Optional<Admission.Word> foretell(Vm vm) {
        return admission.foretell(vm.poolId(), making(vm));
    }

    private Admission.Create making(Vm vm) {
        var datastores = new HashMap<UUID, String>();
        vm.disks().stream()
                .map(Vm.Disk::datastoreId)
                .filter(java.util.Objects::nonNull)
                .forEach(id -> datastores.put(id, nameOf("datastore", id)));
        var networks = new HashMap<UUID, String>();
        vm.nics().stream()
                .map(Vm.Nic::networkId)
                .filter(java.util.Objects::nonNull)
                .forEach(id -> networks.put(id, nameOf("network", id)));
        return new Admission.Create(
                vm.id(),
                vm.name(),
                vm.hostId(),
                vm.cpus(),
                vm.memoryBytes(),
                datastores,
                networks,
                vm.protection() == Protection.PROTECTED,
                vm.priority());
    }

    private String nameOf(String table, UUID id) {
        return jdbc.sql("select name from " + table + " where id = :id")
                .param("id", id)
                .query(String.class)
                .single();
    }

    /** Something that failover plans look at was changed. */
    void changed(UUID pool) {
        publisher.publishEvent(new VmEvents.PlacementChanged(pool));
    }
}
