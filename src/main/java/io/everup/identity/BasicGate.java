package io.everup.identity;

import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.Authentication;

/** A program with a password: for an account with a second factor it sends the code with it, in one step. */
final class BasicGate implements AuthenticationManager {

    private final SignInGate gate;
    private final SecondStep secondStep;

    BasicGate(SignInGate gate, SecondStep secondStep) {
        this.gate = gate;
        this.secondStep = secondStep;
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        try {
            var result = gate.authenticate(attempt);
            if (result.getPrincipal() instanceof Actor actor && secondStep.owed(actor.id())) {
                throw new InsufficientAuthenticationException(
                        "Your role needs a second factor: sign in with a browser and set it up.");
            }
            return result;
        } catch (CodeWanted wanted) {
            if (attempt.getDetails() instanceof String code && !code.isBlank()) {
                return gate.code(wanted.pending(), code);
            }
            throw new BadCredentialsException(
                    "This account has a second factor: send the code that its authenticator shows as \"code\".");
        }
    }
}
