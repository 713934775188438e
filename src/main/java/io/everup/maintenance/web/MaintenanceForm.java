package io.everup.maintenance.web;

import io.everup.maintenance.Choice;
import io.everup.maintenance.NewJob;
import io.everup.maintenance.Reboot;
import io.everup.shared.Refusal;
import io.everup.ui.Form;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the forms of maintenance send. */
final class MaintenanceForm {

    private MaintenanceForm() {}

    /** Fields {@code choice.<VM>}. */
    static Map<UUID, Choice> choices(Form form) {
        var choices = new HashMap<UUID, Choice>();
        form.under("choice.").forEach((vm, choice) -> {
            try {
                choices.put(UUID.fromString(vm), Choice.valueOf(choice));
            } catch (IllegalArgumentException e) {
                throw Refusal.invalidField("choices", "Choose one from the list.");
            }
        });
        return choices;
    }

    /** Further fields: {@code reason}, {@code parallel}, {@code bringBack}, {@code command}, {@code seconds}, {@code reboot}. */
    static NewJob job(Form form, UUID pool, List<UUID> hosts) {
        return new NewJob(
                pool,
                hosts,
                choices(form),
                form.text("reason"),
                form.number("parallel"),
                form.flag("bringBack"),
                form.text("command"),
                form.number("seconds"),
                form.choice("reboot", Reboot.class),
                null);
    }
}
