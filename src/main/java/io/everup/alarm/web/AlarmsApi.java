package io.everup.alarm.web;

import io.everup.alarm.AlarmDirectory;
import io.everup.alarm.AlarmOperations;
import io.everup.alarm.AlarmRule;
import io.everup.alarm.AlarmView;
import io.everup.alarm.RuleView;
import io.everup.alarm.SilenceView;
import io.everup.identity.Actor;
import io.everup.notice.NoticeSeverity;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.shared.Slice;
import io.everup.ui.Versions;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Alarms, their rules and silences over HTTP. */
@RestController
@RequestMapping("/api/v1")
class AlarmsApi {

    record Note(String note) {}

    /** @param alarm whose subject is meant; absent for any; @param ends at most 90 days from now */
    record SilenceWish(AlarmRule rule, UUID alarm, String words, String reason, Instant ends) {}

    record Made(UUID id) {}

    /** What is left out stays as it is. */
    record RuleWish(
            Boolean enabled, NoticeSeverity severity, Integer warning, Integer critical, Integer afterSeconds) {}

    record Rules(List<RuleView> items) {}

    private final AlarmDirectory alarms;
    private final AlarmOperations operations;

    AlarmsApi(AlarmDirectory alarms, AlarmOperations operations) {
        this.alarms = alarms;
        this.operations = operations;
    }

    @GetMapping("/alarms")
    Slice<AlarmView> list(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) String sort,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return alarms.alarms(actor, ListQuery.of(q, sort, limit, after));
    }

    /** An alarm with its story. */
    @GetMapping("/alarms/{id}")
    AlarmView.Detail find(Actor actor, @PathVariable UUID id) {
        return alarms.alarm(actor, id);
    }

    @PostMapping("/alarms/{id}/actions/acknowledge")
    AlarmView acknowledge(Actor actor, @PathVariable UUID id, @RequestBody(required = false) Note note) {
        operations.acknowledge(actor, id, note == null ? null : note.note());
        return alarms.alarm(actor, id).alarm();
    }

    @PostMapping("/alarms/{id}/actions/release")
    AlarmView release(Actor actor, @PathVariable UUID id) {
        operations.release(actor, id);
        return alarms.alarm(actor, id).alarm();
    }

    @GetMapping("/alarm-rules")
    Rules rules(Actor actor) {
        return new Rules(alarms.rules(actor));
    }

    @GetMapping("/alarm-rules/{rule}")
    ResponseEntity<RuleView> rule(Actor actor, @PathVariable String rule) {
        var view = view(actor, rule);
        return ResponseEntity.ok().eTag(Versions.etag(view.version())).body(view);
    }

    @PutMapping("/alarm-rules/{rule}")
    ResponseEntity<RuleView> set(
            Actor actor,
            @PathVariable String rule,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
            @RequestBody RuleWish wish) {
        var before = view(actor, rule);
        operations.set(
                actor,
                before.rule(),
                new AlarmOperations.RuleChange(
                        wish.enabled() == null ? before.enabled() : wish.enabled(),
                        wish.severity() == null ? before.severity() : wish.severity(),
                        wish.warning() == null ? before.warning() : wish.warning(),
                        wish.critical() == null ? before.critical() : wish.critical(),
                        wish.afterSeconds() == null ? (int) before.afterSeconds() : wish.afterSeconds()),
                Versions.wanted(ifMatch));
        return rule(actor, rule);
    }

    private RuleView view(Actor actor, String name) {
        var wanted = name.toUpperCase(Locale.ROOT).replace('-', '_');
        return alarms.rules(actor).stream()
                .filter(rule -> rule.rule().name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("rule"));
    }

    /** @param past with those that have ended */
    @GetMapping("/silences")
    Slice<SilenceView> silences(
            Actor actor,
            @RequestParam(defaultValue = "false") boolean past,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return alarms.silences(actor, ListQuery.of(null, null, limit, after), past);
    }

    @PostMapping("/silences")
    @ResponseStatus(HttpStatus.CREATED)
    Made silence(Actor actor, @RequestBody SilenceWish wish) {
        return new Made(operations.silence(
                actor,
                new AlarmOperations.NewSilence(wish.rule(), wish.alarm(), wish.words(), wish.reason(), wish.ends())));
    }

    /** Ends it now; what it silenced and still lasts is told. */
    @DeleteMapping("/silences/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void endSilence(Actor actor, @PathVariable UUID id) {
        operations.endSilence(actor, id);
    }
}
