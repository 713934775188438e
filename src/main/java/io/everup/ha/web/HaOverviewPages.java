package io.everup.ha.web;

import io.everup.ha.Disarm;
import io.everup.ha.DisarmDirectory;
import io.everup.ha.FailoverState;
import io.everup.ha.FailoverView;
import io.everup.ha.HaDirectory;
import io.everup.ha.WaitingVms;
import io.everup.host.HostDirectory;
import io.everup.host.HostView;
import io.everup.host.PoolView;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.plan.PlanDirectory;
import io.everup.plan.PlanView;
import io.everup.shared.ListQuery;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** All pools at a glance: would each get over the loss of a host, and what needs somebody's word. */
@Controller
class HaOverviewPages {

    private static final int POOLS = 20;
    private static final int WAITING = 50;

    /**
     * @param held null for an armed pool
     * @param fenceable hosts all of whose fence devices answered when they were tested last
     * @param open failovers that haven't ended
     */
    record PoolHa(
            PoolView pool,
            PlanView plan,
            Disarm held,
            int hosts,
            int fenceable,
            List<FailoverView> open,
            long waiting) {

        /** Whether all is well now, and yet the next failure would need somebody. */
        public boolean weak() {
            return held != null || exposed() || fenceable < hosts && plan.vms() > 0;
        }

        public boolean exposed() {
            return plan.known() && plan.vms() > 0 && plan.failures() > 0 && !plan.survives();
        }
    }

    private final HaDirectory ha;
    private final DisarmDirectory disarms;
    private final WaitingVms waiting;
    private final HostDirectory hosts;
    private final PlanDirectory plans;

    HaOverviewPages(
            HaDirectory ha, DisarmDirectory disarms, WaitingVms waiting, HostDirectory hosts, PlanDirectory plans) {
        this.ha = ha;
        this.disarms = disarms;
        this.waiting = waiting;
        this.hosts = hosts;
        this.plans = plans;
    }

    @GetMapping("/high-availability")
    String show(Actor actor, Model model, @RequestParam(required = false) String after) {
        actor.require(Permission.HA_VIEW);
        var pools = hosts.pools(actor, ListQuery.of("", "name", POOLS, after));
        var held = disarms.now(actor).stream().collect(Collectors.toMap(Disarm::pool, Function.identity()));
        var open = ha.open(actor);
        var vms = waiting.of(actor, WAITING);
        model.addAttribute("slice", pools);
        model.addAttribute(
                "pools",
                pools.items().stream()
                        .filter(pool -> actor.may(Permission.HA_VIEW, Place.pool(pool.id())))
                        .map(pool -> {
                            var members = hosts.ofPool(actor, pool.id());
                            return new PoolHa(
                                    pool,
                                    plans.plan(actor, pool.id()),
                                    held.get(pool.id()),
                                    members.size(),
                                    (int) members.stream()
                                            .filter(HaOverviewPages::fenceable)
                                            .count(),
                                    of(open, pool.id()),
                                    vms.stream()
                                            .filter(vm -> vm.pool().equals(pool.id()))
                                            .count());
                        })
                        .toList());
        model.addAttribute("open", open);
        model.addAttribute("waiting", vms);
        model.addAttribute(
                "words",
                open.stream()
                        .filter(one -> one.state() == FailoverState.WAITING)
                        .count());
        return "failover/overview";
    }

    private static boolean fenceable(HostView host) {
        return !host.fence().isEmpty() && host.fence().stream().allMatch(device -> Boolean.TRUE.equals(device.ready()));
    }

    private static List<FailoverView> of(List<FailoverView> open, UUID pool) {
        return open.stream().filter(one -> pool.equals(one.pool())).toList();
    }
}
