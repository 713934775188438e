package io.everup.identity.web;

import io.everup.identity.Actor;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Templates know who asks as {@code actor}; null on the sign-in page. */
@ControllerAdvice(annotations = Controller.class)
class ActorModel {

    @ModelAttribute("actor")
    Actor actor() {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof Actor actor ? actor : null;
    }
}
