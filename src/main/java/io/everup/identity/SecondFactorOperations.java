package io.everup.identity;

import io.everup.shared.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Sets up, renews and takes away second factors. */
@Component
public class SecondFactorOperations {

    private static final Duration TO_CONFIRM = Duration.ofMinutes(15);
    private static final int TRIES = 5;
    private static final String WRONG_CODE =
            "This code is not right now. Check the time of the authenticator, and type the code that it shows next.";

    private final SecondFactors factors;
    private final FreshPassword password;
    private final UserAccounts accounts;
    private final AccessReader access;
    private final RateLimit limit;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;
    private final Clock clock;

    SecondFactorOperations(
            SecondFactors factors,
            FreshPassword password,
            UserAccounts accounts,
            AccessReader access,
            RateLimit limit,
            ApplicationEventPublisher events,
            TransactionTemplate transaction,
            Clock clock) {
        this.factors = factors;
        this.password = password;
        this.accounts = accounts;
        this.access = access;
        this.limit = limit;
        this.events = events;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** The actor's own. */
    public SecondFactorView view(Actor actor) {
        return factors.view(actor.id());
    }

    /** Somebody's, for administrators. */
    public SecondFactorView view(Actor actor, UUID user) {
        actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        return factors.view(user);
    }

    /** A secret for the actor's authenticator; it counts when a first code of it was shown, within 15 minutes. */
    public SecondFactorOffer begin(Actor actor, String current) {
        password.check(actor, current, "password");
        if (factors.enrolled(actor.id())) {
            throw Refusal.conflict(
                    "second-factor-there",
                    "Your account has a second factor already.",
                    "Remove it first, to set up another authenticator.");
        }
        return offer(actor, factors.offer(actor.id()));
    }

    /** What {@link #begin} offered, for a form that is shown again after a wrong code. */
    public SecondFactorOffer pending(Actor actor) {
        return factors.offered(actor.id(), oldest())
                .map(secret -> offer(actor, secret))
                .orElseThrow(SecondFactorOperations::nothingOffered);
    }

    private static SecondFactorOffer offer(Actor actor, byte[] secret) {
        return new SecondFactorOffer(TotpRules.base32(secret), TotpRules.uri(secret, actor.name()));
    }

    /** @return the recovery codes, for the one time that they are shown */
    public List<String> confirm(Actor actor, String code) {
        limit.take("code " + actor.id(), TRIES, Duration.ofMinutes(1));
        if (factors.offered(actor.id(), oldest()).isEmpty()) {
            throw nothingOffered();
        }
        return transaction.execute(status -> {
            if (!factors.confirm(actor.id(), oldest(), code == null ? "" : code.replaceAll("\\s", ""))) {
                throw Refusal.invalidField("code", WRONG_CODE);
            }
            var codes = factors.renewCodes(actor.id());
            publish(actor, "second-factor.enrol", actor);
            return codes;
        });
    }

    /** @return new recovery codes; those before work no more */
    public List<String> renewRecoveryCodes(Actor actor, String current, String code) {
        prove(actor, current, code);
        return transaction.execute(status -> {
            var codes = factors.renewCodes(actor.id());
            publish(actor, "second-factor.renew-codes", actor);
            return codes;
        });
    }

    /** The actor signs in with the password alone from now on. */
    public void remove(Actor actor, String current, String code) {
        if (factors.view(actor.id()).required()) {
            throw Refusal.conflict(
                    "second-factor-required",
                    "Your role needs a second factor.",
                    "Ask an administrator to reset it: then you set up another authenticator at the next sign-in.");
        }
        prove(actor, current, code);
        transaction.executeWithoutResult(status -> {
            factors.remove(actor.id());
            publish(actor, "second-factor.remove", actor);
        });
    }

    /** Takes the second factor away from someone who lost it, and signs them out everywhere. */
    public void reset(Actor actor, UUID user) {
        actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        transaction.executeWithoutResult(status -> {
            var account = accounts.findById(user).orElseThrow(() -> Refusal.notFound("user"));
            if (!access.covers(actor, user, account.role())) {
                throw Refusal.forbidden(account.login() + " may do more than you; who may do as much must do this.");
            }
            if (!factors.remove(user)) {
                throw Refusal.conflict(
                        "no-second-factor", account.login() + " has no second factor.", "There is nothing to reset.");
            }
            account.endSessions();
            accounts.saveAndFlush(account);
            publish(actor, "second-factor.reset", account.actor());
        });
    }

    private void prove(Actor actor, String current, String code) {
        if (!factors.enrolled(actor.id())) {
            throw Refusal.conflict("no-second-factor", "Your account has no second factor.", "Set one up first.");
        }
        password.check(actor, current, "password");
        limit.take("code " + actor.id(), TRIES, Duration.ofMinutes(1));
        if (!factors.accept(actor.id(), code)) {
            throw Refusal.invalidField("code", WRONG_CODE);
        }
    }

    private Instant oldest() {
        return clock.instant().minus(TO_CONFIRM);
    }

    private static Refusal nothingOffered() {
        return Refusal.conflict(
                "nothing-offered", "There is no authenticator to be confirmed.", "Begin again with your password.");
    }

    private void publish(Actor actor, String action, Actor subject) {
        events.publishEvent(IdentityEvent.user(actor, action, subject, Map.of()));
    }
}
