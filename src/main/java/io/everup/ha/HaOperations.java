package io.everup.ha;

import io.everup.audit.AuditJournal;
import io.everup.event.Subject;
import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.Refusal;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What operators may decide where Everup by itself may not. */
@Component
public class HaOperations {

    private final HostCases cases;
    private final HostDirectory hosts;
    private final AuditJournal audit;

    HaOperations(HostCases cases, HostDirectory hosts, AuditJournal audit) {
        this.cases = cases;
        this.hosts = hosts;
        this.audit = audit;
    }

    /**
     * Takes an operator's word that a lost host is off; its protected VMs are then restarted elsewhere.
     *
     * @param typedName the host's name, typed by the operator
     * @throws Refusal when the name differs, or the host isn't silent
     */
    public void confirmDead(Actor actor, UUID host, String typedName) {
        actor.require(Permission.HA_MANAGE);
        var view = hosts.host(actor, host);
        if (typedName == null || !typedName.strip().equals(view.name())) {
            throw Refusal.invalidField(
                    "name", "Type the host's name, " + view.name() + ", to confirm that it is dead.");
        }
        cases.confirmDead(
                host, actor.displayName() + " (" + actor.name() + ") gave their word that " + view.name() + " is off.");
        audit.done(actor, "host.confirm-dead", new Subject("host", host, view.name()), Map.of());
    }

    /** Switches a silent host off through its fence devices, without waiting any longer. */
    public void fence(Actor actor, UUID host) {
        actor.require(Permission.HA_MANAGE);
        var view = hosts.host(actor, host);
        cases.fenceNow(host, actor.name());
        audit.done(actor, "host.fence", new Subject("host", host, view.name()), Map.of());
    }
}
