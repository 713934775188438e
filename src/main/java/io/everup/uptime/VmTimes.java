package io.everup.uptime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What is known of the time of VMs, for what is made of them. */
@Component
public class VmTimes {

    private final HistoryReader histories;
    private final OutageLedger ledger;

    VmTimes(HistoryReader histories, OutageLedger ledger) {
        this.histories = histories;
        this.ledger = ledger;
    }

    /**
     * One VM's time.
     *
     * @param exists from its first run, as long as it was there
     * @param unobserved when nobody looked at it
     * @param outages as they stand, oldest first; those that don't count as well
     */
    public record VmTime(UUID vm, Intervals exists, Intervals unobserved, List<OutageView> outages) {}

    /** What the times of all VMs have in common; read once for many. */
    public static final class Common {

        private final HistoryReader.Backdrop backdrop;

        private Common(HistoryReader.Backdrop backdrop) {
            this.backdrop = backdrop;
        }

        /** When no replica ran. */
        public Intervals absences() {
            return backdrop.absences();
        }
    }

    @Transactional(readOnly = true)
    public Common common() {
        return new Common(histories.backdrop());
    }

    @Transactional(readOnly = true)
    public List<VmTime> of(Collection<UUID> vms, Common common) {
        var times = new ArrayList<VmTime>();
        for (var vm : vms) {
            var history = histories.of(vm, common.backdrop);
            times.add(new VmTime(vm, history.exists(), history.unobserved(), ledger.standing(vm)));
        }
        return times;
    }
}
