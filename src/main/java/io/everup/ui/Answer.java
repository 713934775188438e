package io.everup.ui;

import io.everup.shared.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.json.JsonMapper;

/** What a page's POST answers: a short message where htmx asked, a redirect where a plain form did. */
public final class Answer {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Answer() {}

    /**
     * Work has begun.
     *
     * @param text what was begun, such as {@code Starting web-1}
     * @param task the task's id
     * @param page where a browser without JavaScript goes
     */
    public static ResponseEntity<Void> started(HttpServletRequest request, String text, Object task, String page) {
        return done(
                request, Map.of("tone", "info", "text", text, "href", "/tasks/" + task, "link", "Show the task"), page);
    }

    /** Something is done, and nothing runs on. */
    public static ResponseEntity<Void> done(HttpServletRequest request, String text, String page) {
        return done(request, Map.of("tone", "ok", "text", text), page);
    }

    /** Part of it is done. @param detail what isn't, and why */
    public static ResponseEntity<Void> warned(HttpServletRequest request, String text, String detail, String page) {
        return done(request, Map.of("tone", "warn", "text", text, "detail", detail), page);
    }

    /** The browser goes to another page of the portal, such as that of what was just made. */
    public static ResponseEntity<Void> to(HttpServletRequest request, String page) {
        return htmx(request)
                ? ResponseEntity.noContent().header("HX-Redirect", page).build()
                : ResponseEntity.status(HttpStatus.SEE_OTHER)
                        .location(uri(page))
                        .build();
    }

    /**
     * The problem of each rejected field by its name, for a form that is shown again.
     *
     * @throws Refusal the refusal itself when it isn't about values: the actor may not, or it isn't there
     */
    public static Map<String, String> errors(Refusal refusal) {
        if (refusal.kind() == Refusal.Kind.FORBIDDEN || refusal.kind() == Refusal.Kind.NOT_FOUND) {
            // No other value helps: the form isn't shown again.
            throw refusal;
        }
        return refusal.fields().stream()
                .collect(Collectors.toMap(
                        Refusal.Field::name, Refusal.Field::problem, (first, second) -> first + " " + second));
    }

    static boolean htmx(HttpServletRequest request) {
        return request.getHeader("HX-Request") != null;
    }

    private static ResponseEntity<Void> done(HttpServletRequest request, Map<String, String> toast, String page) {
        if (!htmx(request)) {
            return ResponseEntity.status(HttpStatus.SEE_OTHER)
                    .location(uri(page))
                    .build();
        }
        return ResponseEntity.noContent()
                .header("HX-Trigger", ascii(JSON.writeValueAsString(Map.of("toast", toast))))
                .build();
    }

    private static URI uri(String page) {
        return UriComponentsBuilder.fromUriString(page).build().encode().toUri();
    }

    /** A header carries ASCII only; JSON can spell the rest. */
    private static String ascii(String json) {
        return json.chars()
                .mapToObj(letter -> letter < 128 ? String.valueOf((char) letter) : String.format("\\u%04x", letter))
                .collect(Collectors.joining());
    }
}
