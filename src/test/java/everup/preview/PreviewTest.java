package everup.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors;
import org.springframework.test.web.servlet.MockMvc;

/** The laws of every page, held against pages made of every part. */
@Tag("web")
@SpringBootTest(
        classes = PreviewApplication.class,
        properties = "management.endpoint.health.validate-group-membership=false")
@AutoConfigureMockMvc
class PreviewTest {

    private static final Pattern NO_TEXT = Pattern.compile("\\?\\?[\\w.]+\\?\\?|\\?\\?[\\w.]+_en\\w*\\?\\?");
    private static final Pattern INLINE = Pattern.compile("<[^>]+\\s(style|on\\w+)=\"|<style|<script(?![^>]+src=)");
    private static final Pattern FOREIGN = Pattern.compile("(src|href)=\"(https?:)?//");

    @Autowired
    MockMvc web;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/vms",
                "/vms/1",
                "/vms/new",
                "/vms/1/console",
                "/templates",
                "/failovers",
                "/failovers/done",
                "/failovers/open",
                "/hosts/h3/attention",
                "/sign-in",
                "/tree",
                "/tree/host/h1",
                "/tasks/drawer"
            })
    void isWholeAndObeysTheContentSecurityPolicy(String page) throws Exception {
        var html = body(page);

        assertThat(NO_TEXT.matcher(html).results().map(hit -> hit.group()))
                .as("texts that no message file has, on " + page)
                .isEmpty();
        assertThat(INLINE.matcher(html).results().map(hit -> hit.group()))
                .as("inline scripts, handlers or styles, on " + page)
                .isEmpty();
        assertThat(FOREIGN.matcher(html).results().map(hit -> hit.group()))
                .as("things from another host, on " + page)
                .isEmpty();
    }

    @Test
    void aPartComesWithoutItsFrame() throws Exception {
        var html = web.perform(get("/vms").header("HX-Request", "true"))
                .andReturn()
                .getResponse()
                .getContentAsString();

        assertThat(html).contains("id=\"list\"").doesNotContain("class=\"side\"");
    }

    @Test
    void theAddressKeepsSearchAndOrder() throws Exception {
        assertThat(body("/vms?q=web&sort=name"))
                .contains("/vms?q=web&amp;sort=-name")
                .contains("aria-sort=\"ascending\"");
    }

    @Test
    void aDisabledButtonSaysWhy() throws Exception {
        assertThat(body("/vms/1")).contains("data-reason=\"It is running.\"").contains(": It is running.");
    }

    @Test
    void anActionAnswersHtmxWithAToastAndAFormWithARedirect() throws Exception {
        var csrf = SecurityMockMvcRequestPostProcessors.csrf();
        var toast = web.perform(post("/vms/1/actions/start").with(csrf).header("HX-Request", "true"))
                .andReturn()
                .getResponse();
        assertThat(toast.getStatus()).isEqualTo(204);
        assertThat(toast.getHeader("HX-Trigger"))
                .contains("\"toast\"")
                .contains("/tasks/42")
                .matches("\\p{ASCII}+");

        var redirect =
                web.perform(post("/vms/1/actions/start").with(csrf)).andReturn().getResponse();
        assertThat(redirect.getStatus()).isEqualTo(303);
        assertThat(redirect.getHeader("Location")).isEqualTo("/vms/1");
    }

    @Test
    void anErrorPageSaysWhatToDoAndNamesItsReference() throws Exception {
        assertThat(body("/missing")).contains("There is no such VM.", "It may have been deleted", "aip8lpn27j");
    }

    private String body(String page) throws Exception {
        var response = web.perform(get(page)).andReturn().getResponse();
        assertThat(response.getStatus()).as(page).isEqualTo(200);
        return response.getContentAsString();
    }
}
