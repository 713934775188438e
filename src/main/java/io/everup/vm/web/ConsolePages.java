package io.everup.vm.web;

import io.everup.identity.Actor;
import io.everup.vm.VmConsoles;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseBody;

/** The pass that a console page asks for before each connection. */
@Controller
class ConsolePages {

    private final VmConsoles consoles;

    ConsolePages(VmConsoles consoles) {
        this.consoles = consoles;
    }

    @ResponseBody
    @PostMapping("/vms/{id}/console-ticket")
    Map<String, String> ticket(Actor actor, @PathVariable UUID id) {
        return Map.of("ticket", consoles.issue(actor, id));
    }
}
