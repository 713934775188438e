package io.everup.event.web;

import io.everup.event.EventDirectory;
import io.everup.event.Reader;
import io.everup.ui.Listing;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What happened. */
@Controller
class EventPages {

    private final EventDirectory events;

    EventPages(EventDirectory events) {
        this.events = events;
    }

    @GetMapping("/events")
    String list(
            Reader reader,
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) String after) {
        model.addAttribute("events", Listing.of(q, "", after, query -> events.list(reader, query)));
        return "event/list";
    }
}
