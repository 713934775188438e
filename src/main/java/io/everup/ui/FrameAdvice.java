package io.everup.ui;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.WebUtils;

/** Gives every page what stands around it. */
@ControllerAdvice(annotations = Controller.class)
class FrameAdvice {

    private final ObjectProvider<RequestMappingHandlerMapping> mappings;
    private final String banner;
    private volatile Set<String> paths;

    FrameAdvice(ObjectProvider<RequestMappingHandlerMapping> mappings, @Value("${everup.banner:}") String banner) {
        this.mappings = mappings;
        this.banner = banner;
    }

    @ModelAttribute("frame")
    Frame frame(HttpServletRequest request, Principal principal) {
        var paths = paths();
        var rights = rights(principal);
        return new Frame(
                principal == null ? null : principal.getName(),
                banner,
                partial(request),
                Navigation.groups(paths, rights),
                Navigation.create(paths, rights),
                open(request),
                Navigation.parts(paths, rights));
    }

    private static Set<String> rights(Principal principal) {
        return principal instanceof Authentication known
                ? AuthorityUtils.authorityListToSet(known.getAuthorities())
                : Set.of();
    }

    /** A page that the browser takes from its history must be whole; every other htmx request wants a part. */
    private static boolean partial(HttpServletRequest request) {
        return request.getHeader("HX-Request") != null
                && request.getHeader("HX-Boosted") == null
                && request.getHeader("HX-History-Restore-Request") == null;
    }

    /** The browser keeps in a cookie what is open, so that pages come as they were left and nothing jumps. */
    private static Set<String> open(HttpServletRequest request) {
        var cookie = WebUtils.getCookie(request, "everup-open");
        return Set.copyOf(List.of((cookie == null ? "compute" : cookie.getValue()).split("_")));
    }

    private Set<String> paths() {
        var known = paths;
        if (known == null) {
            known = new HashSet<>();
            for (var mapping : mappings) {
                for (var info : mapping.getHandlerMethods().keySet()) {
                    known.addAll(info.getDirectPaths());
                }
            }
            paths = known;
        }
        return known;
    }
}
