package io.everup.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.everup.support.As;
import io.everup.support.ModuleTier;
import java.util.ArrayList;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

@ModuleTier
class SecurityHeadersTest {

    @Autowired
    MockMvc mvc;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping mappings;

    @Test
    void everyPageForbidsInlineAndForeignContent() throws Exception {
        for (var page : pages()) {
            var answer = mvc.perform(get(page).with(As.ada())).andReturn().getResponse();
            assertThat(answer.getHeader("Content-Security-Policy"))
                    .as("content policy of %s", page)
                    .contains("default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
                    .doesNotContain("unsafe-eval")
                    .doesNotContain("script-src 'self' 'unsafe-inline'");
            assertThat(answer.getHeader("X-Content-Type-Options")).as(page).isEqualTo("nosniff");
            assertThat(answer.getHeader("X-Frame-Options")).as(page).isEqualTo("DENY");
            if (String.valueOf(answer.getContentType()).startsWith("text/html")) {
                assertThat(answer.getContentAsString())
                        .as("no inline script, style or handler in %s", page)
                        .doesNotContainPattern("<script(?![^>]*\\bsrc=)")
                        .doesNotContainPattern("<[a-z][^>]*\\s(style|on[a-z]+)=\"");
            }
        }
    }

    @Test
    void nothingButTheSignInPageItsFilesAndHealthIsOpen() throws Exception {
        var open = new ArrayList<String>();
        for (var page : pages()) {
            var status = mvc.perform(get(page).with(request -> {
                        request.setRemoteAddr("10.9.0.1");
                        return request;
                    }))
                    .andReturn()
                    .getResponse()
                    .getStatus();
            if (status < 300) {
                open.add(page);
            }
        }
        assertThat(open).containsExactly("/sign-in", "/sign-in/code");
        mvc.perform(get("/actuator/health/liveness")).andExpect(status().isOk());
        mvc.perform(get("/actuator/health")).andExpect(status().isOk());
        mvc.perform(get("/actuator/env").with(As.ada())).andExpect(status().isForbidden());
    }

    @Test
    void metricsAreOpenToThisMachineAndToWhoeverMayReadThem() throws Exception {
        mvc.perform(get("/actuator/prometheus")).andExpect(status().isOk());
        var elsewhere = get("/actuator/prometheus").with(request -> {
            request.setRemoteAddr("10.9.0.1");
            return request;
        });
        mvc.perform(elsewhere)
                .andExpect(status().isUnauthorized())
                .andExpect(content().contentType("application/problem+json"));
        mvc.perform(elsewhere.with(As.uma())).andExpect(status().isForbidden());
    }

    @Test
    void metricsAreOpenToAuditorsElsewhere() throws Exception {
        mvc.perform(get("/actuator/prometheus").with(As.arlo()).with(request -> {
                    request.setRemoteAddr("10.9.0.1");
                    return request;
                }))
                .andExpect(status().isOk());
    }

    /** Addresses without a variable part that are read and end by themselves. */
    private TreeSet<String> pages() {
        var pages = new TreeSet<String>();
        mappings.getHandlerMethods().forEach((mapping, method) -> {
            var methods = mapping.getMethodsCondition().getMethods();
            var streams = mapping.getProducesCondition().getProducibleMediaTypes().stream()
                    .anyMatch(type -> type.getSubtype().equals("event-stream"));
            if ((methods.isEmpty() || methods.contains(RequestMethod.GET)) && !streams) {
                pages.addAll(mapping.getDirectPaths());
            }
        });
        pages.removeIf(page -> page.equals("/error") || page.endsWith("/stream") || page.equals("/live"));
        return pages;
    }
}
