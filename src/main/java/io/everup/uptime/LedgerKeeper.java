package io.everup.uptime;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Works out anew the outages of VMs of which something was learned, and adds to the ledger what is different. */
@Component
class LedgerKeeper {

    /** Few: while they are worked on, their new facts wait. */
    private static final int AT_ONCE = 10;

    private final HistoryReader histories;
    private final OutageLedger ledger;
    private final LedgerWriter writer;
    private final ApplicationEventPublisher publisher;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    LedgerKeeper(
            HistoryReader histories,
            OutageLedger ledger,
            LedgerWriter writer,
            ApplicationEventPublisher publisher,
            JdbcClient jdbc,
            TransactionTemplate transaction) {
        this.histories = histories;
        this.ledger = ledger;
        this.writer = writer;
        this.publisher = publisher;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    private record Vm(UUID id, String name, UUID pool) {}

    void keep() {
        var done = AT_ONCE;
        while (done == AT_ONCE) {
            done = transaction.execute(status -> batch());
        }
    }

    /** @return how many VMs were looked at */
    private int batch() {
        var vms = jdbc.sql("""
                        update uptime_vm set dirty = false where vm_id in (
                            select vm_id from uptime_vm where dirty order by vm_id limit :most for update skip locked)
                        returning vm_id, vm_name, pool_id
                        """)
                .param("most", AT_ONCE)
                .query((row, number) -> new Vm(
                        row.getObject("vm_id", UUID.class),
                        row.getString("vm_name"),
                        row.getObject("pool_id", UUID.class)))
                .list();
        if (vms.isEmpty()) {
            return 0;
        }
        var hostNames = hostNames();
        var backdrop = histories.backdrop();
        vms.forEach(vm -> keep(vm, hostNames, backdrop));
        return vms.size();
    }

    private void keep(Vm vm, Map<UUID, String> hostNames, HistoryReader.Backdrop backdrop) {
        var runs = histories.of(vm.id(), backdrop).runs();
        var context = new OutageRules.Context(runs.isEmpty() ? List.of() : failovers(vm.id()), hostNames);
        var derived = runs.stream()
                .map(run -> new LedgerRules.Derived(run.when(), OutageRules.judge(run, context)))
                .toList();
        writer.write(
                new OutageLedger.Whose(vm.id(), null, vm.name(), vm.pool()), () -> ledger.standing(vm.id()), derived);
        publisher.publishEvent(new UptimeEvents.OutagesChanged(vm.id(), null));
    }

    private Map<UUID, String> hostNames() {
        var names = new HashMap<UUID, String>();
        jdbc.sql("select id, name from host").query(row -> {
            names.put(row.getObject("id", UUID.class), row.getString("name"));
        });
        return names;
    }

    /** Those of hosts on which it lived. */
    private List<OutageRules.Failover> failovers(UUID vm) {
        return jdbc.sql("""
                        select f.id, f.host_id, f.host_name, f.proof, f.proof_text,
                               coalesce(f.silent_at, f.suspected_at) as begin_at, f.ended_at
                        from failover f where f.proof is not null and f.host_id in (
                            select host_id from uptime_fact where vm_id = :vm)
                        order by f.suspected_at desc
                        """)
                .param("vm", vm)
                .query((row, number) -> new OutageRules.Failover(
                        row.getObject("id", UUID.class),
                        row.getObject("host_id", UUID.class),
                        row.getString("host_name"),
                        row.getString("proof"),
                        row.getString("proof_text"),
                        Rows.instant(row, "begin_at"),
                        Rows.instant(row, "ended_at")))
                .list();
    }
}
