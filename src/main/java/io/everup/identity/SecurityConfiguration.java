package io.everup.identity;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.authentication.session.ChangeSessionIdAuthenticationStrategy;
import org.springframework.security.web.authentication.session.CompositeSessionAuthenticationStrategy;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.csrf.CsrfAuthenticationStrategy;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.savedrequest.CookieRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.json.JsonMapper;

/**
 * Four doors: a program with a token (no session, no CSRF), a program with a password that asks for a token, and a
 * browser with a session, which may use the API as well as the pages.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    private final Gatekeeper gatekeeper;
    private final IdentitySettings settings;

    SecurityConfiguration(Gatekeeper gatekeeper, IdentitySettings settings) {
        this.gatekeeper = gatekeeper;
        this.settings = settings;
    }

    @Bean
    static PasswordEncoder passwordEncoder() {
        return new DelegatingPasswordEncoder(
                "argon2", Map.of("argon2", Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8()));
    }

    /** Not readable by scripts, not sent with a form of another site; over HTTPS sent over HTTPS only. */
    @Bean
    static CookieSerializer sessionCookie() {
        var cookie = new DefaultCookieSerializer();
        cookie.setCookieName("EVERUP_SESSION");
        cookie.setUseHttpOnlyCookie(true);
        cookie.setSameSite("Lax");
        return cookie;
    }

    /** An address that no honest browser sends. */
    @Bean
    static RequestRejectedHandler rejected() {
        return (request, response, why) -> {
            new SecurityHeaders().writeHeaders(request, response);
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
        };
    }

    @Bean
    @Order(1)
    SecurityFilterChain withToken(HttpSecurity http, TokenDirectory tokens, ApiLimit apiLimit) {
        RequestMatcher programs = request -> BearerTokens.present(request)
                && (Gatekeeper.path(request).startsWith("/api/")
                        || Gatekeeper.path(request).startsWith("/actuator/"));
        return stateless(http.securityMatcher(programs))
                .addFilterBefore(new BearerTokens(tokens, gatekeeper), BasicAuthenticationFilter.class)
                .addFilterBefore(apiLimit, AuthorizationFilter.class)
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain withPassword(HttpSecurity http, SignInGate gate, SecondStep secondStep, JsonMapper json) {
        var tokens = PathPatternRequestMatcher.pathPattern(HttpMethod.POST, "/api/v1/tokens");
        RequestMatcher basic = request -> tokens.matches(request) && hasPassword(request);
        return stateless(http.securityMatcher(basic))
                .authenticationManager(new BasicGate(gate, secondStep))
                .addFilterBefore(new CodeInBody(json), BasicAuthenticationFilter.class)
                .httpBasic(form -> form.authenticationEntryPoint(gatekeeper)
                        .authenticationDetailsSource(CodeInBody::of)
                        .securityContextRepository(new RequestAttributeSecurityContextRepository()))
                .build();
    }

    @Bean
    @Order(3)
    SecurityFilterChain withSession(
            HttpSecurity http,
            SignInGate gate,
            SessionIdentity sessions,
            SignInJournal journal,
            SignInFailures failures,
            ApiLimit apiLimit,
            Clock clock,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        var formTokens = new FormTokens();
        return common(http)
                .authenticationManager(gate)
                .securityContext(context -> context.securityContextRepository(sessions))
                .csrf(csrf -> csrf.csrfTokenRepository(formTokens))
                .requestCache(cache -> cache.requestCache(pagesOnly()))
                .formLogin(form -> form.loginPage(Gatekeeper.SIGN_IN)
                        .successHandler(backToThePage())
                        .failureHandler(failures))
                .addFilterAfter(
                        codeSteps(gate, sessions, failures, formTokens, clock),
                        UsernamePasswordAuthenticationFilter.class)
                .addFilterBefore(apiLimit, AuthorizationFilter.class)
                .addFilterBefore(new FactorDuty(problems), AuthorizationFilter.class)
                .logout(logout -> logout.logoutUrl("/sign-out")
                        .addLogoutHandler((request, response, who) -> {
                            sessions.end(request);
                            if (who != null && who.getPrincipal() instanceof Actor actor) {
                                journal.signedOut(actor);
                            }
                        })
                        .logoutSuccessUrl(Gatekeeper.SIGN_IN + "?signedOut"))
                .build();
    }

    /** As for the form with the password: a new session id, a new CSRF token, back to the page that was asked for. */
    private static CodeSteps codeSteps(
            SignInGate gate,
            SessionIdentity sessions,
            SignInFailures failures,
            CsrfTokenRepository formTokens,
            Clock clock) {
        var steps = new CodeSteps(gate, clock);
        steps.setAuthenticationSuccessHandler(backToThePage());
        steps.setAuthenticationFailureHandler(failures);
        steps.setSecurityContextRepository(sessions);
        steps.setSessionAuthenticationStrategy(new CompositeSessionAuthenticationStrategy(
                List.of(new ChangeSessionIdAuthenticationStrategy(), new CsrfAuthenticationStrategy(formTokens))));
        return steps;
    }

    /** Only ever within the portal: what the cookie says of another host is left out. */
    private static AuthenticationSuccessHandler backToThePage() {
        var success = new SavedRequestAwareAuthenticationSuccessHandler();
        success.setRequestCache(pagesOnly());
        success.setRedirectStrategy((request, response, address) -> response.sendRedirect(withinPortal(address)));
        return success;
    }

    static String withinPortal(String address) {
        var page = UriComponentsBuilder.fromUriString(address).build();
        var path = page.getPath() == null || page.getPath().isEmpty() ? "/" : page.getPath();
        var query = page.getQuery() == null ? "" : "?" + page.getQuery();
        // Two slashes would begin the name of a host.
        return "/" + path.replaceFirst("^[/\\\\]+", "") + query;
    }

    private static boolean hasPassword(HttpServletRequest request) {
        var header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, "Basic ", 0, 6);
    }

    /** After the sign-in a person comes back to the page they asked for. */
    private static RequestCache pagesOnly() {
        var cache = new CookieRequestCache();
        cache.setRequestMatcher(request -> {
            var accept = request.getHeader(HttpHeaders.ACCEPT);
            return request.getMethod().equals("GET")
                    && accept != null
                    && accept.contains(MediaType.TEXT_HTML_VALUE)
                    && request.getHeader("HX-Request") == null;
        });
        return cache;
    }

    private HttpSecurity stateless(HttpSecurity http) {
        return common(http)
                .csrf(csrf -> csrf.disable())
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
    }

    private HttpSecurity common(HttpSecurity http) {
        return http.headers(headers -> headers.addHeaderWriter(new SecurityHeaders()))
                .anonymous(Customizer.withDefaults())
                .exceptionHandling(refusals ->
                        refusals.authenticationEntryPoint(gatekeeper).accessDeniedHandler(gatekeeper))
                .authorizeHttpRequests(this::rules);
    }

    private void rules(AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry rules) {
        rules.dispatcherTypeMatchers(DispatcherType.FORWARD, DispatcherType.ERROR, DispatcherType.ASYNC)
                .permitAll()
                .requestMatchers(Gatekeeper.SIGN_IN, CodeSteps.PAGE, "/static/**", "/favicon.ico", "/error")
                .permitAll()
                // For everybody, as long as somebody publishes one.
                .requestMatchers(HttpMethod.GET, "/status/*")
                .permitAll()
                .requestMatchers("/actuator/health/**")
                .permitAll()
                .requestMatchers("/actuator/prometheus")
                .access(metrics())
                .requestMatchers("/actuator/**")
                .denyAll()
                // Events know no actor: who may read them is decided here.
                .requestMatchers("/api/v1/events", "/api/v1/stream")
                .hasAuthority(Permission.EVENT_VIEW.name())
                .anyRequest()
                .authenticated();
    }

    private AuthorizationManager<RequestAuthorizationContext> metrics() {
        var networks =
                settings.metricsOpenTo().stream().map(IpAddressMatcher::new).toList();
        return (who, context) -> new AuthorizationDecision(networks.stream()
                        .anyMatch(network -> network.matches(context.getRequest()))
                || who.get().getAuthorities().stream()
                        .anyMatch(right -> Permission.METRICS_VIEW.name().equals(right.getAuthority())));
    }
}
