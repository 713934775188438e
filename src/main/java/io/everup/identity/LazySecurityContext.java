package io.everup.identity;

import java.util.function.Supplier;
import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;

/** Loads who asks at the first question: a request for a picture costs no look-up. */
final class LazySecurityContext implements DeferredSecurityContext {

    private final Supplier<SecurityContext> source;
    private SecurityContext context;

    LazySecurityContext(Supplier<SecurityContext> source) {
        this.source = source;
    }

    @Override
    public SecurityContext get() {
        if (context == null) {
            context = source.get();
        }
        return context;
    }

    @Override
    public boolean isGenerated() {
        return get().getAuthentication() == null;
    }
}
