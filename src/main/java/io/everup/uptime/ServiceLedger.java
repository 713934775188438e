package io.everup.uptime;

import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The ledger as the services use it: their outages stand in it beside those of VMs, in the same chain of seals. */
@Component
public class ServiceLedger {

    private final LedgerWriter writer;
    private final OutageLedger ledger;

    ServiceLedger(LedgerWriter writer, OutageLedger ledger) {
        this.writer = writer;
        this.ledger = ledger;
    }

    /**
     * An outage by what is known now.
     *
     * @param rule the name of the rule that attributed it
     * @param why in a sentence for people
     * @param who the person who caused it; null for nobody
     */
    public record Row(
            Interval when,
            Cause cause,
            String rule,
            String why,
            String who,
            boolean planned,
            boolean counted,
            List<Evidence> evidence) {}

    /** The outages of a service as they stand, oldest first. */
    public List<OutageView> standing(UUID service) {
        return ledger.standingOfService(service);
    }

    /** Adds what is different. @param rows all outages of the service, in order of time; @return whether there was any */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean keep(UUID service, String name, List<Row> rows) {
        var derived = rows.stream()
                .map(row -> new LedgerRules.Derived(
                        row.when(),
                        new OutageRules.Verdict(
                                row.cause(),
                                row.rule(),
                                row.why(),
                                row.who(),
                                row.planned(),
                                row.counted(),
                                row.evidence())))
                .toList();
        return writer.write(
                new OutageLedger.Whose(null, service, name, null), () -> ledger.standingOfService(service), derived);
    }
}
