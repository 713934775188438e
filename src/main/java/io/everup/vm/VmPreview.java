package io.everup.vm;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.Ids;
import io.everup.shared.Refusal;
import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What would be said to a VM that somebody is about to make; nothing is made. */
@Component
public class VmPreview {

    private static final String NO_HOST = "no-host-fits";
    private static final String NAMELESS = "the new VM";

    private final VmPlanner planner;
    private final VmGuard guard;
    private final TransactionTemplate tried;
    private final Ids ids;
    private final Clock clock;

    VmPreview(VmPlanner planner, VmGuard guard, PlatformTransactionManager transactions, Ids ids, Clock clock) {
        this.planner = planner;
        this.guard = guard;
        this.tried = new TransactionTemplate(transactions);
        this.tried.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * @param refuses whether it would be refused; else it is made with this as a warning
     * @param overridable whether a reason of somebody who may manage high availability gets it made all the same
     * @param text why
     * @param next what would help
     */
    public record Said(boolean refuses, boolean overridable, String text, String next) {}

    /**
     * What the pool's policy would say, or that no host has room. Empty when there is nothing to say, when it isn't to be
     * started, or as long as the wish isn't whole: that is told when it is sent.
     */
    public Optional<Said> of(Actor actor, NewVm wish) {
        actor.require(Permission.VM_CREATE);
        if (!wish.start()) {
            return Optional.empty();
        }
        return tried.execute(status -> {
            // Planning gives addresses out; they are taken back with everything else.
            status.setRollbackOnly();
            return tried(actor, wish.name() == null ? wish.called(NAMELESS) : wish);
        });
    }

    private Optional<Said> tried(Actor actor, NewVm wish) {
        try {
            var plan = planner.plan(actor, ids.next(), wish);
            var vm = Vm.planned(plan.pool(), plan.host(), wish.template(), plan.spec(), true, clock.instant());
            vm.devices(plan.disks(), plan.nics());
            vm.protect(
                    wish.protection() == null ? Protection.OFF : wish.protection(),
                    wish.priority() == null ? vm.priority() : wish.priority());
            return guard.foretell(vm).map(word -> new Said(word.refuses(), word.refuses(), word.text(), word.next()));
        } catch (Refusal refusal) {
            return refusal.code().equals(NO_HOST)
                    ? Optional.of(new Said(true, false, refusal.getMessage(), refusal.next()))
                    : Optional.empty();
        }
    }
}
