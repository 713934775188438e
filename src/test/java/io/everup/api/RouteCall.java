package io.everup.api;

import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;

import io.everup.identity.Actor;
import io.everup.support.As;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.transaction.support.TransactionTemplate;

/** Uses a route as one of the cast, without a trace: whatever it changes is rolled back. */
final class RouteCall {

    private static final Pattern VARIABLE = Pattern.compile("\\{([^/}]+)}");
    private static final Pattern THING = Pattern.compile("@([a-z]+)");

    private final MockMvc mvc;
    private final TransactionTemplate transactions;

    RouteCall(MockMvc mvc, TransactionTemplate transactions) {
        this.mvc = mvc;
        this.transactions = transactions;
    }

    /** Whether it makes a difference whose thing is meant. */
    boolean depends(String route, String ask) {
        return VARIABLE.matcher(route).find() || THING.matcher(ask).find();
    }

    /**
     * @param ask JSON for the API, a form's fields for a page, and before it words in brackets for variables that name
     *     no thing; {@code @vms} stands for the VM's id
     * @return {@code +} when it was done, or might have been in another state; {@code in} where one is asked to sign in;
     *     else the status
     */
    String ask(Actor actor, String route, String ask, Map<String, Object> things) {
        return transactions.execute(status -> {
            status.setRollbackOnly();
            try {
                return word(send(actor, route, ask, things));
            } catch (AssertionError broken) {
                return "500 " + broken.getMessage();
            }
        });
    }

    private static String word(MockHttpServletResponse answer) {
        var status = answer.getStatus();
        var to = answer.getHeader("Location");
        if (status == 401 || status == 302 && to != null && to.endsWith("/sign-in")) {
            return "in";
        }
        if (status == 429) {
            // Too many wrong values: refused as one wrong value is.
            return "422";
        }
        return status < 400 || status == 409 || status == 412 ? "+" : Integer.toString(status);
    }

    MockHttpServletResponse send(Actor actor, String route, String ask, Map<String, Object> things) {
        var parts = route.split(" ", 2);
        var words = ask.startsWith("[") && ask.contains("]")
                ? filled(ask.substring(1, ask.indexOf(']')), things, actor)
                : "";
        var body = filled(
                words.isEmpty() ? ask : ask.substring(ask.indexOf(']') + 1).strip(), things, actor);
        var program = parts[1].startsWith("/api/");
        var call = request(HttpMethod.valueOf(parts[0]), URI.create(address(parts[1], words, things, actor)))
                .with(csrf())
                .accept(program ? "*/*" : "text/html, */*;q=0.5");
        if (actor != null) {
            call.with(As.actor(actor));
        }
        if (!body.isEmpty()) {
            call.contentType(program ? MediaType.APPLICATION_JSON : MediaType.APPLICATION_FORM_URLENCODED)
                    .content(body);
        }
        try {
            return mvc.perform(call).andReturn().getResponse();
        } catch (Exception e) {
            throw new AssertionError(route + " as " + (actor == null ? "nobody" : actor.name()) + ": " + e, e);
        }
    }

    private static String address(String pattern, String words, Map<String, Object> things, Actor actor) {
        var rest = words.isEmpty() ? new String[0] : words.split(",");
        var used = 0;
        var address = new StringBuilder();
        var before = "";
        for (var part : pattern.substring(1).split("/", -1)) {
            address.append('/');
            if (!VARIABLE.matcher(part).matches()) {
                address.append(part);
                before = part.isEmpty() ? before : part;
                continue;
            }
            var name = part.equals("{task}") ? "tasks" : collection(before);
            address.append(
                    things.containsKey(name) || name.equals("users") && actor != null
                            ? thing(name, things, actor)
                            : used < rest.length ? rest[used++] : new UUID(0, 7).toString());
        }
        return address.toString();
    }

    /** {@code /tree/pool/{id}} means a pool as well. */
    private static String collection(String word) {
        return word.endsWith("s") ? word : word + "s";
    }

    private static String thing(String name, Map<String, Object> things, Actor actor) {
        if (name.equals("login")) {
            return actor == null ? "" : actor.name();
        }
        if (name.equals("password")) {
            return actor == null ? "" : actor.name() + "-password-1";
        }
        var id = things.get(name);
        return (id == null && name.equals("users") && actor != null ? actor.id() : id) + "";
    }

    private static String filled(String body, Map<String, Object> things, Actor actor) {
        return THING.matcher(body).replaceAll(found -> Matcher.quoteReplacement(thing(found.group(1), things, actor)));
    }
}
