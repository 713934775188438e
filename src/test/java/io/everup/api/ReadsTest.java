package io.everup.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.everup.hypervisor.simulator.Simulator;
import io.everup.support.Api;
import io.everup.support.As;
import io.everup.support.Cloud;
import io.everup.support.HypervisorCalls;
import io.everup.support.ModuleTier;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Whatever can be read, by a person or a program, is read from the database alone. */
@ModuleTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadsTest {

    private static final String WORLD = "2x4-reads";
    private static final String A_VARIABLE = "\\{[^/]+}";

    @Autowired
    MockMvc mvc;

    @Autowired
    Simulator simulator;

    @Autowired
    HypervisorCalls calls;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping mappings;

    private Api ada;
    private Cloud cloud;

    @BeforeAll
    void something() {
        ada = new Api(mvc, As.ADA);
        cloud = Cloud.build(ada, simulator, WORLD, 2);
        cloud.deploy(ada, "read-me", true);
    }

    @Test
    void noReadCallsAHypervisorOrFails() {
        var wrong = new ArrayList<String>();
        for (var address : addresses()) {
            var status = new int[1];
            var noticed = calls.during(() -> status[0] = read(address));
            if (!noticed.isEmpty() || status[0] >= 500) {
                wrong.add(address + " answers " + status[0] + " and calls " + noticed);
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** The watch itself works: a command's task does call, on this thread when it is made to. */
    @Test
    void callsAreNoticed() {
        assertThat(calls.during(() -> simulatorAsked())).contains("HypervisorDriver.connect", "Hypervisor.report");
    }

    @Autowired
    io.everup.hypervisor.Hypervisors hypervisors;

    private void simulatorAsked() {
        var deaf = new io.everup.hypervisor.HypervisorListener() {
            @Override
            public void vmChanged(UUID vm) {}

            @Override
            public void closed(String why) {}
        };
        try (var link = hypervisors.connect(
                io.everup.hypervisor.HostUri.parse("sim://" + WORLD + "/h1"),
                io.everup.hypervisor.Credentials.NONE,
                deaf,
                java.time.Duration.ofSeconds(5))) {
            link.report();
        }
    }

    private List<String> addresses() {
        var found = new TreeSet<String>();
        for (var mapping : mappings.getHandlerMethods().keySet()) {
            var methods = mapping.getMethodsCondition().getMethods();
            if (methods.isEmpty() || methods.contains(RequestMethod.GET)) {
                found.addAll(mapping.getPatternValues());
            }
        }
        assertThat(found).contains("/api/v1/vms/{id}", "/api/v1/hosts", "/tasks");
        return found.stream().flatMap(pattern -> filled(pattern).stream()).toList();
    }

    /** An address with something that exists, as far as there is a collection of its name. */
    private List<String> filled(String pattern) {
        var address = pattern;
        var parts = pattern.split("/");
        for (var i = 1; i < parts.length; i++) {
            if (parts[i].matches(A_VARIABLE)) {
                address = address.replaceFirst(A_VARIABLE, anId(parts[i - 1]));
            }
        }
        return address.startsWith("/api/") ? List.of(address) : List.of(address, address + "?q=h1");
    }

    private String anId(String collection) {
        if (!collection.matches("[a-z-]+")) {
            return "x";
        }
        var answer = ada.get("/api/v1/" + collection + "?limit=1");
        var id = answer.status() == 200 ? answer.text("/items/0/id") : "";
        return id.isEmpty() ? new UUID(0, 7).toString() : id;
    }

    private int read(String address) {
        try {
            var type = address.startsWith("/api/") ? MediaType.ALL : MediaType.TEXT_HTML;
            return mvc.perform(get(address).accept(type).with(As.ada()))
                    .andReturn()
                    .getResponse()
                    .getStatus();
        } catch (Exception e) {
            throw new AssertionError(address, e);
        }
    }
}
