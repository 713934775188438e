package io.everup.ui;

import io.everup.shared.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.ModelAndView;

/** A refusal that no controller caught: a problem document for a script, a page for a person. */
@Order(Ordered.LOWEST_PRECEDENCE)
@ControllerAdvice(annotations = Controller.class)
class RefusalAdvice {

    @ExceptionHandler(Refusal.class)
    Object refused(Refusal refusal, HttpServletRequest request) {
        var status = status(refusal.kind());
        if (Answer.htmx(request) || wantsJson(request)) {
            return ResponseEntity.status(status)
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .body(problem(refusal, status));
        }
        var page = new ModelAndView("error", status);
        page.addObject("status", status.value());
        page.addObject("detail", refusal.getMessage());
        page.addObject("next", refusal.next());
        page.addObject("reference", MDC.get("reference"));
        return page;
    }

    private static Map<String, Object> problem(Refusal refusal, HttpStatus status) {
        var problem = new LinkedHashMap<String, Object>();
        problem.put("type", "urn:everup:problem:" + refusal.code());
        problem.put("title", status.getReasonPhrase());
        problem.put("status", status.value());
        problem.put("detail", refusal.getMessage());
        problem.put("next", refusal.next());
        problem.put("fields", refusal.fields());
        return problem;
    }

    private static boolean wantsJson(HttpServletRequest request) {
        var accept = request.getHeader("Accept");
        return accept != null && accept.contains("json") && !accept.contains("html");
    }

    private static HttpStatus status(Refusal.Kind kind) {
        return switch (kind) {
            case INVALID -> HttpStatus.UNPROCESSABLE_CONTENT;
            case CONFLICT -> HttpStatus.CONFLICT;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case CHANGED -> HttpStatus.PRECONDITION_FAILED;
        };
    }
}
