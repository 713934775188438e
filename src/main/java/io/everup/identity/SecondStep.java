package io.everup.identity;

import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What comes after the password of an account with a second factor. */
@Component
class SecondStep {

    /** Nobody's: for a wrong password as much is asked of the database as for a right one. */
    private static final UUID NOBODY = new UUID(0, 1);

    private final SecondFactors factors;
    private final Identities identities;

    SecondStep(SecondFactors factors, Identities identities) {
        this.factors = factors;
        this.identities = identities;
    }

    boolean wanted(String login) {
        return factors.enrolled(login);
    }

    boolean wanted(UUID user) {
        return factors.enrolled(user);
    }

    /** Whether the role asks for a second factor that the account doesn't have. */
    boolean owed(UUID user) {
        return factors.owed(user);
    }

    CodeWanted.Pending pending(Actor actor, String login, int failures) {
        return new CodeWanted.Pending(actor.id(), identities.epoch(actor.id()).orElse(-1), login, failures);
    }

    /** Who proved to be there with password and code; the code is used up. */
    Optional<Actor> check(CodeWanted.Pending pending, String code) {
        var user = pending.user() == null ? NOBODY : pending.user();
        return factors.accept(user, code) ? identities.ofSession(user, pending.epoch()) : Optional.empty();
    }
}
