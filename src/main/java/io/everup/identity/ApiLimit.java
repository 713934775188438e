package io.everup.identity;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * How many requests of the API one user or token may send in a minute. Each replica counts for itself, in memory: a
 * count in the database would cost more than most requests.
 */
@Component
final class ApiLimit extends OncePerRequestFilter {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration SETTING_HOLDS = Duration.ofSeconds(2);
    private static final int FORGET_ABOVE = 10_000;

    private record Count(Instant since, int used) {}

    private record Setting(Instant readAt, int most) {}

    private final ConcurrentHashMap<String, Count> counts = new ConcurrentHashMap<>();
    private final SecuritySettingsStore settings;
    private final HandlerExceptionResolver problems;
    private final Clock clock;
    private volatile Setting setting = new Setting(Instant.EPOCH, 0);

    ApiLimit(
            SecuritySettingsStore settings,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems,
            Clock clock) {
        this.settings = settings;
        this.problems = problems;
        this.clock = clock;
    }

    /** It stands within the security chains, after it is known who asks, and nowhere else. */
    @Bean
    static FilterRegistrationBean<ApiLimit> apiLimitOnlyThere(ApiLimit filter) {
        var registration = new FilterRegistrationBean<>(filter);
        registration.setEnabled(false);
        return registration;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !Gatekeeper.path(request).startsWith("/api/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var who = who(request);
        var most = most();
        if (who != null && most > 0) {
            var count = counted(who);
            if (count.used() > most) {
                var wait = Duration.between(clock.instant(), count.since().plus(WINDOW));
                problems.resolveException(request, response, null, new TooManyAttempts(wait));
                return;
            }
        }
        chain.doFilter(request, response);
    }

    private Count counted(String who) {
        var now = clock.instant();
        if (counts.size() > FORGET_ABOVE) {
            counts.values().removeIf(count -> over(count, now));
        }
        return counts.compute(
                who, (key, known) -> over(known, now) ? new Count(now, 1) : new Count(known.since(), known.used() + 1));
    }

    private static boolean over(Count count, Instant now) {
        return count == null || !now.isBefore(count.since().plus(WINDOW));
    }

    /** By token where there is one: a program that runs wild doesn't shut its owner out. */
    private static String who(HttpServletRequest request) {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication == null || !(authentication.getPrincipal() instanceof Actor actor)) {
            return null;
        }
        var token = BearerTokens.present(request) ? TokenSecret.parse(BearerTokens.text(request)) : null;
        return token == null || token.isEmpty()
                ? "user " + actor.id()
                : "token " + token.get().lookup();
    }

    private int most() {
        var known = setting;
        var now = clock.instant();
        if (!now.isBefore(known.readAt().plus(SETTING_HOLDS))) {
            known = new Setting(now, settings.read().apiPerMinute());
            setting = known;
        }
        return known.most();
    }

    /** A changed setting counts at once where it was changed. */
    void readAgain() {
        setting = new Setting(Instant.EPOCH, 0);
    }
}
