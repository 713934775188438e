package io.everup.alarm.web;

import io.everup.alarm.AlarmDirectory;
import io.everup.alarm.AlarmOperations;
import io.everup.alarm.AlarmRule;
import io.everup.identity.Actor;
import io.everup.shared.Refusal;
import io.everup.ui.Form;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Reads what a page says about a silence. */
@Component
class SilenceForm {

    private final AlarmDirectory alarms;
    private final Clock clock;

    SilenceForm(AlarmDirectory alarms, Clock clock) {
        this.alarms = alarms;
        this.clock = clock;
    }

    /** About one alarm: itself, all of its subject, or all of its rule. */
    AlarmOperations.NewSilence about(Actor actor, UUID id, Form form) {
        var alarm = alarms.alarm(actor, id).alarm();
        var what = form.text("what") == null ? "alarm" : form.text("what");
        return switch (what) {
            case "alarm" -> new AlarmOperations.NewSilence(alarm.rule(), id, null, form.text("reason"), ends(form));
            case "subject" -> new AlarmOperations.NewSilence(null, id, null, form.text("reason"), ends(form));
            case "rule" -> new AlarmOperations.NewSilence(alarm.rule(), null, null, form.text("reason"), ends(form));
            default -> throw Refusal.invalidField("what", "Choose one from the list.");
        };
    }

    /** About a rule, words, or both. */
    AlarmOperations.NewSilence plain(Form form) {
        return new AlarmOperations.NewSilence(
                form.choice("rule", AlarmRule.class), null, form.text("words"), form.text("reason"), ends(form));
    }

    private Instant ends(Form form) {
        var hours = form.number("hours");
        if (hours == null || hours < 1 || hours > 24 * 90) {
            throw Refusal.invalidField("hours", "From one hour to 90 days (2160).");
        }
        return clock.instant().plus(Duration.ofHours(hours));
    }
}
