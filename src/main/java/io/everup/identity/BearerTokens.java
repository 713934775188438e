package io.everup.identity;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets a program in that shows a token. */
final class BearerTokens extends OncePerRequestFilter {

    private static final String SCHEME = "Bearer ";

    private final TokenDirectory tokens;
    private final AuthenticationEntryPoint otherwise;
    private final RequestAttributeSecurityContextRepository asyncToo = new RequestAttributeSecurityContextRepository();

    BearerTokens(TokenDirectory tokens, AuthenticationEntryPoint otherwise) {
        this.tokens = tokens;
        this.otherwise = otherwise;
    }

    static boolean present(HttpServletRequest request) {
        var header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** What a request shows as its token. */
    static String text(HttpServletRequest request) {
        return request.getHeader(HttpHeaders.AUTHORIZATION)
                .substring(SCHEME.length())
                .strip();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var actor = tokens.holder(text(request));
        if (actor.isEmpty()) {
            otherwise.commence(
                    request, response, new BadCredentialsException("The token is unknown, expired or revoked."));
            return;
        }
        var context = new SecurityContextImpl(Identities.authentication(actor.get()));
        SecurityContextHolder.setContext(context);
        asyncToo.saveContext(context, request, response);
        chain.doFilter(request, response);
    }
}
