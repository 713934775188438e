package io.everup.ha.web;

import io.everup.ha.RecoveryTimes;
import io.everup.ha.RtoOperations;
import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.ListQuery;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import io.everup.ui.Listing;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** How long recoveries took, month by month and stage by stage. */
@Controller
class RecoveryTimesPages {

    private static final int MONTHS = 24;

    private final RecoveryTimes times;
    private final RtoOperations operations;
    private final HostDirectory hosts;

    RecoveryTimesPages(RecoveryTimes times, RtoOperations operations, HostDirectory hosts) {
        this.times = times;
        this.operations = operations;
        this.hosts = hosts;
    }

    @GetMapping("/recovery-times")
    String show(
            Actor actor,
            Model model,
            @RequestParam(required = false) UUID pool,
            @RequestParam(required = false) String drills,
            @RequestParam(required = false) String after) {
        var filter = new RecoveryTimes.Filter(pool, RecoveryTimes.Drills.of(drills));
        var list = Listing.of("", "", after, query -> times.times(actor, filter, query));
        model.addAttribute("times", list);
        model.addAttribute("chart", RecoveryChart.of(list.items()));
        model.addAttribute("months", times.months(actor, filter, ListQuery.of("", "", MONTHS, null)));
        model.addAttribute("pools", hosts.poolsWhere(actor, Permission.HA_VIEW));
        model.addAttribute("pool", pool);
        model.addAttribute("drills", filter.drills());
        model.addAttribute("allDrills", RecoveryTimes.Drills.values());
        return "failover/times";
    }

    @GetMapping("/recovery-times.csv")
    ResponseEntity<byte[]> csv(
            Actor actor, @RequestParam(required = false) UUID pool, @RequestParam(required = false) String drills) {
        return file(RecoveryCsv.of(times, actor, new RecoveryTimes.Filter(pool, RecoveryTimes.Drills.of(drills))));
    }

    static ResponseEntity<byte[]> file(String csv) {
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"recovery-times.csv\"")
                .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
                .body(csv.getBytes(StandardCharsets.UTF_8));
    }

    /** Field: {@code seconds}; empty for no goal. */
    @PostMapping("/pools/{id}/actions/rto-goal")
    ResponseEntity<Void> goal(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        operations.goal(actor, id, new Form(fields).number("seconds"));
        return Answer.to(request, "/pools/" + id + "/availability");
    }
}
