package io.everup.ha.web;

import io.everup.ha.FailoverReports;
import io.everup.ha.HaDirectory;
import io.everup.ha.HaOperations;
import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.plan.PlanDirectory;
import io.everup.ui.Answer;
import io.everup.ui.Listing;
import io.everup.vm.VmDirectory;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Failovers, the failover plan, and what an operator can decide about a silent host. */
@Controller
class HaPages {

    private static final int RECENT = 10;

    private final HaDirectory ha;
    private final FailoverReports reports;
    private final Clock clock;
    private final HaOperations operations;
    private final PlanDirectory plans;
    private final HostDirectory hosts;
    private final VmDirectory vms;

    HaPages(
            HaDirectory ha,
            FailoverReports reports,
            HaOperations operations,
            PlanDirectory plans,
            HostDirectory hosts,
            VmDirectory vms,
            Clock clock) {
        this.ha = ha;
        this.reports = reports;
        this.clock = clock;
        this.operations = operations;
        this.plans = plans;
        this.hosts = hosts;
        this.vms = vms;
    }

    @GetMapping("/failovers")
    String list(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) String after) {
        model.addAttribute("failovers", Listing.of(q, "", after, query -> ha.failovers(actor, query)));
        return "failover/list";
    }

    @GetMapping("/failovers/{id}")
    String show(Actor actor, Model model, @PathVariable UUID id) {
        var report = reports.report(actor, id);
        model.addAttribute("report", report);
        model.addAttribute("now", clock.instant());
        model.addAttribute(
                "refused",
                report.failover().pool() == null
                        ? null
                        : actor.refusal(
                                Permission.HA_MANAGE,
                                Place.pool(report.failover().pool())));
        return "failover/show";
    }

    /** The open failover of a host, with what can be decided now: a part of the host's pages. */
    @GetMapping("/hosts/{id}/attention")
    String attention(Actor actor, Model model, @PathVariable UUID id) {
        var host = hosts.host(actor, id);
        model.addAttribute("host", host);
        model.addAttribute("report", reports.openFor(actor, id).orElse(null));
        model.addAttribute("refused", actor.refusal(Permission.HA_MANAGE, Place.pool(host.poolId())));
        return "failover/attention :: attention";
    }

    @PostMapping("/hosts/{id}/actions/confirm-dead")
    ResponseEntity<Void> confirmDead(
            Actor actor,
            HttpServletRequest request,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String typed) {
        operations.confirmDead(actor, id, typed);
        return Answer.done(request, "Taken: its protected VMs are being restarted", "/hosts/" + id);
    }

    @PostMapping("/hosts/{id}/actions/fence")
    ResponseEntity<Void> fence(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        operations.fence(actor, id);
        return Answer.done(request, "It is being switched off", "/hosts/" + id);
    }

    @GetMapping("/vms/{id}/availability")
    String ofVm(Actor actor, Model model, @PathVariable UUID id) {
        var vm = vms.vm(actor, id);
        model.addAttribute("vm", vm);
        var seesPlan = actor.may(Permission.HA_VIEW, Place.pool(vm.poolId()));
        model.addAttribute("seesPlan", seesPlan);
        model.addAttribute("failovers", seesPlan ? ha.ofVm(actor, id, RECENT) : List.of());
        model.addAttribute("seesUptime", actor.may(Permission.UPTIME_VIEW, vm.place()));
        model.addAttribute(
                "fate",
                seesPlan && vm.hostId() != null
                        ? VmFate.of(vm, plans.ofHost(actor, vm.poolId(), vm.hostId()))
                        : VmFate.NONE);
        model.addAttribute("refused", actor.refusal(Permission.HA_MANAGE, vm.place()));
        return "failover/of-vm";
    }
}
