package io.everup.vm;

import io.everup.identity.Actor;
import io.everup.identity.People;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.identity.QuotaRules;
import io.everup.identity.QuotaUse;
import io.everup.identity.Tags;
import io.everup.identity.TeamOperations;
import io.everup.shared.Refusal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whose a VM is, what it is tagged with, and whether its team's quota has room for it. */
@Component
class VmOwnership {

    private final People people;
    private final TeamOperations teams;
    private final QuotaUse.Meter meter;
    private final JdbcClient jdbc;

    VmOwnership(People people, TeamOperations teams, QuotaUse.Meter meter, JdbcClient jdbc) {
        this.people = people;
        this.teams = teams;
        this.meter = meter;
        this.jdbc = jdbc;
    }

    /**
     * Makes a new VM the actor's and their team's, in the transaction that stores it: whoever else asks for room in the
     * team's quota waits until it is there, or isn't.
     *
     * @param wanted the team that was asked for; null for the only one
     * @throws Refusal when there is no room, or none of several teams was chosen
     */
    void claim(Actor actor, Vm vm, UUID wanted, List<String> tags) {
        var team = team(actor, vm.poolId(), wanted);
        if (team != null) {
            reserve(team, use(vm));
        }
        vm.belongTo(people.exists(actor.id()) ? actor.id() : null, team);
        if (tags != null && !tags.isEmpty()) {
            var checked = Tags.check("tags", tags);
            refuseGrantedTags(actor, Place.pool(vm.poolId()), new HashSet<>(checked));
            vm.tag(checked);
        }
    }

    private UUID team(Actor actor, UUID pool, UUID wanted) {
        if (wanted != null) {
            if (!actor.teams().contains(wanted) && !actor.may(Permission.VM_ASSIGN, Place.pool(pool))) {
                throw Refusal.invalidField("team", "You belong to no such team.");
            }
            return wanted;
        }
        // Who may do with all VMs of the pool as they like needs no quota; for others a team's can't be passed by.
        if (actor.teams().isEmpty() || actor.may(Permission.VM_CONFIGURE, Place.pool(pool))) {
            return null;
        }
        if (actor.teams().size() > 1) {
            throw Refusal.invalidField("team", "Choose the team whose quota it counts against.");
        }
        return actor.teams().iterator().next();
    }

    /** Gives a VM to another owner or team. Who may not decide that may still move their own between their teams. */
    void assign(Actor actor, Vm vm, UUID owner, UUID team) {
        if (!actor.may(Permission.VM_ASSIGN, vm.place())) {
            var own = actor.id().equals(vm.ownerId())
                    && java.util.Objects.equals(owner, vm.ownerId())
                    && team != null
                    && actor.teams().contains(team);
            if (!own) {
                actor.require(Permission.VM_ASSIGN, vm.place());
            }
        }
        if (owner != null && !people.exists(owner)) {
            throw Refusal.invalidField("owner", "There is no such user.");
        }
        if (team != null && !team.equals(vm.teamId())) {
            if (vm.diskBytes() == 0) {
                vm.countDisk(volumes(vm.id()));
            }
            reserve(team, use(vm));
        }
        vm.belongTo(owner, team);
    }

    void tag(Actor actor, Vm vm, List<String> tags) {
        var checked = Tags.check("tags", tags);
        var changed = new HashSet<>(checked);
        var kept = new HashSet<>(vm.tags());
        kept.retainAll(changed);
        changed.addAll(vm.tags());
        changed.removeAll(kept);
        refuseGrantedTags(actor, vm.place(), changed);
        vm.tag(checked);
    }

    /** Whoever sets a tag that a grant names decides who may do what. */
    private void refuseGrantedTags(Actor actor, Place place, Set<String> changed) {
        if (changed.isEmpty() || actor.may(Permission.VM_ASSIGN, place)) {
            return;
        }
        people.grantedAmong(changed).stream().sorted().findFirst().ifPresent(tag -> {
            throw Refusal.forbidden("The tag " + tag + " says who may do what, since a grant names it; you may not "
                    + Permission.VM_ASSIGN.words() + ".");
        });
    }

    private void reserve(UUID team, QuotaUse asked) {
        var quota = teams.reserve("team", team);
        var used = meter.of(List.of(team)).getOrDefault(team, QuotaUse.NOTHING);
        var name = people.team(team).map(People.Named::name).orElse("?");
        QuotaRules.check(name, quota, used, asked);
    }

    private static QuotaUse use(Vm vm) {
        return new QuotaUse(1, vm.cpus(), vm.memoryBytes(), vm.diskBytes());
    }

    /** Of a VM that was adopted, or made before quotas were: as large as its disks are. */
    private long volumes(UUID vm) {
        return jdbc.sql("select coalesce(sum(v.capacity_bytes), 0) from vm_disk d join volume v on v.id = d.volume_id"
                        + " where d.vm_id = :vm and not d.cdrom")
                .param("vm", vm)
                .query(Long.class)
                .single();
    }
}
