package io.everup.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** Gives a problem the form its reader understands: a document for programs and page scripts, a page for people. */
@Component
class ProblemAnswers {

    /** The event that a page gets (htmx triggers it on the element that asked), with the problem as its detail. */
    static final String PAGE_EVENT = "everup:problem";

    private final JsonMapper ascii;

    ProblemAnswers(JsonMapper json) {
        // A header holds no other letters.
        this.ascii = json.rebuild().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    }

    Object answer(Problem problem, HttpServletRequest request, String path) {
        if (request.getHeader("HX-Request") != null) {
            return part(problem);
        }
        if (path.startsWith("/api/") || path.startsWith("/actuator/")) {
            return ResponseEntity.status(problem.status())
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .body(problem);
        }
        var page = new ModelAndView("error", problem.httpStatus());
        page.addObject("status", problem.status());
        page.addObject("title", problem.title());
        page.addObject("detail", problem.detail());
        page.addObject("next", problem.next());
        page.addObject("reference", problem.reference());
        return page;
    }

    /**
     * A page script shows a failed answer by itself, but takes 422 for a form that is shown again with its mistakes: no
     * form is meant here, so the problem is told as an event.
     */
    private ResponseEntity<Problem> part(Problem problem) {
        var answer = ResponseEntity.status(problem.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (problem.status() == HttpStatus.UNPROCESSABLE_CONTENT.value()) {
            answer.header("HX-Reswap", "none")
                    .header("HX-Trigger", ascii.writeValueAsString(Map.of(PAGE_EVENT, problem)));
        }
        return answer.body(problem);
    }
}
