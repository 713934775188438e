package io.everup.service.web;

import io.everup.service.PublicStatusReader;
import io.everup.shared.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.springframework.http.CacheControl;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** What everybody may see without signing in. */
@Controller
class PublicStatusPages {

    private final PublicStatusReader statuses;
    private final VisitorLimit limit;

    PublicStatusPages(PublicStatusReader statuses, Clock clock) {
        this.statuses = statuses;
        this.limit = new VisitorLimit(clock);
    }

    @GetMapping("/status/{slug}")
    String show(HttpServletRequest request, HttpServletResponse response, Model model, @PathVariable String slug) {
        if (!limit.admits(request.getRemoteAddr())) {
            response.setStatus(429);
            response.setIntHeader("Retry-After", VisitorLimit.WINDOW_SECONDS);
            return "service/status-busy";
        }
        var status = statuses.read(slug).orElseThrow(() -> Refusal.notFound("status page"));
        response.setHeader(
                "Cache-Control",
                CacheControl.maxAge(PublicStatusReader.KEPT.toSeconds(), TimeUnit.SECONDS)
                        .cachePublic()
                        .getHeaderValue());
        model.addAttribute("status", status);
        return "service/status";
    }
}
