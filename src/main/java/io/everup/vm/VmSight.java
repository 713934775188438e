package io.everup.vm;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.SubjectSight;
import io.everup.shared.Condition;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Which VMs an actor may see, in SQL: the one place that says so. */
@Component
public class VmSight implements SubjectSight {

    @Override
    public Set<String> types() {
        return Set.of("vm");
    }

    @Override
    public Condition visible(Actor actor, Permission also, String idColumn) {
        return among(allowed(actor, also, "sv"), idColumn);
    }

    /** The condition that an actor may see a VM, and hold a right for it. @param vm the alias of its row in {@code vm} */
    public static Condition allowed(Actor actor, Permission also, String vm) {
        var seen = actor.scope(Permission.VM_VIEW).ofVms(vm);
        return also == Permission.VM_VIEW ? seen : seen.and(actor.scope(also).ofVms(vm));
    }

    /**
     * The condition that an actor holds a right for the VM of a row that lives on when the VM is gone.
     *
     * @param idColumn the VM's id
     */
    public static Condition holding(Actor actor, Permission right, String idColumn) {
        return among(actor.scope(right).ofVms("sv"), idColumn);
    }

    private static Condition among(Condition ofVm, String idColumn) {
        return ofVm.equals(Condition.ALL) || ofVm.equals(Condition.NONE)
                ? ofVm
                : new Condition(
                        "(" + idColumn + " in (select sv.id from vm sv where " + ofVm.sql() + "))", ofVm.parameters());
    }
}
