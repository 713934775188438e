package io.everup.maintenance.web;

import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.maintenance.WindowOperations;
import io.everup.maintenance.WindowSpec;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The calendar of maintenance windows. */
@Controller
class WindowPages {

    private final WindowOperations windows;
    private final HostDirectory hosts;
    private final Clock clock;

    WindowPages(WindowOperations windows, HostDirectory hosts, Clock clock) {
        this.windows = windows;
        this.hosts = hosts;
        this.clock = clock;
    }

    /** @param month such as {@code 2026-11}; absent for the present one */
    @GetMapping("/maintenance/windows")
    String calendar(Actor actor, Model model, @RequestParam(required = false) String month) {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var shown = month == null || month.isBlank() ? YearMonth.from(today) : read("month", month, YearMonth::parse);
        var calendar = windows.calendar(
                actor,
                MonthView.firstShown(shown)
                        .minusDays(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant(),
                MonthView.lastShown(shown)
                        .plusDays(2)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant());
        var pools = new LinkedHashMap<String, String>();
        hosts.poolsWhere(actor, Permission.HOST_OPERATE)
                .forEach(pool -> pools.put(pool.id().toString(), pool.name()));
        model.addAttribute("month", MonthView.of(shown, calendar, today));
        model.addAttribute("windows", windows.all(actor));
        model.addAttribute("pools", pools);
        model.addAttribute("today", today);
        model.addAttribute("now", clock.instant());
        model.addAttribute(
                "refused", pools.isEmpty() ? "There is no pool whose hosts you may put into maintenance." : null);
        return "maintenance/windows";
    }

    /** Fields: {@code pool}, {@code title}, {@code first}, {@code at}, {@code zone}, {@code hours}, {@code repeats}, {@code weekday} many times, {@code weekOfMonth}, {@code last}, {@code planned} and those of a job. */
    @PostMapping("/maintenance/windows")
    ResponseEntity<Void> add(
            Actor actor,
            HttpServletRequest request,
            @RequestParam Map<String, String> fields,
            @RequestParam(name = "weekday", required = false) Set<Integer> weekdays) {
        var form = new Form(fields);
        var minutes = form.number("minutes");
        var spec = new WindowSpec(
                read("zone", form.text("zone"), ZoneId::of),
                read("first", form.text("first"), LocalDate::parse),
                read("at", form.text("at"), LocalTime::parse),
                minutes == null ? 0 : minutes,
                form.choice("repeats", WindowSpec.Repeats.class),
                weekdays,
                form.number("weekOfMonth"),
                form.text("last") == null ? null : read("last", form.text("last"), LocalDate::parse));
        var plan = form.flag("planned") ? MaintenanceForm.job(form, form.id("pool"), List.of()) : null;
        windows.add(actor, new WindowOperations.NewWindow(form.id("pool"), form.text("title"), List.of(), spec, plan));
        return Answer.to(request, "/maintenance/windows");
    }

    private static <T> T read(String field, String text, Function<String, T> parser) {
        if (text == null) {
            throw Refusal.invalidField(field, "This is needed.");
        }
        try {
            return parser.apply(text);
        } catch (DateTimeException e) {
            throw Refusal.invalidField(field, "This can't be read: " + text);
        }
    }

    @PostMapping("/maintenance/windows/{id}/actions/remove")
    ResponseEntity<Void> remove(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        windows.remove(actor, id);
        return Answer.done(request, "The window is removed.", "/maintenance/windows");
    }
}
