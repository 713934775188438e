package io.everup.ha;

import io.everup.audit.AuditJournal;
import io.everup.event.Subject;
import io.everup.host.HostDirectory;
import io.everup.host.HostView;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.Refusal;
import io.everup.task.NewTask;
import io.everup.task.TaskOperations;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What operators may decide where Everup by itself may not. */
@Component
public class HaOperations {

    private final OperatorsWord word;
    private final HostDirectory hosts;
    private final TaskOperations tasks;
    private final AuditJournal audit;

    HaOperations(OperatorsWord word, HostDirectory hosts, TaskOperations tasks, AuditJournal audit) {
        this.word = word;
        this.hosts = hosts;
        this.tasks = tasks;
        this.audit = audit;
    }

    /**
     * Takes an operator's word that a lost host is off; its protected VMs are then restarted elsewhere.
     *
     * @param typedName the host's name, typed by the operator
     * @return the task that follows the failover; the word itself holds at once
     * @throws Refusal when the name differs, or the host isn't silent
     */
    public UUID confirmDead(Actor actor, UUID host, String typedName) {
        var view = hosts.host(actor, host);
        actor.require(Permission.HA_MANAGE, Place.pool(view.poolId()));
        if (typedName == null || !typedName.strip().equals(view.name())) {
            throw Refusal.invalidField(
                    "name", "Type the host's name, " + view.name() + ", to confirm that it is dead.");
        }
        var failover = word.confirmDead(
                host, actor.displayName() + " (" + actor.name() + ") gave their word that " + view.name() + " is off.");
        audit.done(actor, "host.confirm-dead", new Subject("host", host, view.name()), Map.of());
        return follow(actor, view, failover, "Restart the VMs of " + view.name() + " elsewhere", false);
    }

    /**
     * Switches a silent host off through its fence devices, without waiting any longer.
     *
     * @return the task that follows the failover; it fails when no device could switch the host off
     */
    public UUID fence(Actor actor, UUID host) {
        var view = hosts.host(actor, host);
        actor.require(Permission.HA_MANAGE, Place.pool(view.poolId()));
        var failover = word.fenceNow(host, actor.name());
        audit.done(actor, "host.fence", new Subject("host", host, view.name()), Map.of());
        return follow(actor, view, failover, "Switch " + view.name() + " off and restart its VMs elsewhere", true);
    }

    private UUID follow(Actor actor, HostView host, UUID failover, String title, boolean fence) {
        return tasks.submit(
                actor,
                NewTask.of(
                        FailoverFollow.KIND,
                        title,
                        new Subject("host", host.id(), host.name()),
                        "failover:" + failover,
                        Map.of("failover", failover.toString(), "fence", fence)));
    }
}
