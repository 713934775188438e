package io.everup.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.everup.identity.Actor;
import io.everup.support.As;
import io.everup.support.ModuleTier;
import io.everup.ui.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;

/** Everybody is offered the places that they may go to, and no other. */
@ModuleTier
class NavigationTest {

    @Autowired
    MockMvc mvc;

    @Test
    void everybodyIsOfferedWhatOpensAndNothingElse() throws Exception {
        var all = offered(As.ADA);
        var wrong = new ArrayList<String>();
        for (var actor : List.of(As.ADA, As.OLI, As.MIA, As.UMA, As.ARLO)) {
            var offered = offered(actor);
            for (var path : all) {
                var status = status(actor, path);
                if (offered.contains(path) != (status < 400)) {
                    wrong.add(path + " answers " + actor.name() + " with " + status
                            + (offered.contains(path) ? " and is offered" : " and is not offered"));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(offered(As.UMA)).hasSizeLessThan(all.size());
    }

    private Set<String> offered(Actor actor) throws Exception {
        var answer = mvc.perform(get("/search").with(As.actor(actor)).accept(MediaType.TEXT_HTML))
                .andReturn();
        var frame = (Frame) answer.getModelAndView().getModel().get("frame");
        var paths = new TreeSet<String>();
        frame.navigation().forEach(group -> group.entries().forEach(entry -> paths.add(entry.path())));
        return paths;
    }

    private int status(Actor actor, String path) throws Exception {
        return mvc.perform(get(path).with(As.actor(actor)).accept(MediaType.TEXT_HTML))
                .andReturn()
                .getResponse()
                .getStatus();
    }
}
