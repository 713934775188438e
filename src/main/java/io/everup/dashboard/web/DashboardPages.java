package io.everup.dashboard.web;

import io.everup.alarm.AlarmDirectory;
import io.everup.event.EventDirectory;
import io.everup.event.Severity;
import io.everup.ha.Disarm;
import io.everup.ha.DisarmDirectory;
import io.everup.ha.HaDirectory;
import io.everup.host.HostDirectory;
import io.everup.host.HostState;
import io.everup.host.HostView;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.plan.PlanDirectory;
import io.everup.shared.ListQuery;
import io.everup.storage.StorageDirectory;
import io.everup.task.TaskDirectory;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The first page: what is wrong now, what Everup does about it, and what room is left. */
@Controller
class DashboardPages {

    private static final int SHOWN = 8;
    private static final String TROUBLED = "state:faulted,recovering,paused";

    private static final Set<HostState> UNPROVEN = Set.of(HostState.SUSPECT, HostState.LOST, HostState.FENCING);

    private final HostDirectory hosts;
    private final VmDirectory vms;
    private final StorageDirectory storage;
    private final HaDirectory ha;
    private final DisarmDirectory disarms;
    private final PlanDirectory plans;
    private final TaskDirectory tasks;
    private final EventDirectory events;
    private final AlarmDirectory alarms;

    DashboardPages(
            HostDirectory hosts,
            VmDirectory vms,
            StorageDirectory storage,
            HaDirectory ha,
            DisarmDirectory disarms,
            PlanDirectory plans,
            TaskDirectory tasks,
            EventDirectory events,
            AlarmDirectory alarms) {
        this.hosts = hosts;
        this.vms = vms;
        this.storage = storage;
        this.ha = ha;
        this.disarms = disarms;
        this.plans = plans;
        this.tasks = tasks;
        this.events = events;
        this.alarms = alarms;
    }

    @GetMapping("/")
    String dashboard(Actor actor, Model model) {
        if (!actor.may(Permission.HOST_VIEW)) {
            return actor.may(Permission.VM_VIEW) || !actor.may(Permission.UPTIME_VIEW)
                    ? "redirect:/vms"
                    : "redirect:/availability/overview";
        }
        var everyHost = hosts.hosts(actor, ListQuery.everything()).items();
        model.addAttribute("hosts", everyHost);
        if (everyHost.isEmpty()) {
            return "dashboard/first";
        }
        model.addAttribute(
                "up",
                everyHost.stream().filter(host -> host.state() == HostState.UP).count());
        model.addAttribute(
                "troubledHosts",
                everyHost.stream().filter(DashboardPages::troubled).toList());
        model.addAttribute("troubledVms", vms.vms(actor, ListQuery.of(TROUBLED, "", SHOWN, null)));
        model.addAttribute("failovers", actor.may(Permission.HA_VIEW) ? ha.open(actor) : List.of());
        model.addAttribute("survival", survival(actor, everyHost));
        addVms(actor, model);
        model.addAttribute("pools", hosts.pools(actor, ListQuery.everything()).items());
        model.addAttribute(
                "datastores",
                storage.datastores(actor, ListQuery.of("", "free", SHOWN, null)).items());
        if (actor.may(Permission.ALARM_VIEW)) {
            model.addAttribute("alarms", alarms.alarms(actor, ListQuery.of("state:raised", "", SHOWN / 2, null)));
        }
        model.addAttribute("tasks", tasks.recent(actor, SHOWN));
        model.addAttribute("events", events.latest(actor, Severity.INFO, SHOWN));
        return "dashboard/show";
    }

    private void addVms(Actor actor, Model model) {
        Map<VmState, Integer> states = vms.countByState(actor);
        var unheard = vms.countUnheard(actor);
        model.addAttribute("states", states);
        model.addAttribute("unheard", unheard);
        model.addAttribute(
                "running", states.getOrDefault(VmState.RUNNING, 0) + states.getOrDefault(VmState.MIGRATING, 0));
        model.addAttribute(
                "all",
                unheard + states.values().stream().mapToInt(Integer::intValue).sum());
    }

    private Survival survival(Actor actor, List<HostView> everyHost) {
        var silent = everyHost.stream()
                .filter(host -> UNPROVEN.contains(host.state()))
                .map(HostView::id)
                .collect(Collectors.toSet());
        var worst = 0L;
        var guarded = 0L;
        var waiting = 0L;
        var disarmed = 0L;
        var off = actor.may(Permission.HA_VIEW)
                ? disarms.now(actor).stream().map(Disarm::pool).collect(Collectors.toSet())
                : Set.of();
        for (var pool : hosts.pools(actor, ListQuery.everything()).items()) {
            if (!actor.may(Permission.HA_VIEW, Place.pool(pool.id()))) {
                continue;
            }
            var plan = plans.plan(actor, pool.id());
            worst = Math.max(worst, plan.worst() == null ? 0 : plan.worst().leftOut());
            guarded += plan.vms();
            disarmed += off.contains(pool.id()) ? plan.vms() : 0;
            for (var host : silent) {
                waiting += plans.ofHost(actor, pool.id(), host)
                        .map(loss -> loss.summary().moves() + loss.summary().leftOut())
                        .orElse(0);
            }
        }
        return new Survival(waiting, guarded, disarmed, worst);
    }

    private static boolean troubled(HostView host) {
        return host.state() != HostState.UP
                || host.problem() != null
                || host.fence().stream().anyMatch(device -> Boolean.FALSE.equals(device.ready()));
    }
}
