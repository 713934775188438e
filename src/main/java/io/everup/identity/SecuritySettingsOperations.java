package io.everup.identity;

import io.everup.shared.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Reads and decides how people sign in, and for how long. */
@Component
@Transactional
public class SecuritySettingsOperations {

    private static final int MOST_PER_MINUTE = 1_000_000;

    private final SecuritySettingsStore store;
    private final ApiLimit apiLimit;
    private final ApplicationEventPublisher events;

    SecuritySettingsOperations(SecuritySettingsStore store, ApiLimit apiLimit, ApplicationEventPublisher events) {
        this.store = store;
        this.apiLimit = apiLimit;
        this.events = events;
    }

    public SecuritySettings settings(Actor actor) {
        actor.require(Permission.SETTING_MANAGE);
        return store.read();
    }

    /**
     * It counts for sessions that are open, too.
     *
     * @param version the version the change is based on, or null for whatever it is
     */
    public void change(Actor actor, SecuritySettingsChange change, Long version) {
        actor.require(Permission.SETTING_MANAGE);
        check(change);
        if (!store.write(change, version, actor.id())) {
            throw Refusal.changed("configuration");
        }
        apiLimit.readAgain();
        events.publishEvent(
                new IdentityEvent(actor, "security.change", "security", null, "Security", false, detail(change)));
    }

    private void check(SecuritySettingsChange change) {
        var wrong = new ArrayList<Refusal.Field>();
        limits(wrong, "idleMinutes", change.idleMinutes(), 5, 10_080);
        limits(wrong, "lifetimeMinutes", change.lifetimeMinutes(), 15, 129_600);
        limits(wrong, "apiPerMinute", change.apiPerMinute(), 0, MOST_PER_MINUTE);
        var now = store.read();
        var idle = change.idleMinutes() == null ? now.idle().toMinutes() : change.idleMinutes();
        var lifetime = change.lifetimeMinutes() == null ? now.lifetime().toMinutes() : change.lifetimeMinutes();
        if (wrong.isEmpty() && idle > lifetime) {
            wrong.add(
                    new Refusal.Field("lifetimeMinutes", "This must not be shorter than the time without a request."));
        }
        if (!wrong.isEmpty()) {
            throw Refusal.invalid(wrong);
        }
    }

    private static void limits(List<Refusal.Field> wrong, String field, Integer value, int least, int most) {
        if (value != null && (value < least || value > most)) {
            wrong.add(new Refusal.Field(field, "Write a number from " + least + " to " + most + "."));
        }
    }

    private static Map<String, String> detail(SecuritySettingsChange change) {
        var detail = new LinkedHashMap<String, String>();
        if (change.secondFactorRoles() != null) {
            detail.put(
                    "secondFactorRoles",
                    change.secondFactorRoles().stream().map(Role::name).sorted().collect(Collectors.joining(" ")));
        }
        put(detail, "idleMinutes", change.idleMinutes());
        put(detail, "lifetimeMinutes", change.lifetimeMinutes());
        put(detail, "apiPerMinute", change.apiPerMinute());
        return detail;
    }

    private static void put(Map<String, String> detail, String name, Integer value) {
        if (value != null) {
            detail.put(name, value.toString());
        }
    }
}
