package io.everup.migration;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.SubjectSight;
import io.everup.shared.Condition;
import io.everup.vm.VmSight;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Who sees a migration: who sees the VM. */
@Component
class MigrationSight implements SubjectSight {

    @Override
    public Set<String> types() {
        return Set.of("migration");
    }

    @Override
    public Condition visible(Actor actor, Permission also, String idColumn) {
        var seen = VmSight.holding(actor, Permission.VM_VIEW, "sm.vm_id");
        var both = also == Permission.VM_VIEW ? seen : seen.and(VmSight.holding(actor, also, "sm.vm_id"));
        return both.equals(Condition.ALL) || both.equals(Condition.NONE)
                ? both
                : new Condition(
                        "(" + idColumn + " in (select sm.id from migration sm where " + both.sql() + "))",
                        both.parameters());
    }
}
