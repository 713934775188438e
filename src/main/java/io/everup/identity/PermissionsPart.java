package io.everup.identity;

import io.everup.shared.Refusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** What the tab "Permissions" of a pool or a VM shows: the template {@code grant/here} wants it. */
@Component
public class PermissionsPart {

    private final AccessHereDirectory directory;

    PermissionsPart(AccessHereDirectory directory) {
        this.directory = directory;
    }

    /** @param login whose right is asked for; null for nobody's */
    public void show(Actor actor, Model model, Place place, String login, Permission permission) {
        model.addAttribute("here", directory.at(actor, place));
        model.addAttribute("mayGrant", actor.may(Permission.USER_MANAGE, place));
        var choice = new ArrayList<>(List.of(Permission.values()));
        choice.sort(Comparator.comparing(Permission::words));
        model.addAttribute("permissions", choice);
        model.addAttribute("askedLogin", login);
        model.addAttribute("askedPermission", permission == null ? Permission.VM_OPERATE : permission);
        model.addAttribute("errors", Map.of());
        if (login == null || login.isBlank() || permission == null) {
            return;
        }
        try {
            model.addAttribute("answer", directory.why(actor, login, permission, place));
        } catch (Refusal refusal) {
            model.addAttribute("errors", Map.of("login", refusal.getMessage()));
        }
    }
}
