package io.everup.ha.web;

import io.everup.ha.Disarm;
import io.everup.ha.DisarmDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Lets every page say which pools are disarmed; it is looked up only where a page does say so. */
@ControllerAdvice(annotations = Controller.class)
class DisarmAdvice {

    /** Asked by templates with whoever reads. */
    record Disarmed(DisarmDirectory directory) {

        public List<Disarm> seenBy(Actor actor) {
            return actor == null || !actor.may(Permission.HA_VIEW) ? List.of() : directory.now(actor);
        }
    }

    private final Disarmed disarmed;

    DisarmAdvice(DisarmDirectory directory) {
        this.disarmed = new Disarmed(directory);
    }

    @ModelAttribute("disarmed")
    Disarmed disarmed() {
        return disarmed;
    }
}
