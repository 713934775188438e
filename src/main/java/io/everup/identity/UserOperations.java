package io.everup.identity;

import io.everup.shared.Ids;
import io.everup.shared.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Makes and changes users. */
@Component
@Transactional
public class UserOperations {

    private static final int PASSWORD_LEAST = 10;
    private static final int PASSWORD_MOST = 128;
    /** In a minute: whoever finds an open session shall not find the password by it. */
    private static final int PASSWORD_TRIES = 5;

    private final UserAccounts accounts;
    private final PasswordEncoder passwords;
    private final AccessReader access;
    private final RateLimit limit;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Ids ids;

    UserOperations(
            UserAccounts accounts,
            PasswordEncoder passwords,
            AccessReader access,
            RateLimit limit,
            ApplicationEventPublisher events,
            Clock clock,
            Ids ids) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.access = access;
        this.limit = limit;
        this.events = events;
        this.clock = clock;
        this.ids = ids;
    }

    public UUID create(Actor actor, NewUser user) {
        actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        requireHeld(actor, user.role());
        var login = Logins.normal(user.login());
        if (!Logins.wellFormed(login)) {
            throw Refusal.invalidField(
                    "login", "A login has 1 to 63 letters, digits or . _ @ - and begins with a letter or digit.");
        }
        checkPassword(login, user.password());
        if (accounts.findByLogin(login).isPresent()) {
            throw Refusal.conflict(
                    "login-taken", "There is a user with the login " + login + " already.", "Choose another login.");
        }
        var name = user.displayName() == null || user.displayName().isBlank()
                ? login
                : user.displayName().strip();
        var account = accounts.saveAndFlush(UserAccount.local(
                ids.next(), login, name, user.role(), passwords.encode(user.password()), clock.instant(), actor.id()));
        publish(actor, "user.create", account, Map.of("role", user.role().name()));
        return account.getId();
    }

    /** @param version the version the change is based on, or null for whatever it is */
    public void change(Actor actor, UUID id, UserChange change, Long version) {
        var account = manage(actor, id);
        if (version != null && version != account.version()) {
            throw Refusal.changed("user");
        }
        if (!account.local()) {
            throw Refusal.conflict(
                    "not-local",
                    "The name and the role of " + account.login() + " come from the directory service.",
                    "Change the name or the groups there.");
        }
        var detail = new LinkedHashMap<String, String>();
        if (change.displayName() != null) {
            account.rename(change.displayName().strip());
            detail.put("displayName", change.displayName().strip());
        }
        if (change.role() != null && change.role() != account.role()) {
            keepAnAdministrator(account);
            requireHeld(actor, change.role());
            detail.put("role", account.role() + " to " + change.role());
            account.become(change.role());
        }
        accounts.saveAndFlush(account);
        publish(actor, "user.change", account, detail);
    }

    /** Ends the user's sessions at once; their tokens are refused. */
    public void disable(Actor actor, UUID id) {
        var account = manage(actor, id);
        if (actor.id().equals(id)) {
            throw Refusal.conflict(
                    "own-account", "You can't disable your own account.", "Ask another administrator to do it.");
        }
        keepAnAdministrator(account);
        account.disable(clock.instant());
        accounts.saveAndFlush(account);
        publish(actor, "user.disable", account, Map.of());
    }

    public void enable(Actor actor, UUID id) {
        var account = manage(actor, id);
        if (account.disabledByDirectory()) {
            throw Refusal.conflict(
                    "not-local",
                    account.login() + " was removed, disabled or put out of its group in the directory service.",
                    "Mend it there: the account is enabled with the next synchronisation.");
        }
        account.enable();
        accounts.saveAndFlush(account);
        publish(actor, "user.enable", account, Map.of());
    }

    /** Sets another user's password and ends their sessions. */
    public void setPassword(Actor actor, UUID id, String password) {
        replacePassword(actor, manage(actor, id), password, "password");
    }

    /** Changes the actor's own password; all their sessions end. */
    public void changeOwnPassword(Actor actor, String current, String password) {
        limit.take("password " + actor.id(), PASSWORD_TRIES, Duration.ofMinutes(1));
        var account = accounts.findById(actor.id()).orElseThrow(() -> Refusal.notFound("user"));
        if (account.local() && !passwords.matches(current, account.passwordHash())) {
            throw Refusal.invalidField("currentPassword", "This is not your current password.");
        }
        replacePassword(actor, account, password, "newPassword");
    }

    private void replacePassword(Actor actor, UserAccount account, String password, String field) {
        if (!account.local()) {
            throw Refusal.conflict(
                    "not-local",
                    "The password of " + account.login() + " is kept by the directory service.",
                    "Change it there.");
        }
        checkPassword(account.login(), password, field);
        account.passwordHash(passwords.encode(password));
        accounts.saveAndFlush(account);
        publish(actor, "user.password", account, Map.of());
    }

    private UserAccount manage(Actor actor, UUID id) {
        actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        var account = accounts.findById(id).orElseThrow(() -> Refusal.notFound("user"));
        if (!access.covers(actor, id, account.role())) {
            // Else whoever manages users could become an administrator by setting the password of one.
            throw Refusal.forbidden(account.login() + " may do more than you; who may do as much must do this.");
        }
        return account;
    }

    /** Nobody gives more than they hold. */
    private static void requireHeld(Actor actor, Role role) {
        for (var permission : role.permissions()) {
            if (!actor.mayGive(permission, Place.EVERYTHING)) {
                throw Refusal.invalidField(
                        "role",
                        "You can't give the role " + role.title() + ": you may not " + permission.words()
                                + " yourself.");
            }
        }
    }

    private void keepAnAdministrator(UserAccount account) {
        // One of a directory doesn't count: when that can't be reached, someone must still get in.
        var others = accounts.lockEnabledAdministrators().stream().anyMatch(other -> other != account && other.local());
        if (account.local() && account.role() == Role.ADMINISTRATOR && account.enabled() && !others) {
            throw Refusal.conflict(
                    "last-administrator",
                    account.login() + " is the only administrator with a password of Everup's own.",
                    "Make another local user an administrator first.");
        }
    }

    private static void checkPassword(String login, String password) {
        checkPassword(login, password, "password");
    }

    private static void checkPassword(String login, String password, String field) {
        if (password == null || password.length() < PASSWORD_LEAST || password.length() > PASSWORD_MOST) {
            throw Refusal.invalidField(
                    field, "A password has " + PASSWORD_LEAST + " to " + PASSWORD_MOST + " characters.");
        }
        if (password.equalsIgnoreCase(login)) {
            throw Refusal.invalidField(field, "The password must differ from the login.");
        }
    }

    private void publish(Actor actor, String action, UserAccount account, Map<String, String> detail) {
        events.publishEvent(IdentityEvent.user(actor, action, account.actor(), detail));
    }
}
